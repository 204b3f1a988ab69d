import { concat } from '../../../array';
import { parse } from '../../../expr';
import type { Executor, Step } from '../../../optim';
import type { Model } from './programs';
import { TermGraph } from './term-graph';

/** Places of one run. */
const CHUNK = 4096;

/** The unknowns of a model at any places, in its executor. */
export class LabSampler {
  readonly #executor: Executor;
  readonly #model: Model;
  readonly #graph: TermGraph;
  #step: Step | null = null;
  /** Several may ask at once, but the programs' variables are there once. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(executor: Executor, model: Model) {
    this.#executor = executor;
    this.#model = model;
    this.#graph = valuesAt(model, CHUNK);
  }

  /** @param places [axis][count]; @returns [unknown][count] */
  sample(places: readonly ArrayLike<number>[], values: Readonly<Record<string, number>>): Promise<Float64Array[]> {
    const own = this.#turn.then(() => this.#sample(places, values));
    this.#turn = own.catch(() => {});
    return own;
  }

  async #sample(
    places: readonly ArrayLike<number>[],
    values: Readonly<Record<string, number>>,
  ): Promise<Float64Array[]> {
    const { network, parameters, statement } = this.#model;
    const { unknowns } = statement.problem;
    this.#step ??= await this.#executor.step('values', {
      outputs: { values: concat(this.#graph.residuals(network, parameters)) },
    });
    const count = places[0].length;
    const fields = unknowns.map(() => new Float64Array(count));
    for (let first = 0; first < count; first += CHUNK) {
      const own = places.map((axis) =>
        Float64Array.from({ length: CHUNK }, (_, k) => axis[Math.min(first + k, count - 1)]),
      );
      for (const { node, values: data } of this.#graph.fill(own, values)) this.#executor.write(node, data);
      await this.#step.run();
      const found = await this.#step.read('values');
      for (const [u, field] of fields.entries()) {
        for (let k = 0; k < CHUNK && first + k < count; k++) field[first + k] = found[u * CHUNK + k];
      }
    }
    return fields;
  }
}

/** The unknowns themselves as what is computed at `points` places. */
export function valuesAt({ statement, map }: Model, points: number): TermGraph {
  const residuals = statement.problem.unknowns.map((name) => parse(name));
  return new TermGraph(statement, { name: 'values', residuals, face: null, points, weight: 1 }, map);
}
