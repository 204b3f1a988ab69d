import type { Stroke } from '../../solvers/methods/solver';
import type { Engine } from '../engine/connection';
import type { Tool } from './slices/brush';
import type { StudioStore } from './store';

interface BrushHost {
  /** Makes what was painted part of the scene. */
  keep(strokes: readonly Stroke[]): void;
  report(error: unknown): void;
}

/** Sends dabs to the engine: while some are under way, later ones wait together, and none is lost. */
export class BrushLink {
  readonly #store: StudioStore;
  readonly #engine: () => Engine | null;
  readonly #host: BrushHost;
  #waiting: Stroke[] = [];
  /** The dabs since the hand came down. */
  #gesture: Stroke[] = [];
  #busy = false;

  constructor(store: StudioStore, engine: () => Engine | null, host: BrushHost) {
    this.#store = store;
    this.#engine = engine;
    this.#host = host;
  }

  /**
   * One dab at a point of the pane that is painted in; `sign` -1 does the opposite of what is chosen, `heading` is where
   * fluid is pushed to. Says so where the point is outside the domain or the field is not one that can be painted.
   */
  dab(x: number, y: number, sign: 1 | -1, heading: Heading): void {
    const strokes = strokesAt(this.#store.getState(), x, y, sign, heading);
    if (typeof strokes === 'string') {
      this.#store.getState().notify('info', strokes);
      return;
    }
    this.#gesture.push(...strokes);
    const { loaded, trace, setTrace, setPast } = this.#store.getState();
    if (strokes.some(({ field }) => !loaded?.paints.includes(field))) {
      // What is given changes when the hand is lifted.
      setTrace([...trace, [x, y]]);
      return;
    }
    // Dabs go into the present.
    setPast(null);
    this.#waiting.push(...strokes);
    if (!this.#busy) void this.#send();
  }

  /** The hand is lifted: what was painted on a given field, or on the start of a run that rests, is part of the scene. */
  lift(): void {
    const strokes = this.#gesture;
    this.#gesture = [];
    const { loaded, step, running } = this.#store.getState();
    if (strokes.length === 0 || !loaded) return;
    const onGiven = strokes.some(({ field }) => loaded.gives.includes(field));
    if (onGiven || (step === 0 && !running && loaded.startsByFormula)) this.#host.keep(strokes);
  }

  async #send(): Promise<void> {
    this.#busy = true;
    try {
      while (this.#waiting.length > 0) await this.#engine()?.dab(this.#waiting.splice(0));
    } catch (error) {
      this.#waiting = [];
      this.#host.report(error);
    }
    this.#busy = false;
  }
}

type Painted = Pick<
  ReturnType<StudioStore['getState']>,
  'panes' | 'ranges' | 'loaded' | 'painting' | 'brush' | 'takesAway' | 'tool' | 'metrics'
>;

/** A direction, of length 1. */
export type Heading = readonly [number, number];

/**
 * What a brush can do in a pane: drop a `sensor` where parameters are inferred from what is shown; `dab` into the field
 * that is shown, or `push` the fluid where that follows from the velocity; draw a `wall` where the method takes bodies.
 */
export function toolsIn({ panes, loaded }: Pick<Painted, 'panes' | 'loaded'>, index: number): readonly Tool[] {
  const settings = panes[index]?.settings;
  if (!loaded || settings?.mode !== 'map') return [];
  const pushes = loaded.hasVelocity && loaded.paints.length >= 2;
  const dabs = [...loaded.paints, ...loaded.gives].includes(settings.field);
  const field: Tool[] = dabs ? ['dab'] : pushes ? ['push'] : [];
  if (sensedIn({ panes, loaded }, index) !== null) field.unshift('sensor');
  return loaded.takesWalls ? [...field, 'wall'] : field;
}

/** The unknown that sensors in a pane read: the one that is shown, or whose reference or error is; null = none. */
export function sensedIn({ panes, loaded }: Pick<Painted, 'panes' | 'loaded'>, index: number): string | null {
  const name = panes[index]?.settings.field.replace(/\.(reference|error)$/, '');
  return name !== undefined && loaded?.senses.includes(name) ? name : null;
}

/** What the brush does in a pane as things are; null where it can do nothing. */
export function brushIn(state: Pick<Painted, 'panes' | 'loaded' | 'tool'>, index: number): Tool | null {
  const tools = toolsIn(state, index);
  return tools.find((tool) => tool === state.tool) ?? tools[0] ?? null;
}

/** Radius of the brush, in the units of the domain. */
export function radiusOf({ loaded, brush }: Pick<Painted, 'loaded' | 'brush'>): number {
  const [x0, x1, y0, y1] = loaded?.extent ?? [0, 1, 0, 1];
  // Time is no side.
  return brush.size * (loaded?.overTime ? x1 - x0 : Math.min(x1 - x0, y1 - y0));
}

/** The dabs at a point, or in one line why there are none. */
export function strokesAt(state: Painted, x: number, y: number, sign: 1 | -1, heading: Heading): Stroke[] | string {
  const { panes, loaded, painting, takesAway } = state;
  const kind = painting === null ? null : brushIn(state, painting);
  if (painting === null || !loaded || !kind || kind === 'wall' || kind === 'sensor') {
    return `This field cannot be painted: show ${loaded?.paints.join(' or ') || 'another scene'} as a map.`;
  }
  const [x0, x1, y0, y1] = loaded.extent;
  const isInside = x >= x0 && x <= x1 && (loaded.overTime || (y >= y0 && y <= y1));
  if (!isInside) return 'That dab was outside the domain: nothing was painted.';
  const amount = (takesAway ? -sign : sign) * state.brush.strength * spanOf(state, painting, kind);
  const dab = { x, y: loaded.overTime ? 0 : y, radius: radiusOf(state) };
  if (kind === 'dab') return [{ field: panes[painting]!.settings.field, ...dab, amount }];
  return loaded.paints
    .slice(0, 2)
    .map((field, k) => ({ field, ...dab, amount: amount * heading[k]! }))
    .filter((stroke) => stroke.amount !== 0);
}

/** What strength 1 adds: all that the pane's colours span, or the largest speed. */
function spanOf({ panes, ranges, metrics }: Painted, index: number, kind: 'dab' | 'push'): number {
  if (kind === 'push') return metrics.maxSpeed?.value || 1;
  const [low, high] = panes[index]!.settings.range ?? ranges[index] ?? [0, 1];
  return high > low ? high - low : 1;
}
