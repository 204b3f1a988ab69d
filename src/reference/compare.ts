import { type Compared, errorMetrics, exactErrors, freeUnknowns, unknownsApart } from '../../solvers/methods/errors';
import type { Problem } from '../../solvers/methods/problem';
import type { HostField, Metric } from '../../solvers/methods/solver';
import type { Frame } from '../solve';
import { sampleField } from './sample';
import type { Truth } from './truth';

/** Times closer than this share of the interval are the same. */
const SAME_TIME = 1e-6;

/**
 * The errors of an answer against the problem's exact solution, at its own points: of its last frame, or of all times
 * that it has at once.
 */
export function exactComparison(problem: Problem, { time, fields }: Frame): Record<string, Metric> {
  return exactErrors(problem, fields, problem.parameters, time);
}

/** Gathers the errors of an answer against a solution that is taken for true, at the points and times of the latter. */
export class Comparison {
  readonly #problem: Problem;
  readonly #truth: Truth;
  readonly #periods: Readonly<Record<string, number>>;
  /** What was compared at each of the truth's frames. */
  readonly #compared = new Map<number, readonly Compared[]>();

  constructor(problem: Problem, truth: Truth) {
    this.#problem = problem;
    this.#truth = truth;
    const periodic = problem.sides.filter(({ kind }) => kind === 'periodic').map(({ axis }) => axis);
    const axes = problem.axes.filter(({ name }) => periodic.includes(name));
    this.#periods = Object.fromEntries(axes.map(({ name, min, max }) => [name, max - min]));
  }

  /** Times at which the answer should be shown to {@link look}; a steady truth wants its end only. */
  get times(): readonly number[] {
    return this.#truth.steady ? [] : this.#truth.frames.map(({ time }) => time);
  }

  /** Points, and times where it has them, that a network should be sampled on. */
  get coordinates(): Readonly<Record<string, Float64Array>> {
    const { coordinates } = this.#truth.frames[0]!.fields[0]!;
    if (!this.#problem.time) return coordinates;
    return {
      t: this.#truth.steady ? Float64Array.of(this.#problem.time.max) : Float64Array.from(this.times),
      ...coordinates,
    };
  }

  /** At how many of the truth's times the answer has been seen. */
  get seen(): number {
    return this.#compared.size;
  }

  /** Compares what an answer is at one time, or at all times where its fields have their own. */
  look(answer: Frame): void {
    for (const [k, frame] of this.#truth.frames.entries()) {
      const fields = this.#answerAt(answer, frame.time);
      if (fields) this.#compared.set(k, pairs(fields, frame.fields, this.#periods));
    }
  }

  /** The relative error at the truth's first time; 0 where the answer was not seen there. */
  get startError(): number {
    return errorMetrics(this.#compared.get(0) ?? [], [], []).relL2?.value ?? 0;
  }

  /** The relative distance of fields from true ones of the same names, at the points of the latter. */
  distance(fields: readonly HostField[], truth: readonly HostField[]): number {
    return errorMetrics(pairs(fields, truth, this.#periods), [], []).relL2?.value ?? Number.POSITIVE_INFINITY;
  }

  /** The errors of all that was seen, as `errorMetrics` says. */
  metrics(): Record<string, Metric> {
    const all = [...this.#compared.values()].flat();
    return errorMetrics(all, freeUnknowns(this.#problem), unknownsApart(this.#problem));
  }

  /** The answer's fields at a time, without an axis of time; null where it has not come to that time. */
  #answerAt(answer: Frame, time: number): readonly HostField[] | null {
    const { steady } = this.#truth;
    const clock = this.#problem.time;
    const span = clock ? clock.max - clock.min : 1;
    const times = answer.fields.find(({ coordinates }) => coordinates.t)?.coordinates.t;
    if (times) {
      const at = steady ? clock!.max : time;
      const known = at >= times[0]! - SAME_TIME * span && at <= times.at(-1)! + SAME_TIME * span;
      return known ? answer.fields.map((field) => atTime(field, at)) : null;
    }
    return steady || Math.abs(answer.time - time) <= SAME_TIME * span ? answer.fields : null;
  }
}

/** An answer's fields and the true ones at the true ones' points, for the unknowns that both have. */
function pairs(
  answer: readonly HostField[],
  truth: readonly HostField[],
  periods: Readonly<Record<string, number>>,
): Compared[] {
  return truth.flatMap(({ name, data, coordinates }): Compared[] => {
    const own = answer.find((field) => field.name === name);
    return own ? [{ name, data: sampleField(own, coordinates, periods), truth: data }] : [];
  });
}

function atTime(field: HostField, time: number): HostField {
  const { t: _, ...space } = field.coordinates;
  const data = sampleField(field, { ...space, t: Float64Array.of(time) });
  return { name: field.name, shape: field.shape.slice(1), data, coordinates: space };
}
