import type { Problem } from '../../../solvers/methods/problem';
import type { HostField, Solver } from '../../../solvers/methods/solver';
import { Comparison as Measured } from '../../reference/compare';
import type { Truth } from '../../reference/truth';
import type { Tape } from './tape';
import type { Target } from './target';

/** A stored solution over time in one dimension, at its own points: what both answers are measured against. */
export class Yardstick {
  readonly title = 'stored';
  readonly #problem: Problem;
  readonly #truth: Truth;
  readonly #coordinates: Readonly<Record<string, Float64Array>>;

  constructor(problem: Problem, truth: Truth) {
    this.#problem = problem;
    this.#truth = truth;
    this.#coordinates = new Measured(problem, truth).coordinates;
  }

  /** Its points, as a picture that another answer can be brought to. */
  get target(): Target {
    const { axes, time, unknowns } = this.#problem;
    const names = [axes[0]!.name, time!.name] as const;
    const points = { x: this.#coordinates[names[0]]!, y: this.#coordinates[names[1]]! };
    const stored = this.#truth.frames[0]!.fields.map(({ name }) => name);
    const fields = unknowns.filter((name) => stored.includes(name));
    return { points, cells: points.x.length * points.y.length, names, overTime: true, fixed: {}, fields };
  }

  /** The relative L2 error of a network; null where it cannot be had. */
  async answer({ sampleOn }: Pick<Solver, 'sampleOn'>): Promise<number | null> {
    return sampleOn ? this.#error(await sampleOn(this.#coordinates)) : null;
  }

  /** The relative L2 error of what stands on the points of {@link target}. */
  rival(tape: Tape): number | null {
    const { points, names, fields } = this.target;
    const coordinates = { [names[1]]: points.y, [names[0]]: points.x };
    const shape = [points.y.length, points.x.length];
    return this.#error(
      fields.map((name) => ({ name, shape, data: Float64Array.from(tape.picture(name)), coordinates })),
    );
  }

  #error(fields: readonly HostField[]): number | null {
    const measured = new Measured(this.#problem, this.#truth);
    measured.look({ time: this.#problem.time!.max, fields });
    return measured.metrics().relL2?.value ?? null;
  }
}
