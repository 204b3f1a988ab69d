import type { Stroke } from '../../solvers/methods/solver';
import type { Engine } from '../engine/connection';
import type { StudioStore } from './store';

/** Sends dabs to the engine: while some are under way, later ones wait together, and none is lost. */
export class BrushLink {
  readonly #store: StudioStore;
  readonly #engine: () => Engine | null;
  readonly #onError: (error: unknown) => void;
  #waiting: Stroke[] = [];
  #busy = false;

  constructor(store: StudioStore, engine: () => Engine | null, onError: (error: unknown) => void) {
    this.#store = store;
    this.#engine = engine;
    this.#onError = onError;
  }

  /**
   * One dab at a point of the pane that is painted in; `sign` -1 does the opposite of what is chosen. Says so where the point is outside the
   * domain or the field is not one that can be painted.
   */
  dab(x: number, y: number, sign: 1 | -1): void {
    const stroke = strokeAt(this.#store.getState(), x, y, sign);
    if (typeof stroke === 'string') {
      this.#store.getState().notify('info', stroke);
      return;
    }
    // Dabs go into the present.
    this.#store.getState().setPast(null);
    this.#waiting.push(stroke);
    if (!this.#busy) void this.#send();
  }

  async #send(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#waiting.length > 0) await this.#engine()?.dab(this.#waiting.splice(0));
    } catch (error) {
      this.#waiting = [];
      this.#onError(error);
    }
    this.#busy = false;
  }
}

type Painted = Pick<
  ReturnType<StudioStore['getState']>,
  'panes' | 'ranges' | 'loaded' | 'painting' | 'brush' | 'takesAway'
>;

/** Whether a brush can dab into the field that a pane shows. */
export function isPaintable({ panes, loaded }: Pick<Painted, 'panes' | 'loaded'>, index: number): boolean {
  const settings = panes[index]?.settings;
  return settings?.mode === 'map' && (loaded?.paints.includes(settings.field) ?? false);
}

/** Radius of the brush, in the units of the domain. */
export function radiusOf({ loaded, brush }: Pick<Painted, 'loaded' | 'brush'>): number {
  const [x0, x1, y0, y1] = loaded?.extent ?? [0, 1, 0, 1];
  // Time is no side.
  return brush.size * (loaded?.overTime ? x1 - x0 : Math.min(x1 - x0, y1 - y0));
}

/** The dab at a point, or in one line why there is none. */
export function strokeAt(state: Painted, x: number, y: number, sign: 1 | -1): Stroke | string {
  const { panes, ranges, loaded, painting, brush, takesAway } = state;
  if (painting === null || !loaded || !isPaintable(state, painting)) {
    return `This field cannot be painted: show ${loaded?.paints.join(' or ') || 'another scene'} as a map.`;
  }
  const [x0, x1, y0, y1] = loaded.extent;
  const isInside = x >= x0 && x <= x1 && (loaded.overTime || (y >= y0 && y <= y1));
  if (!isInside) return 'That dab was outside the domain: nothing was painted.';
  const [low, high] = panes[painting]!.settings.range ?? ranges[painting] ?? [0, 1];
  const amount = (takesAway ? -sign : sign) * brush.strength * (high > low ? high - low : 1);
  return { field: panes[painting]!.settings.field, x, y: loaded.overTime ? 0 : y, radius: radiusOf(state), amount };
}
