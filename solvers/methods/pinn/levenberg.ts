import type { Gpu } from '../../gpu';
import type { StepCost } from '../solver';
import { dampedStep, dot } from './linear/cgls';
import { GramFactor } from './linear/gram';
import { JacobianProducts } from './linear/jacobian-products';
import { JacobianRows, type NetworkWeights } from './network/network';
import type { Outputs } from './points/term-rows';
import { sumOfSquares, type TrainingPoints } from './training-points';

/** The damping at the start, and its bounds, relative to the largest number on the Gram matrix's diagonal. */
const FIRST_DAMPING = 1e-3;
const LEAST_DAMPING = 1e-11;
const MOST_DAMPING = 1e3;
/** The part of the diagonal that is added for the f32 factor alone: at first and at least, and at most. */
const FIRST_RELATIVE = 3e-7;
const MOST_RELATIVE = 0.1;
/** Trials of one iteration before it gives up. */
const TRIALS = 12;
/** The damping is that much larger after weights that were no numbers. */
const RECOVERY = 100;
/** How far the conjugate gradients go, in the preconditioned gradient. */
const TOLERANCE = 1e-3;

/** What is carried from one iteration to the next. */
export interface LevenbergState {
  damping: number;
  relative: number;
  /** 1 where weights and outputs are f64, from the host: f32 no longer tells which of two losses is less. */
  precise: number;
}

/** How an iteration went. */
export interface Iteration {
  readonly loss: number;
  /** The residuals whose squares add up to it. */
  readonly residual: Float64Array;
  readonly accepted: boolean;
  readonly trials: number;
  readonly krylov: number;
}

/**
 * Levenberg-Marquardt on the residuals of a network (Nielsen 1999 for the damping). The Gram matrix and its factor are
 * f32 on the device; the factor only preconditions conjugate gradients on the damped problem itself.
 */
export class Levenberg {
  readonly state: LevenbergState = { damping: 0, relative: FIRST_RELATIVE, precise: 0 };
  /** Those of the network, then the unknowns of the inference. */
  readonly parameters: Float64Array;
  /** What all iterations so far have cost on the device. */
  spent: StepCost = { dispatches: 0, bytes: 0, flops: 0 };
  /** How often the weights had become no numbers, and the last good ones were taken. */
  recovered = 0;
  #good: Float64Array | null = null;
  readonly #weights: NetworkWeights;
  readonly #points: TrainingPoints;
  readonly #rows: JacobianRows;
  readonly #gram: GramFactor;
  readonly #products: JacobianProducts;
  readonly #krylov: number;
  readonly #polishes: boolean;
  readonly #network: number;

  private constructor(
    weights: NetworkWeights,
    points: TrainingPoints,
    rows: JacobianRows,
    gram: GramFactor,
    products: JacobianProducts,
    krylov: number,
    polishes: boolean,
  ) {
    this.#polishes = polishes;
    this.#weights = weights;
    this.#points = points;
    this.#rows = rows;
    this.#gram = gram;
    this.#products = products;
    this.#krylov = krylov;
    this.#network = weights.layout.parameters;
    this.parameters = new Float64Array(rows.columns);
  }

  /** @param polishes it goes on in f64 where f32 comes to its end; for points that stay: new ones change the loss by more */
  static async create(
    gpu: Gpu,
    weights: NetworkWeights,
    points: TrainingPoints,
    krylov: number,
    polishes: boolean,
  ): Promise<Levenberg> {
    const rows = await JacobianRows.create(gpu, weights, points.pass, points.tiles, points.inference.count);
    const { columns } = rows;
    const [gram, products] = await Promise.all([
      GramFactor.create(gpu, rows.jacobian, rows.rows, columns),
      JacobianProducts.create(gpu, rows.jacobian, rows.rows, columns),
    ]);
    return new Levenberg(weights, points, rows, gram, products, krylov, polishes);
  }

  /** Starts again from these parameters. */
  restart(parameters: Float64Array): void {
    this.spent = { dispatches: 0, bytes: 0, flops: 0 };
    this.parameters.set(parameters);
    this.#good = null;
    this.recovered = 0;
    this.state.damping = 0;
    this.state.relative = FIRST_RELATIVE;
    this.state.precise = 0;
  }

  /** The residuals at the present parameters, without a step. */
  async look(): Promise<{ readonly loss: number; readonly residual: Float64Array }> {
    const residual = this.#points.residuals(await this.#outputs());
    return { loss: sumOfSquares(residual), residual };
  }

