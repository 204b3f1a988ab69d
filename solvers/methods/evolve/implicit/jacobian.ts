import { compile, differentiate, type Expr } from '../../../expr';
import { pointCount, type StencilOperator, starOffsets } from '../../../grid';
import type { Description } from './component';
import type { Tables } from './tables';

/** What matrices are made of. */
export interface Ground {
  readonly descriptions: readonly Description[];
  /** By component. */
  readonly tables: readonly Tables[];
  /** Points along each axis, x first, and their positions. */
  readonly places: readonly Float64Array[];
  readonly periodic: readonly boolean[];
  readonly spacing: readonly number[];
  readonly axes: readonly string[];
  readonly parameters: Readonly<Record<string, number>>;
  /** Whether rests are implicit, too. */
  readonly whole: boolean;
}

type Formula = (at: number, half: number, own: number) => number;

/**
 * alpha V - dF_k/du_k of a component at a state, F its rate integrated over volumes: the derivative of the flux between
 * two points by either value is D there, so that the matrix is one of diffusion whatever D is. Slopes in the rest count
 * by upwind differences. Other components' parts are left to the iteration.
 * @param state values of all components at all points, one array each
 */
export class Jacobian {
  readonly #ground: Ground;
  readonly #k: number;
  readonly #state: readonly Float64Array[];
  readonly #names: string[];
  readonly #row: Float64Array;
  readonly #strides: readonly number[];

