import { Failure } from '../../../base/result';
import { compile } from '../../../expr';
import type { Axis, Problem } from '../../problem';
import { sobol } from './sobol';

/** Whether a place may be taken. */
export type Free = (place: readonly number[]) => boolean;

/** Width of the layer, relative to the shortest side, whose points are projected onto a surface. */
const LAYER = 0.05;
/** Candidates for one point before a surface counts as not being there. */
const PATIENCE = 20_000;
const NEWTON_STEPS = 30;

/** The bodies of a problem: where they are, and points of their surfaces. */
export class Bodies {
  readonly #distances: readonly ((place: readonly number[]) => number)[];
  readonly #problem: Problem;
  readonly #axes: readonly Axis[];

  /** @param axes the coordinates, time last */
  constructor(problem: Problem, axes: readonly Axis[], parameters: Readonly<Record<string, number>>) {
    const names = [...axes.map(({ name }) => name), ...Object.keys(parameters)];
    const rest = Object.values(parameters);
    this.#problem = problem;
    this.#axes = axes;
    this.#distances = problem.obstacles.map(({ distance }) => {
      const evaluate = compile(distance, names);
      return (place) => evaluate([...place, ...rest]);
    });
  }

  get count(): number {
    return this.#distances.length;
  }

  /** Signed distance to the nearest body. */
  distance(place: readonly number[]): number {
    return Math.min(...this.#distances.map((own) => own(place)));
  }

  /** Outside all bodies. */
  readonly free: Free = (place) => this.#distances.every((own) => own(place) > 0);

  /**
   * Points of one body's surface, [axis][count]: those of a thin layer follow the gradient of the distance to where it
   * is 0. What lies outside the box or in another body is left out.
   * @throws Failure 'bad-input' where the body has no surface in the box
   */
  surface(body: number, count: number, seed: number): Float64Array[] {
    const { name } = this.#problem.obstacles[body];
    const layer = LAYER * Math.min(...this.#problem.axes.map(({ min, max }) => max - min));
    const found: number[][] = [];
    for (let k = 1; found.length < count; k++) {
      if (k > PATIENCE * (found.length + 1)) {
        throw new Failure('bad-input', `obstacles: no point of ${name}'s surface was found in the box`, 'obstacles');
      }
      const place = this.#axes.map(({ min, max }, axis) => min + (max - min) * sobol(k, axis, seed));
      if (Math.abs(this.#distances[body](place)) > layer) continue;
      if (this.#project(body, place, layer) && this.#isOpen(body, place)) found.push(place);
    }
    return this.#axes.map((_, axis) => Float64Array.from(found, (place) => place[axis]));
  }

  /** Moves a place onto the surface by Newton's method along the gradient, by differences; whether it came there. */
  #project(body: number, place: number[], layer: number): boolean {
    const distance = this.#distances[body];
    const step = 1e-4 * layer;
    for (let k = 0; k < NEWTON_STEPS; k++) {
      const value = distance(place);
      if (Math.abs(value) < 1e-7 * layer) return true;
      const slopes = this.#problem.axes.map((_, axis) => {
        const moved = (by: number): number => distance(place.with(axis, place[axis] + by));
        return (moved(step) - moved(-step)) / (2 * step);
      });
      const square = slopes.reduce((sum, slope) => sum + slope * slope, 0);
      if (!(square > 1e-12)) return false;
      for (const [axis, slope] of slopes.entries()) place[axis] -= (value * slope) / square;
    }
    return false;
  }

  #isOpen(body: number, place: readonly number[]): boolean {
    const inside = this.#axes.every(({ min, max }, axis) => place[axis] >= min && place[axis] <= max);
    return inside && this.#distances.every((own, k) => k === body || own(place) > 0);
  }
}
