import { randomUniform } from '../../base/random';
import { Failure } from '../../base/result';

/** What a chooser has learnt: plain numbers, which survive a trip through JSON. */
export type ChooserState = Readonly<Record<string, readonly number[]>>;

/**
 * Chooses the relaxation of each of a sequence of solves from what the solves before it cost, so that their sum comes
 * near that of the best fixed one: `choose`, solve, `learn`, and again. Deterministic: the draws come from a seed and
 * the number of the solve.
 */
export interface OmegaChooser {
  /** The relaxation of the next solve; `context` is what is known of the system beforehand, for those that use it. */
  choose(context?: number): number;
  /** What the solve cost with the relaxation last chosen: its iterations, or any number of at least 1 like them. */
  learn(cost: number): void;
  save(): ChooserState;
  /** @throws Failure 'bad-input' where this chooser cannot have saved it; nothing is changed then. */
  load(state: ChooserState): void;
}

/** `count` relaxations from `least` to `most`, equally spaced; by default those of the paper. */
export function omegaGrid(count = 20, least = 1, most = 1.95): number[] {
  return Array.from({ length: count }, (_, k) => least + ((most - least) * k) / (count - 1));
}

/** The item that the uniform number of draw `counter` falls on; probabilities sum to 1 but for rounding. */
export function draw(probabilities: ArrayLike<number>, seed: number, counter: number): number {
  let left = randomUniform(seed, counter);
  for (let k = 0; k + 1 < probabilities.length; k++) {
    left -= probabilities[k];
    if (left < 0) return k;
  }
  return probabilities.length - 1;
}

/** @throws Failure 'bad-input' where `cost` is no cost. */
export function assertCost(cost: number): void {
  if (cost >= 1 && cost < Number.POSITIVE_INFINITY) return;
  throw new Failure('bad-input', `a solve cannot have cost ${cost}: count its iterations, at least one`, 'cost');
}

/** The columns of a saved state by name. @throws Failure 'bad-input' where lengths differ or a number is not finite. */
export function columnsOf<K extends string>(
  state: ChooserState,
  lengths: Readonly<Record<K, number>>,
): Record<K, number[]> {
  const names = Object.keys(lengths) as K[];
  const fits = names.every((name) => state[name]?.length === lengths[name] && state[name].every(Number.isFinite));
  if (!fits) throw new Failure('bad-input', 'this state is not of such a chooser: start anew', 'state');
  return Object.fromEntries(names.map((name) => [name, [...state[name]]])) as Record<K, number[]>;
}
