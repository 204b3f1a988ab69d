import { compile } from '../../../solvers/expr';
import type { DeviceArray, Gpu } from '../../../solvers/gpu';
import type { Problem } from '../../../solvers/methods/problem';
import type { Rival } from './rival';
import { type Target, unknownFields } from './target';

/** Whether the solution of a problem is known in all fields of a picture. */
export function isKnown({ exact }: Problem, { fields }: Target): boolean {
  return fields.length > 0 && fields.every((name) => exact[name] !== undefined);
}

/** The exact solution, sampled in f64. */
export class ExactRival implements Rival {
  readonly loss = 0;
  readonly error = null;
  readonly title = 'exact';
  readonly words = 'the exact solution';
  readonly done = true;
  readonly comparable = true;
  readonly complete = true;
  readonly stepwise = false;
  readonly effort = null;
  readonly #gpu: Gpu;
  readonly #problem: Problem;
  readonly #target: Target;
  readonly #arrays: ReadonlyMap<string, DeviceArray>;
  #parameters: Readonly<Record<string, number>>;

  constructor(gpu: Gpu, problem: Problem, target: Target) {
    this.#gpu = gpu;
    this.#problem = problem;
    this.#target = target;
    this.#arrays = unknownFields(gpu, target);
    this.#parameters = problem.parameters;
    this.#sample();
  }

  array(name: string): DeviceArray {
    return this.#arrays.get(name)!;
  }

  async advance(): Promise<void> {}

  refresh(): void {}

  async probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    return Object.fromEntries(this.#target.fields.map((name) => [name, this.#formula(name)(x, y)]));
  }

  async setParameter(name: string, value: number): Promise<void> {
    this.#parameters = { ...this.#parameters, [name]: value };
    this.#sample();
  }

  dispose(): void {
    for (const array of this.#arrays.values()) this.#gpu.release(array);
  }

  #sample(): void {
    const { x, y } = this.#target.points;
    for (const [name, array] of this.#arrays) {
      const value = this.#formula(name);
      const data = new Float32Array(x.length * y.length);
      for (let j = 0; j < y.length; j++) {
        for (let i = 0; i < x.length; i++) data[j * x.length + i] = value(x[i]!, y[j]!);
      }
      this.#gpu.write(array, data);
    }
  }

  #formula(name: string): (x: number, y: number) => number {
    const { names, fixed } = this.#target;
    const rest = { ...fixed, ...this.#parameters };
    const evaluate = compile(this.#problem.exact[name]!, [...names, ...Object.keys(rest)]);
    const place = [0, 0, ...Object.values(rest)];
    return (x, y) => {
      [place[0], place[1]] = [x, y];
      return evaluate(place);
    };
  }
}
