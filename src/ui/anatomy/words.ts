import type { Anatomy } from '../../../solvers/methods/solver';
import type { Spectrum } from '../../worker/protocol';
import { formatNumber } from '../format';

/** Below this cosine two terms are said to pull against each other. */
const AGAINST = -0.1;
/** From this ratio of gradients on one term is said to outweigh another. */
const OUTWEIGHS = 10;
/** An answer has a wave right if it is off by less than this part, and the wave is more than noise. */
const RIGHT = 0.01;
const NOISE = 1e-4;

/** What the gradients of a training's terms do to each other, in one sentence. */
export function pullsInWords({ names, lengths, cosines }: Anatomy): string {
  if (names.length < 2) {
    return `All conditions are built into the network: ${names[0] ?? 'nothing'} alone pulls at the weights.`;
  }
  const pairs = names.flatMap((a, i) => names.slice(0, i).map((b, j) => ({ a: b, b: a, cosine: cosines[i]![j]! })));
  const worst = pairs.reduce((least, one) => (one.cosine < least.cosine ? one : least));
  const strife =
    worst.cosine < AGAINST
      ? `${worst.a} and ${worst.b} pull against each other (cosine ${formatNumber(worst.cosine, 2)})`
      : 'no two terms pull against each other';
  const sentence = `${strife.charAt(0).toUpperCase()}${strife.slice(1)}`;
  return `${sentence}${balance(names, lengths)}.`;
}

function balance(names: readonly string[], lengths: readonly number[] | null): string {
  if (!lengths) return '';
  const order = [...lengths.keys()].sort((i, j) => lengths[j]! - lengths[i]!);
  const [first, last] = [order[0]!, order.at(-1)!];
  const ratio = lengths[first]! / lengths[last]!;
  if (!(ratio > OUTWEIGHS) || !Number.isFinite(ratio)) return '';
  return `; the pull of ${names[first]} is ${formatNumber(ratio, 2)} times that of ${names[last]}`;
}

/** Up to which wave number the answer is right. */
export function spectrumInWords({ waves, error, reference }: Spectrum): string {
  const largest = Math.max(...reference);
  const told = [...waves.keys()].filter((k) => reference[k]! > NOISE * largest);
  const wrong = told.findIndex((k) => error[k]! > RIGHT * reference[k]!);
  if (told.length === 0) return '';
  if (wrong < 0) return 'Every wave is right within 1\u202f%.';
  if (wrong === 0) return 'Not even the longest wave is right within 1\u202f% yet.';
  return `Right within 1\u202f% up to ${formatNumber(waves[told[wrong - 1]!]!, 3)} waves across the domain.`;
}
