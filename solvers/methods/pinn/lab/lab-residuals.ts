import { add, sqrt, square } from '../../../array';
import type { Executor, Step } from '../../../optim';
import type { Model } from './programs';
import { TermGraph } from './term-graph';

/** Places of one run. */
const CHUNK = 4096;

/** The length of the equations' residuals at any places, in a model's executor. */
export class LabResiduals {
  readonly #executor: Executor;
  readonly #model: Model;
  readonly #graph: TermGraph;
  #step: Step | null = null;
  /** Several may ask at once, but the program's variables are there once. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(executor: Executor, model: Model) {
    this.#executor = executor;
    this.#model = model;
    this.#graph = new TermGraph(model.statement, model.statement.terms[0], model.map, CHUNK);
  }

  /** @param places [axis][count]; @returns [count] */
  sizes(places: readonly Float64Array[], values: Readonly<Record<string, number>>): Promise<Float64Array> {
    const own = this.#turn.then(() => this.#sizes(places, values));
    this.#turn = own.catch(() => {});
    return own;
  }

  async #sizes(places: readonly Float64Array[], values: Readonly<Record<string, number>>): Promise<Float64Array> {
    const { network, parameters } = this.#model;
    const squares = () => this.#graph.residuals(network, parameters).map(square);
    this.#step ??= await this.#executor.step('residuals at places', {
      outputs: { sizes: sqrt(squares().reduce((a, b) => add(a, b))) },
    });
    const sizes = new Float64Array(places[0].length);
    for (let first = 0; first < sizes.length; first += CHUNK) {
      // The last chunk is filled up with its last place.
      const own = places.map((axis) =>
        Float64Array.from({ length: CHUNK }, (_, k) => axis[Math.min(first + k, axis.length - 1)]),
      );
      for (const { node, values: data } of this.#graph.fill(own, values)) this.#executor.write(node, data);
      await this.#step.run();
      const found = Array.from(await this.#step.read('sizes'));
      sizes.set(found.slice(0, sizes.length - first), first);
    }
    return sizes;
  }
}