  constructor(ground: Ground, k: number, state: readonly Float64Array[], t: number) {
    this.#ground = ground;
    this.#k = k;
    this.#state = state;
    const { axes, parameters, descriptions, places } = ground;
    this.#names = [...axes, 't', ...Object.keys(parameters), ...descriptions.map(({ name }) => name)];
    this.#row = Float64Array.from([
      ...axes.map(() => 0),
      t,
      ...Object.values(parameters),
      ...descriptions.map(() => 0),
    ]);
    this.#strides = places.map((_, a) => pointCount(places.slice(0, a).map(({ length }) => length)));
  }

  /** The operator for multigrid; a line is a plane of one row. */
  operator(alpha: number): StencilOperator {
    const { places, periodic } = this.#ground;
    const line = places.length === 1;
    const shape = [...places.map(({ length }) => length), ...(line ? [1] : [])];
    const offsets = starOffsets(shape.length);
    const coefficients = offsets.map(() => new Float64Array(pointCount(shape)));
    this.#addDiffusion(coefficients);
    this.#addBodiesAndEnds(coefficients[0]);
    const volume = this.#table('volume');
    const unknown = this.#table('unknown');
    for (let at = 0; at < volume.length; at++) coefficients[0][at] += alpha * volume[at];
    if (this.#ground.whole) this.#addRest(coefficients);
    for (const row of coefficients) for (let at = 0; at < row.length; at++) if (unknown[at] === 0) row[at] = 0;
    const wraps = [...periodic, ...(line ? [false] : [])];
    return {
      shape,
      periodic: wraps,
      offsets,
      coefficients,
      symmetric: false,
      singular: false,
      coarseStart: shape.map(() => 0 as const),
    };
  }

  #addDiffusion(coefficients: readonly Float64Array[]): void {
    const { descriptions, places } = this.#ground;
    const unknown = this.#table('unknown');
    const own = this.#state[this.#k];
    descriptions[this.#k].part.diffusion.forEach((d, a) => {
      if (!d) return;
      const factor = this.#formula(d, a);
      for (const [by, links] of [
        [-1, this.#table(`before.${a}`)],
        [1, this.#table(`after.${a}`)],
      ] as const) {
        const row = coefficients[1 + 2 * a + (by > 0 ? 1 : 0)];
        for (let at = 0; at < links.length; at++) {
          if (links[at] === 0) continue;
          const other = this.#neighbour(at, a, by, places[a].length);
          coefficients[0][at] += links[at] * factor(at, by, own[at]);
          if (unknown[other] > 0) row[at] -= links[at] * factor(at, by, own[other]);
        }
      }
    });
  }

  #addBodiesAndEnds(diagonal: Float64Array): void {
    const { name, part, bodies, ends } = this.#ground.descriptions[this.#k];
    const own = this.#state[this.#k];
    const d = part.diffusion.findIndex((one) => one !== null);
    bodies.forEach(({ formula, inTime }, b) => {
      const factor = this.#formula(part.diffusion[d]!, 0);
      const wall = this.#formula(formula, 0);
      const [legs, values] = [this.#table(`legs.${b}`), this.#table(`value.${b}`)];
      for (let at = 0; at < legs.length; at++) {
        if (legs[at] > 0) diagonal[at] += legs[at] * factor(at, 0, inTime ? wall(at, 0, own[at]) : values[at]);
      }
    });
    ends.forEach(({ kind, along, formula }, k) => {
      const slope = kind === 'slope' ? differentiate(formula, name) : null;
      if (!slope || (slope.kind === 'number' && slope.value === 0)) return;
      const [factor, change] = [this.#formula(part.diffusion[along]!, 0), this.#formula(slope, 0)];
      const area = this.#table(`area.${k}`);
      for (let at = 0; at < area.length; at++) {
        // What feeds itself through an end is left to the iteration: the matrix stays definite.
        if (area[at] !== 0) diagonal[at] -= Math.min(0, area[at] * factor(at, 0, own[at]) * change(at, 0, own[at]));
      }
    });
  }

  #addRest(coefficients: readonly Float64Array[]): void {
    const { descriptions, spacing } = this.#ground;
    const { name, part, used } = descriptions[this.#k];
    if (!part.rest) return;
    const { rest } = part;
    const slopes = used.filter(({ by }) => by.some((order) => order > 0));
    for (const { symbol } of slopes) if (!this.#names.includes(symbol)) this.#names.push(symbol);
    const row = Float64Array.from({ length: this.#names.length }, (_, k) => this.#row[k] ?? 0);
    const first = this.#names.length - slopes.length;
    const values = slopes.map(({ of, by }) => this.#differences(of, by));
    const volume = this.#table('volume');
    const change = compile(differentiate(rest, name), this.#names);
    const speeds = slopes
      .filter(({ of, by }) => of === this.#k && by.includes(1))
      .map(({ symbol, by }) => ({ along: by.indexOf(1), speed: compile(differentiate(rest, symbol), this.#names) }));
    for (let at = 0; at < volume.length; at++) {
      if (volume[at] === 0) continue;
      this.#fill(row, at, 0, 0);
      this.#state.forEach((all, k) => void (row[this.#firstValue + k] = all[at]));
      values.forEach((all, k) => void (row[first + k] = all[at]));
      const slope = change(row);
      if (Number.isFinite(slope)) coefficients[0][at] -= volume[at] * slope;
      for (const { along, speed } of speeds) {
        const flow = (volume[at] * speed(row)) / spacing[along];
        const links = this.#table(flow > 0 ? `after.${along}` : `before.${along}`);
        if (!Number.isFinite(flow) || links[at] === 0) continue;
        coefficients[0][at] += Math.abs(flow);
        coefficients[1 + 2 * along + (flow > 0 ? 1 : 0)][at] -= Math.abs(flow);
      }
    }
  }

  /** Plain differences of a component, for the factors of the linearised rest. */
  #differences(of: number, by: readonly number[]): Float64Array {
    const { places, spacing } = this.#ground;
    const a = by.findIndex((order) => order > 0);
    const all = this.#state[of];
    const h = spacing[a];
    return all.map((here, at) => {
      const [low, high] = [-1, 1].map((step) => all[this.#neighbour(at, a, step, places[a].length)]);
      return by[a] === 1 ? (high - low) / (2 * h) : (high - 2 * here + low) / h ** 2;
    });
  }

  /** A formula at a point, or half a cell from it along an axis, with another value of the own component. */
  #formula(expr: Expr, along: number): Formula {
    const evaluate = compile(expr, this.#names);
    return (at, half, own) => {
      this.#fill(this.#row, at, along, half);
      this.#state.forEach((all, k) => void (this.#row[this.#firstValue + k] = k === this.#k ? own : all[at]));
      const value = evaluate(this.#row);
      return Number.isFinite(value) ? value : 0;
    };
  }

  #fill(row: Float64Array, at: number, along: number, half: number): void {
    const { places, spacing } = this.#ground;
    places.forEach((own, a) => void (row[a] = own[Math.floor(at / this.#strides[a]) % own.length]));
    row[along] += 0.5 * half * spacing[along];
  }

  get #firstValue(): number {
    const { axes, parameters } = this.#ground;
    return axes.length + 1 + Object.keys(parameters).length;
  }

  #neighbour(at: number, a: number, by: number, count: number): number {
    const place = Math.floor(at / this.#strides[a]) % count;
    const to = this.#ground.periodic[a] ? (place + by + count) % count : Math.min(Math.max(place + by, 0), count - 1);
    return at + (to - place) * this.#strides[a];
  }

  #table(name: string): Float64Array {
    return this.#ground.tables[this.#k].get(name)!;
  }
}
