import { brushIn, type Heading, radiusOf, sensedIn } from '../state/brush-link';
import type { Tool } from '../state/slices/brush';
import type { Studio } from '../state/studio';
import { screenToDomain } from '../view/camera';
import { BrushPath } from './BrushPath';
import type { Size } from './layout';

/** Points of a wall's way lie at least this far apart, in radii. */
const FINE = 0.2;
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
      this.up(true);
      return;
    }
    this.#pressed = event.pointerId;
    this.#sign = event.button === 2 || event.shiftKey ? -1 : 1;
    this.move(event, pixel, size);
    if (this.#tool === 'wall' && this.#erases) this.#wall(this.#at(pixel, size));
  }

  /** Moves the ring and, while pressed, paints. */
  move(event: PointerEvent, pixel: readonly [number, number], size: Size): void {
    const state = this.#studio.store.getState();
    const at = this.#at(pixel, size);
    if (!at) return;
    state.setCursor({ x: at[0], y: at[1], values: null });
    if (this.#pressed !== event.pointerId) return;
    const kind = this.#tool;
    // Where it stands is where the hand is lifted.
    if (kind === 'sensor') return;
    if (kind === 'wall') {
      const points = this.#erases ? [] : this.#path.points(at, FINE * radiusOf(state));
      if (points.length > 0) state.setTrace([...state.trace, ...points.map((point) => point.at)]);
      return;
    }
    const spacing = SPACING * radiusOf(state);
    for (const point of this.#path.points(at, spacing)) {
      // Fluid is pushed by a hand that moves.
      if (kind === 'push' && !point.heading) continue;
      this.#heading = point.heading ?? this.#heading;
      this.#studio.brush.dab(...point.at, this.#sign, this.#heading);
    }
  }

  /** The hand is lifted: a wall stands where it went, or nothing where it was drawn by mistake. */
  up(isMistake = false): void {
    const { trace, setTrace, cursor } = this.#studio.store.getState();
    if (this.#pressed !== null && this.#tool === 'sensor') {
      if (!isMistake && cursor) this.#sensor([cursor.x, cursor.y], this.#erases);
      this.#pressed = null;
      return;
    }
    const drew = this.#pressed !== null && this.#tool === 'wall' && trace.length > 0;
    if (drew && isMistake) setTrace([]);
    else if (drew) void this.#studio.drawn.draw(trace);
    else if (this.#pressed !== null) this.#studio.brush.lift();
    this.#pressed = null;
    this.#path.end();
  }

  /** An arrow key was pressed: the space bar pushes that way. */
  turn(heading: Heading): void {
    this.#heading = heading;
  }

  /**
   * Space or enter dabs at the cursor, with shift it takes away, as delete does with sensors; escape puts the brush away.
   * True where the key was one of these.
   */
  key(event: KeyboardEvent): boolean {
    const { cursor, panes, setPainting } = this.#studio.store.getState();
    const isSensor = this.#tool === 'sensor';
    const [x, y] = cursor ? [cursor.x, cursor.y] : panes[this.#index]!.camera.center;
    const deletes = isSensor && (event.key === 'Delete' || event.key === 'Backspace');
    if (isSensor && (deletes || event.key === ' ' || event.key === 'Enter')) {
      this.#sign = event.shiftKey ? -1 : 1;
      this.#sensor([x, y], deletes || this.#erases);
      return true;
    }
    if (event.key === ' ' || event.key === 'Enter') {
      this.#sign = event.shiftKey ? -1 : 1;
      if (this.#tool === 'wall') this.#wall([x, y]);
      else {
        this.#studio.brush.dab(x, y, event.shiftKey ? -1 : 1, this.#heading);
        this.#studio.brush.lift();
      }
      return true;
    }
    if (event.key === 'Escape') {
      setPainting(null);
      return true;
    }
    return false;
  }

  get #tool(): Tool | null {
    return brushIn(this.#studio.store.getState(), this.#index);
  }

  get #erases(): boolean {
    return this.#studio.store.getState().takesAway !== (this.#sign === -1);
  }

  /** The point of the domain under a pixel. */
  #at(pixel: readonly [number, number], size: Size): readonly [number, number] | null {
    const { panes, loaded } = this.#studio.store.getState();
    const camera = panes[this.#index]?.camera;
    return camera && loaded ? screenToDomain(camera, loaded.extent, size, ...pixel) : null;
  }

  #sensor(at: readonly [number, number], takesAway: boolean): void {
    const field = sensedIn(this.#studio.store.getState(), this.#index);
    if (field !== null) void this.#studio.drawn.sense(field, { kind: takesAway ? 'remove' : 'drop', at });
  }

  /** A round wall at a point, or the one there is taken away. */
  #wall(at: readonly [number, number] | null): void {
    const { drawn } = this.#studio;
    if (at) void (this.#erases ? drawn.erase(at) : drawn.draw([at]));
  }
}

/** Makes the brush larger or smaller by so many notches; nothing where nobody paints. */
export function resizeBrush(studio: Studio, notches: number): void {
  const { painting, brush, setBrush } = studio.store.getState();
  if (painting !== null) setBrush({ size: brush.size * NOTCH ** notches });
}