  /** The loss at other weights of the network; the present ones stay, on the device as well. */
  async lossAt(network: Float64Array): Promise<number> {
    const points = this.#points;
    this.#weights.write(new Float32Array(network));
    try {
      const outputs = this.state.precise === 1 ? points.precise(this.#weights.layout, network) : await points.outputs();
      return sumOfSquares(points.residuals(outputs));
    } finally {
      this.#write(this.parameters);
    }
  }

  /** The outputs at the present parameters; where they are not numbers, at the last ones that were accepted. */
  async #outputs(): Promise<Outputs> {
    this.#write(this.parameters);
    if (this.state.precise === 1) {
      // The rows are made from what the device keeps of its own pass.
      this.#points.pass.run();
      return this.#precise(this.parameters);
    }
    const outputs = await this.#points.outputs();
    if (outputs.every(Number.isFinite) || this.#good === null) return outputs;
    this.recovered++;
    this.parameters.set(this.#good);
    this.state.damping *= RECOVERY;
    this.#write(this.parameters);
    return this.#points.outputs();
  }

  #precise(parameters: Float64Array): Float64Array {
    const { layout } = this.#weights;
    this.#spend({ dispatches: 0, bytes: 0, flops: 2 * layout.parameters * layout.count * this.#points.pass.capacity });
    return this.#points.precise(layout, parameters.subarray(0, this.#network));
  }

  /** J^T r over each of these parts of the rows, [first, beyond], at the present parameters. */
  async pulls(parts: readonly (readonly [number, number])[]): Promise<Float64Array[]> {
    const outputs = await this.#outputs();
    const residual = this.#points.residuals(outputs);
    this.#linearise(outputs);
    const pulls: Float64Array[] = [];
    for (const [first, beyond] of parts) {
      const own = residual.map((value, k) => (k >= first && k < beyond ? value : 0));
      pulls.push(await this.#products.transposed(own));
    }
    return pulls;
  }

  /** Submits the Jacobian at these outputs; `held`: as if the unknowns of the inference did not matter. */
  #linearise(outputs: Outputs, held = false): void {
    this.#rows.run(this.#points.coefficients(outputs));
    const columns = this.#points.byParameters(outputs, this.parameters.subarray(this.#network));
    this.#rows.writeColumns(held ? columns.fill(0) : columns);
  }

  /** One accepted step, or none where no trial lowers the loss; `held`: the unknowns of the inference stay. */
  async iterate(held = false): Promise<Iteration> {
    const { state } = this;
    const { damping } = state;
    const points = this.#points;
    const outputs = await this.#outputs();
    const residual = points.residuals(outputs);
    const loss = sumOfSquares(residual);
    // Nothing can be made of that; the weights are as good as before.
    if (!Number.isFinite(loss)) return { loss, residual, accepted: false, trials: 0, krylov: 0 };
    this.#linearise(outputs, held);
    this.#gram.form();
    const gradient = await this.#products.transposed(residual);
    const largest = Math.max(...(await this.#gram.diagonal()));
    for (const cost of [points.pass.program.cost, this.#rows.program.cost, this.#gram.cost]) this.#spend(cost);
    if (state.damping === 0) state.damping = FIRST_DAMPING * largest;
    let growth = 2;
    let krylov = 0;
    for (let trial = 1; trial <= TRIALS; trial++) {
      state.damping = Math.min(MOST_DAMPING * largest, Math.max(LEAST_DAMPING * largest, state.damping));
      const factor = await this.#factor();
      if (!factor) {
        state.damping *= growth;
        growth *= 2;
        continue;
      }
      const found = await dampedStep(this.#products, residual, gradient, state.damping, factor, {
        most: this.#krylov,
        tolerance: TOLERANCE,
      });
      krylov += found.iterations;
      this.#spend(this.#products.cost, found.iterations);
      const trialParameters = this.parameters.map((value, p) => value + found.step[p]);
      this.#write(trialParameters);
      const after = points.residuals(state.precise === 1 ? this.#precise(trialParameters) : await points.outputs());
      this.#spend(points.pass.program.cost);
      const trialLoss = sumOfSquares(after);
      const predicted = -2 * dot(residual, found.change) - dot(found.change, found.change);
      const ratio = (loss - trialLoss) / predicted;
      if (trialLoss < loss && ratio > 0) {
        // What is kept of them is what the next iteration starts from.
        this.parameters.set(state.precise === 1 ? trialParameters : new Float32Array(trialParameters));
        this.#good = this.parameters.slice();
        state.damping *= Math.max(1 / 5, 1 - (2 * ratio - 1) ** 3);
        state.relative = Math.max(FIRST_RELATIVE, state.relative / 1.5);
        return { loss: trialLoss, residual: after, accepted: true, trials: trial, krylov };
      }
      state.damping *= growth;
      growth *= 2;
    }
    this.#write(this.parameters);
    if (this.#polishes && state.precise === 0) {
      state.precise = 1;
      state.damping = damping;
      return this.iterate(held);
    }
    return { loss, residual, accepted: false, trials: TRIALS, krylov };
  }

  /** The factor, with as much more on the diagonal as f32 needs; null where even a tenth more does not do. */
  async #factor(): Promise<Float32Array | null> {
    while (this.state.relative < MOST_RELATIVE) {
      this.#spend(this.#gram.factorCost);
      const factor = await this.#gram.factorise({ absolute: this.state.damping, relative: this.state.relative });
      if (factor) return factor;
      this.state.relative *= 4;
    }
    this.state.relative = FIRST_RELATIVE;
    return null;
  }

  #spend({ dispatches, bytes, flops }: StepCost, times = 1): void {
    const { spent } = this;
    this.spent = {
      dispatches: spent.dispatches + times * dispatches,
      bytes: spent.bytes + times * bytes,
      flops: spent.flops + times * flops,
    };
  }

  #write(parameters: Float64Array): void {
    this.#weights.write(new Float32Array(parameters.subarray(0, this.#network)));
    this.#points.infer(parameters.subarray(this.#network));
  }

  dispose(): void {
    for (const part of [this.#rows, this.#gram, this.#products]) part.dispose();
  }
}
