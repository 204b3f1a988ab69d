import { brushIn, type Heading, radiusOf } from '../state/brush-link';
import type { Studio } from '../state/studio';
import { screenToDomain } from '../view/camera';
import { BrushPath } from './BrushPath';
import type { Size } from './layout';

/** Dabs of one hand lie this far apart, in radii: a moved brush leaves an even trace. */
const SPACING = 0.75;
/** Sizes of the brush from one key press to the next. */
const NOTCH = 1.25;

/** What a hand and keys do in a pane that is painted in. */
export class BrushGestures {
  readonly #studio: Studio;
  readonly #index: number;
  readonly #path = new BrushPath();
  #pressed: number | null = null;
  #sign: 1 | -1 = 1;
  /** Where the hand or the arrow keys went last. */
  #heading: Heading = [1, 0];

  constructor(studio: Studio, index: number) {
    this.#studio = studio;
    this.#index = index;
  }

  get active(): boolean {
    return this.#studio.store.getState().painting === this.#index;
  }

  /** A finger or button goes down; the second one ends the stroke, so that two fingers can zoom. */
  down(event: PointerEvent, pixel: readonly [number, number], size: Size): void {
    if (this.#pressed !== null) {
      this.up();
      return;
    }
    this.#pressed = event.pointerId;
    this.#sign = event.button === 2 || event.shiftKey ? -1 : 1;
    this.move(event, pixel, size);
  }

  /** Moves the ring and, while pressed, paints. */
  move(event: PointerEvent, pixel: readonly [number, number], size: Size): void {
    const state = this.#studio.store.getState();
    const camera = state.panes[this.#index]?.camera;
    if (!camera || !state.loaded) return;
    const at = screenToDomain(camera, state.loaded.extent, size, ...pixel);
    state.setCursor({ x: at[0], y: at[1], values: null });
    if (this.#pressed !== event.pointerId) return;
    const spacing = SPACING * radiusOf(state);
    const kind = brushIn(state, this.#index);
    for (const point of this.#path.points(at, spacing)) {
      // Fluid is pushed by a hand that moves.
      if (kind === 'push' && !point.heading) continue;
      this.#heading = point.heading ?? this.#heading;
      this.#studio.brush.dab(...point.at, this.#sign, this.#heading);
    }
  }

  up(): void {
    this.#pressed = null;
    this.#path.end();
  }

  /** An arrow key was pressed: the space bar pushes that way. */
  turn(heading: Heading): void {
    this.#heading = heading;
  }

  /** Space dabs at the cursor, with shift it takes away; escape puts the brush away. True where the key was one of these. */
  key(event: KeyboardEvent): boolean {
    const { cursor, panes, setPainting } = this.#studio.store.getState();
    if (event.key === ' ') {
      const [x, y] = cursor ? [cursor.x, cursor.y] : panes[this.#index]!.camera.center;
      this.#studio.brush.dab(x, y, event.shiftKey ? -1 : 1, this.#heading);
      return true;
    }
    if (event.key === 'Escape') {
      setPainting(null);
      return true;
    }
    return false;
  }
}

/** Makes the brush larger or smaller by so many notches; nothing where nobody paints. */
export function resizeBrush(studio: Studio, notches: number): void {
  const { painting, brush, setBrush } = studio.store.getState();
  if (painting !== null) setBrush({ size: brush.size * NOTCH ** notches });
}
