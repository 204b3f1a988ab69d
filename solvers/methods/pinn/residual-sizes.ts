import type { Gpu } from '../../gpu';
import { NetworkPoints, type NetworkWeights } from './network/network';
import { PointMaker } from './points/point-data';
import { TermRows } from './points/term-rows';
import type { Statement } from './statement/statement';

/** Points of one dispatch. */
const CHUNK = 4096;

/** The length of the equations' residuals at any places, beside a training: with a pass of its own. */
export class ResidualSizes {
  readonly #gpu: Gpu;
  readonly #weights: NetworkWeights;
  readonly #rows: TermRows;
  readonly #maker: PointMaker;
  #pass: Promise<NetworkPoints> | null = null;

  constructor(gpu: Gpu, statement: Statement, weights: NetworkWeights) {
    this.#gpu = gpu;
    this.#weights = weights;
    this.#rows = new TermRows(statement, statement.terms[0]);
    this.#maker = new PointMaker(statement);
  }

  /** @param places [axis][count] */
  async at(places: readonly Float64Array[], parameters: Readonly<Record<string, number>>): Promise<Float64Array> {
    this.#pass ??= NetworkPoints.create(this.#gpu, this.#weights, this.#weights.layout, CHUNK);
    const pass = await this.#pass;
    this.#rows.setParameters(Object.values(parameters));
    const sizes = new Float64Array(places[0].length);
    for (let first = 0; first < sizes.length; first += CHUNK) {
      const data = this.#maker.make(
        places.map((own) => own.subarray(first, first + CHUNK)),
        parameters,
      );
      pass.writeSeeds(data.seeds);
      pass.run();
      const into = new Float64Array(this.#rows.rows(data.padded));
      this.#rows.evaluate(data, await pass.read(data.padded), 0, 1, into, 0);
      for (let k = 0; k < data.count; k++) {
        let sum = 0;
        for (let e = 0; e < this.#rows.term.residuals.length; e++) sum += into[e * data.padded + k] ** 2;
        sizes[first + k] = Math.sqrt(sum);
      }
    }
    return sizes;
  }

  dispose(): void {
    void this.#pass?.then((pass) => pass.dispose());
  }
}
