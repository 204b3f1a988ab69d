import { Failure } from '../../base/result';
import type { Fno, Variant } from '../../nets';
import type { Weights } from '../solver';
import { toLi } from './li-layout';
import { toNeuraloperator } from './neuraloperator-layout';
import { ofWeights, weightsOf } from './weights';

/** Whose names and shapes the arrays of a file of weights have; docs/weights.md lists them key by key. */
export const LAYOUTS = ['nablab', 'li', 'neuraloperator'] as const;
export type Layout = (typeof LAYOUTS)[number];

/**
 * Weights of method `fno` in another layout, whatever layout they have; no number changes.
 * @throws Failure 'bad-input' where the metadata do not tell the network, an array does not fit it, or the layout has no
 * such networks
 */
export function inLayout(weights: Weights, layout: Layout): Weights {
  const network = networkIn(weights);
  const { parameters, scaling } = ofWeights(network, weights);
  const { tensors } = weightsOf(network, parameters, scaling);
  const own = { tensors, metadata: weights.metadata };
  if (layout === 'li') return toLi(network, own);
  return layout === 'neuraloperator' ? toNeuraloperator(network, own) : own;
}

/** The network that metadata tell, which come from outside. */
function networkIn({ metadata }: Weights): Fno {
  let found: Partial<Fno> = {};
  try {
    found = JSON.parse(metadata.network ?? '') as Partial<Fno>;
  } catch {
    // Told below.
  }
  const { inputs, lift, width, layers, modes, projection, outputs, blocks, variant } = found ?? {};
  const counts = [inputs, width, layers, outputs, ...[lift, modes, projection].flatMap((list) => list ?? [Number.NaN])];
  const whole = counts.every((n) => Number.isInteger(n) && n! >= 1 && n! <= MOST);
  const blocksFit = blocks === undefined || (Number.isInteger(blocks.mixing) && blocks.mixing <= MOST);
  if (!whole || !blocksFit || !fits(variant, modes!.length) || counts.length > MOST || layers! > MOST_LAYERS) {
    const advice = 'its metadata do not tell the network of method fno: convert a file that `train` or this wrote';
    throw new Failure('bad-input', `weights: ${advice}`, 'weights');
  }
  return found as Fno;
}

function fits(variant: Variant | undefined, axes: number): boolean {
  const counts = (list: unknown, length: number): boolean => {
    return (
      Array.isArray(list) && list.length === length && list.every((n) => Number.isInteger(n) && n >= 1 && n <= MOST)
    );
  };
  if (variant === undefined) return true;
  if (variant?.kind === 'tucker') return counts(variant.ranks, axes + 2);
  return variant?.kind === 'factorised' ? counts([variant.mixing], 1) : variant?.kind === 'u-shaped';
}

const MOST = 4096;
const MOST_LAYERS = 64;
