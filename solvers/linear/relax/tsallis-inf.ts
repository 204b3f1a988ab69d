import { assertCost, type ChooserState, columnsOf, draw, type OmegaChooser } from './chooser';

/**
 * Tsallis-INF over a grid of relaxations: follow the leader, regularised by the Tsallis entropy of order 1/2, on
 * importance-weighted costs. Its regret against the best fixed relaxation grows with the root of the number of solves,
 * whatever the sequence. Zimmert & Seldin, JMLR 22(28), 2021, algorithm 1; costs scaled by their running mean as in
 * Khodak, Chow, Balcan & Talwalkar, "Learning to Relax", ICLR 2024.
 */
export class TsallisInf implements OmegaChooser {
  readonly #omegas: readonly number[];
  readonly #seed: number;
  /** Sums of (cost - 1) / probability of each relaxation. */
  #sums: number[];
  #solves = 0;
  #total = 0;
  #chosen = 0;
  #probability = 1;

  constructor(omegas: readonly number[], seed: number) {
    this.#omegas = omegas;
    this.#seed = seed;
    this.#sums = omegas.map(() => 0);
  }

  choose(): number {
    const probabilities = this.probabilities();
    this.#chosen = draw(probabilities, this.#seed, this.#solves);
    this.#probability = probabilities[this.#chosen];
    return this.#omegas[this.#chosen];
  }

  /** Probability with which the relaxation last chosen was chosen: small where it is tried rather than trusted. */
  get chance(): number {
    return this.#probability;
  }

  learn(cost: number): void {
    assertCost(cost);
    this.#sums[this.#chosen] += (cost - 1) / this.#probability;
    this.#total += cost - 1;
    this.#solves++;
  }

  /** Of each relaxation, for the next solve. */
  probabilities(): number[] {
    const scale = this.#total > 0 ? this.#total / this.#solves : 1;
    const costs = this.#sums.map((sum) => sum / scale);
    return tsallisWeights(costs, 2 / Math.sqrt(this.#solves + 1));
  }

  save(): ChooserState {
    return {
      sums: [...this.#sums],
      solves: [this.#solves],
      total: [this.#total],
      last: [this.#chosen, this.#probability],
    };
  }

  load(state: ChooserState): void {
    const { sums, solves, total, last } = columnsOf(state, { sums: this.#sums.length, solves: 1, total: 1, last: 2 });
    this.#sums = sums;
    [this.#solves] = solves;
    [this.#total] = total;
    [this.#chosen, this.#probability] = last;
  }
}

/**
 * p_i = 4 / (eta (costs_i - x))^2 with the x below all costs for which they sum to 1. The sum grows with x, is at most
 * 1 where every cost is 2 sqrt(d) / eta away and at least 1 where the least is 2 / eta away: bisected, since Newton's
 * iteration leaves the branch once costs are large.
 */
export function tsallisWeights(costs: readonly number[], eta: number): number[] {
  const least = Math.min(...costs);
  const weights = (x: number) => costs.map((cost) => 4 / (eta * (cost - least + x)) ** 2);
  let [near, far] = [2 / eta, (2 * Math.sqrt(costs.length)) / eta];
  // Halved until the bracket is a unit in the last place.
  for (let k = 0; k < 60; k++) {
    const middle = (near + far) / 2;
    if (weights(middle).reduce((sum, p) => sum + p) >= 1) near = middle;
    else far = middle;
  }
  const found = weights(near);
  const sum = found.reduce((a, b) => a + b);
  return found.map((p) => p / sum);
}
