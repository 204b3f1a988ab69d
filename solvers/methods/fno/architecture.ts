import { type Fno, type Skip, tuckerRanks, type Variant } from '../../nets';

/** What the layers of a network are (`deeponet`: none, but branch and trunk of that method); those of neuraloperator compute what weights of it want, to the last step. */
export interface Architecture {
  readonly blocks: 'plain' | 'neuraloperator' | 'deeponet';
  /** Hidden width of the pointwise network before the first layer; 0 = one linear map. */
  readonly lift: number;
  /**
   * Of neuraloperator's blocks: the hidden width of the pointwise network in each (0 = none), what leads past the
   * convolution and the block. Of factorised layers the hidden width as well (0 = four times `width`).
   */
  readonly mixing: number;
  readonly skip: Skip;
  readonly past: Skip;
  readonly norm: 'none' | 'instance';
  /** Fourier layers in place of the plain ones: see {@link Variant}. */
  readonly variant: 'plain' | Variant['kind'];
  /** Of `tucker`: the share of the weights that core and factors keep, about. */
  readonly rank: number;
}

/** What else layers are made by. */
interface Sizes {
  readonly width: number;
  readonly layers: number;
  readonly modes: number;
  readonly projection: number;
  readonly padding: number;
}

export const PLAIN: Architecture = {
  blocks: 'plain',
  lift: 0,
  mixing: 0,
  skip: 'linear',
  past: 'soft-gating',
  norm: 'none',
  variant: 'plain',
  rank: 0.1,
};

/** Hidden channels of the authors' factorised layers, in widths. */
const FACTOR = 4;

const SKIPS: readonly Skip[] = ['linear', 'soft-gating', 'identity', 'none'];

/** Words that settings of the architecture may be. */
export const ARCHITECTURE_WORDS: Readonly<Record<string, readonly string[]>> = {
  blocks: ['plain', 'neuraloperator'],
  skip: SKIPS,
  past: SKIPS,
  norm: ['none', 'instance'],
  variant: ['plain', 'tucker', 'factorised', 'u-shaped'],
};

/** A setting that does not go together with the others, and why; null = all do. */
export function architectureRefusal(settings: Architecture & Pick<Sizes, 'layers'>): [string, string] | null {
  const { blocks, layers, variant } = settings;
  const isOther = (name: 'mixing' | 'skip' | 'past' | 'norm' | 'rank'): boolean => settings[name] !== PLAIN[name];
  if (variant !== 'tucker' && isOther('rank'))
    return ['rank', 'it belongs to tensorised layers: set variant to tucker'];
  if (variant === 'u-shaped' && layers < 3) return ['layers', 'a U takes at least 3'];
  if (blocks !== 'plain') {
    const fits = variant === 'plain' || variant === 'tucker';
    return fits ? null : ['variant', `neuraloperator's blocks are not ${variant} here: set blocks to plain`];
  }
  const idle = (['mixing', 'skip', 'past', 'norm'] as const).filter((name) => isOther(name));
  const unused = idle.find((name) => name !== 'mixing' || variant !== 'factorised');
  return unused ? [unused, 'it belongs to the blocks of neuraloperator: set blocks'] : null;
}

/**
 * The layers over so many axes. neuraloperator's n_modes = 2 `modes` along each axis: it keeps one frequency more along
 * the last.
 */
export function layersOf(settings: Architecture & Sizes, axes: number): Omit<Fno, 'inputs' | 'outputs'> {
  const { width, layers, modes, projection, lift, mixing, skip, past, norm, padding } = settings;
  const theirs = settings.blocks === 'neuraloperator';
  const kept = Array.from({ length: axes }, (_, axis) => (theirs && axis === axes - 1 ? modes + 1 : modes));
  const variant = variantOf(settings, kept);
  return {
    lift: lift > 0 ? [lift] : [],
    width,
    layers,
    modes: kept,
    projection: projection > 0 ? [projection] : [],
    activation: 'gelu',
    ...(theirs && { blocks: { skip, mixing, mixingSkip: past, instanceNorm: norm === 'instance', padding } }),
    ...(variant && { variant }),
  };
}

function variantOf({ variant, mixing, rank, width }: Architecture & Sizes, modes: readonly number[]): Variant | null {
  if (variant === 'plain') return null;
  if (variant === 'factorised') return { kind: variant, mixing: mixing > 0 ? mixing : FACTOR * width };
  if (variant === 'u-shaped') return { kind: variant };
  return { kind: variant, ranks: tuckerRanks({ inputs: width, outputs: width, modes }, rank) };
}
