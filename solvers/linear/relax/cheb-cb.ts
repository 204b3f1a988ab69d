import { Failure } from '../../base/result';
import { assertCost, type ChooserState, columnsOf, draw, type OmegaChooser } from './chooser';
import { RidgeFit } from './ridge-fit';

/** Chebyshev polynomials T_0 ... T_5, as many as in the paper's experiments. */
const FEATURES = 6;

/**
 * A contextual bandit: the cost of each relaxation is fitted as a polynomial of the context, and relaxations are drawn
 * the more seldom the more they are expected to cost above the best (inverse-gap weighting). Competes with the best
 * relaxation for every context, such as the shift c of A + c I, not with the best fixed one.
 * Khodak et al., "Learning to Relax", ICLR 2024, algorithm ChebCB; Foster & Rakhlin, "Beyond UCB", ICML 2020.
 */
export class ChebCb implements OmegaChooser {
  readonly #omegas: readonly number[];
  readonly #range: readonly [number, number];
  readonly #seed: number;
  readonly #fits: readonly RidgeFit[];
  #solves = 0;
  /** Sum of squares of what the fits were wrong by. */
  #errors = 0;
  #chosen = 0;
  #features: number[];

  /** `range` of the contexts; those beyond it count as its ends. */
  constructor(omegas: readonly number[], range: readonly [number, number], seed: number) {
    this.#omegas = omegas;
    this.#range = range;
    this.#seed = seed;
    this.#fits = omegas.map(() => new RidgeFit(FEATURES));
    this.#features = chebyshev(0, FEATURES);
  }

  choose(context?: number): number {
    if (context === undefined || !Number.isFinite(context)) {
      throw new Failure('bad-input', 'this chooser needs a finite number that describes the system', 'context');
    }
    const [low, high] = this.#range;
    const place = Math.min(1, Math.max(-1, (2 * (context - low)) / (high - low) - 1));
    this.#features = chebyshev(place, FEATURES);
    this.#chosen = draw(this.#probabilities(), this.#seed, this.#solves);
    return this.#omegas[this.#chosen];
  }

  learn(cost: number): void {
    assertCost(cost);
    const fit = this.#fits[this.#chosen];
    this.#errors += (fit.predict(this.#features) - (cost - 1)) ** 2;
    fit.add(this.#features, cost - 1);
    this.#solves++;
  }

  save(): ChooserState {
    return {
      fits: this.#fits.flatMap((fit) => fit.save()),
      counts: [this.#solves, this.#errors, this.#chosen],
      features: [...this.#features],
    };
  }

  load(state: ChooserState): void {
    const each = this.#fits[0].save().length;
    const { fits, counts, features } = columnsOf(state, {
      fits: each * this.#fits.length,
      counts: 3,
      features: FEATURES,
    });
    for (const [k, fit] of this.#fits.entries()) fit.load(fits.slice(k * each, (k + 1) * each));
    [this.#solves, this.#errors, this.#chosen] = counts;
    this.#features = features;
  }

  /**
   * 1 / (d + gamma gap) for all but the best. The gap counts in units of the fits' mean error, and gamma grows with the
   * number of solves, as the paper's own code has it.
   */
  #probabilities(): number[] {
    const expected = this.#fits.map((fit) => fit.predict(this.#features));
    const best = expected.indexOf(Math.min(...expected));
    const count = expected.length;
    const spread = Math.sqrt(this.#errors / Math.max(1, this.#solves));
    const rate = spread > 0 ? (2 * this.#solves * Math.sqrt(count)) / spread : 0;
    const probabilities = expected.map((value) => 1 / (count + rate * (value - expected[best])));
    probabilities[best] = 0;
    probabilities[best] = 1 - probabilities.reduce((sum, p) => sum + p);
    return probabilities;
  }
}

/** T_0(x) ... of x in [-1, 1], by the recurrence. */
function chebyshev(x: number, count: number): number[] {
  const values = [1, x];
  while (values.length < count) values.push(2 * x * values[values.length - 1] - values[values.length - 2]);
  return values;
}
