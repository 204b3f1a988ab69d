import type { Fno, Skip } from '../../nets';

/** What the layers of a network are (`deeponet`: none, but branch and trunk of that method); those of neuraloperator compute what weights of it want, to the last step. */
export interface Architecture {
  readonly blocks: 'plain' | 'neuraloperator' | 'deeponet';
  /** Hidden width of the pointwise network before the first layer; 0 = one linear map. */
  readonly lift: number;
  /** Of neuraloperator's blocks: the hidden width of the pointwise network in each (0 = none), what leads past the convolution and the block. */
  readonly mixing: number;
  readonly skip: Skip;
  readonly past: Skip;
  readonly norm: 'none' | 'instance';
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
};

const SKIPS: readonly Skip[] = ['linear', 'soft-gating', 'identity', 'none'];

/** Words that settings of the architecture may be. */
export const ARCHITECTURE_WORDS: Readonly<Record<string, readonly string[]>> = {
  blocks: ['plain', 'neuraloperator'],
  skip: SKIPS,
  past: SKIPS,
  norm: ['none', 'instance'],
};

/** A setting that plain layers have no use for, or null. */
export function idleSetting(settings: Architecture): string | null {
  if (settings.blocks !== 'plain') return null;
  const all = ['mixing', 'skip', 'past', 'norm'] as const;
  return all.find((name) => settings[name] !== PLAIN[name]) ?? null;
}

/**
 * The layers over so many axes. neuraloperator's n_modes = 2 `modes` along each axis: it keeps one frequency more along
 * the last.
 */
export function layersOf(settings: Architecture & Sizes, axes: number): Omit<Fno, 'inputs' | 'outputs'> {
  const { width, layers, modes, projection, lift, mixing, skip, past, norm, padding } = settings;
  const theirs = settings.blocks === 'neuraloperator';
  return {
    lift: lift > 0 ? [lift] : [],
    width,
    layers,
    modes: Array.from({ length: axes }, (_, axis) => (theirs && axis === axes - 1 ? modes + 1 : modes)),
    projection: projection > 0 ? [projection] : [],
    activation: 'gelu',
    ...(theirs && { blocks: { skip, mixing, mixingSkip: past, instanceNorm: norm === 'instance', padding } }),
  };
}
