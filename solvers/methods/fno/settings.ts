import { Failure } from '../../base/result';
import type { Problem, Recipe } from '../problem';
import { ARCHITECTURE_WORDS, type Architecture, architectureRefusal, PLAIN } from './architecture';
import { lessonsRefusal } from './lessons';
import { boundsRefusal } from './varied';

/** All settings of method `fno`; a scene's recipe changes some of them. */
export interface FnoSettings extends Architecture {
  /** Channels of the Fourier layers, their number, and the frequencies that they keep along each axis. */
  readonly width: number;
  readonly layers: number;
  readonly modes: number;
  /** Width of the pointwise network behind the last layer; 0 = one linear map. */
  readonly projection: number;
  /** Where an axis is not periodic, it is continued by this part of its length. */
  readonly padding: number;
  /** The grid as so many coarse ones along each axis, moved by a point each: 1 = the grid itself. */
  readonly stagger: number;
  /** Whether each of them is a sample of its own for the network, or all are channels side by side. */
  readonly subgrids: 'apart' | 'together';
  /** What is learned: examples, or the least energy of the equations of the grid without any example, or both. */
  readonly loss: 'data' | 'physics' | 'both';
  /** What fields are measured in: the size of all examples, or each in its own, where answers grow as inputs do. */
  readonly unit: 'all' | 'own';
  /** Examples of a training step, training steps, and the largest step size, which falls to 0 along a cosine. */
  readonly batch: number;
  readonly steps: number;
  readonly rate: number;
  /** AdamW's decay. */
  readonly decay: number;
  /** Weight of the error's differences from point to point beside the error itself: 0 = L2 alone, 1 = H1. */
  readonly slopes: number;
  /** Examples in all, and how many are there before the first step; the others are made while it trains. */
  readonly examples: number;
  readonly first: number;
  /** Steps by which a single answer is refined by its own equations; 0 = the network's answer stands. */
  readonly refine: number;
  /** Examples that errors are measured on; no training sees them. */
  readonly tests: number;
  /** Cells of training examples along the longest side; 0 = as many as the scene's grid has. */
  readonly resolution: number;
  /** Steps on coarser grids before those: points along the longest side and steps, `24:1000 32:500`; '' = none. */
  readonly coarse: string;
  /** The classical solver's grid is finer by this factor, odd where points are in the middles of cells. */
  readonly finer: number;
  /** Answers in a row into which time is cut: each becomes the start of the next. */
  readonly frames: number;
  /** What the network says of the next frame: what is added, or also from how far fields are carried to each point. */
  readonly change: 'add' | 'carry';
  /** Weight of the error of the answer to the network's own answer, beside that of the first (push-forward). */
  readonly forward: number;
  /** Relative error that an example may have at its end; 0 = that of method evolve itself. */
  readonly tolerance: number;
  /**
   * Parameters that examples differ in ('' = none), and between which values, one number each: by the logarithm where both
   * are positive.
   */
  readonly vary: string;
  readonly from: number | string;
  readonly to: number | string;
}

const DEFAULTS: FnoSettings = {
  ...PLAIN,
  width: 32,
  layers: 4,
  modes: 12,
  projection: 128,
  padding: 0.125,
  stagger: 1,
  subgrids: 'apart',
  loss: 'data',
  unit: 'all',
  batch: 4,
  steps: 4000,
  rate: 2e-3,
  decay: 1e-4,
  slopes: 0,
  examples: 1000,
  first: 32,
  refine: 0,
  tests: 16,
  resolution: 0,
  coarse: '',
  finer: 3,
  frames: 1,
  change: 'add',
  forward: 0,
  tolerance: 0,
  vary: '',
  from: 0,
  to: 1,
};

type Word =
  | 'vary'
  | 'from'
  | 'to'
  | 'coarse'
  | 'loss'
  | 'unit'
  | 'change'
  | 'blocks'
  | 'skip'
  | 'past'
  | 'norm'
  | 'subgrids'
  | 'variant';

const RANGES: Readonly<Record<Exclude<keyof FnoSettings, Word>, readonly [least: number, most: number]>> = {
  lift: [0, 1024],
  mixing: [0, 1024],
  rank: [1e-4, 1],
  width: [1, 256],
  layers: [1, 16],
  modes: [1, 128],
  projection: [0, 1024],
  padding: [0, 1],
  stagger: [1, 8],
  batch: [1, 256],
  steps: [1, 1e7],
  rate: [1e-7, 1],
  decay: [0, 1],
  slopes: [0, 100],
  examples: [1, 1e6],
  first: [1, 1e6],
  refine: [0, 1000],
  tests: [1, 1e4],
  resolution: [0, 4096],
  finer: [1, 15],
  frames: [1, 64],
  forward: [0, 100],
  tolerance: [0, 0.1],
};

const WORDS: Readonly<Record<string, readonly string[]>> = {
  loss: ['data', 'physics', 'both'],
  unit: ['all', 'own'],
  subgrids: ['apart', 'together'],
  change: ['add', 'carry'],
  ...ARCHITECTURE_WORDS,
};

/** Of one parameter they are numbers. */
const BOUNDS: readonly string[] = ['from', 'to'];

/** Settings of any words, looked at where they are used. */
const FREE: readonly string[] = ['vary', 'from', 'to', 'coarse'];

const FRACTIONS: readonly string[] = ['rank', 'padding', 'rate', 'decay', 'slopes', 'forward', 'tolerance'];

/**
 * The settings of a problem: its recipe over the defaults.
 * @param given another method's recipe, where it is one of a network of this kind
 * @throws Failure 'bad-input' naming the setting that does not exist or does not fit
 */
export function settingsOf(
  problem: Problem,
  method = 'fno',
  given: Recipe = problem.recipes[method] ?? {},
): FnoSettings {
  const refuse = (name: string, advice: string): Failure => {
    const field = `recipes.${method}.${name}`;
    return new Failure('bad-input', `${field}: ${advice}`, field);
  };
  for (const [name, value] of Object.entries(given)) {
    if (FREE.includes(name) && typeof value === 'string') continue;
    if (BOUNDS.includes(name) && typeof value === 'number') continue;
    if (Object.hasOwn(WORDS, name)) {
      if (WORDS[name].includes(String(value))) continue;
      throw refuse(name, `it is ${value}: choose from ${WORDS[name].join(', ')}`);
    }
    const range = Object.hasOwn(RANGES, name) ? RANGES[name as keyof typeof RANGES] : undefined;
    if (!range) throw refuse(name, `no such setting: choose from ${Object.keys(DEFAULTS).join(', ')}`);
    if (typeof value !== 'number' || !(value >= range[0] && value <= range[1])) {
      throw refuse(name, `it is ${value}: choose a number from ${range[0]} to ${range[1]}`);
    }
    if (!FRACTIONS.includes(name) && !Number.isInteger(value)) throw refuse(name, `${value} is not a whole number`);
  }
  const settings: FnoSettings = { ...DEFAULTS, ...given };
  if (settings.finer % 2 === 0 && !problem.time) {
    throw refuse('finer', 'it is even: choose an odd number, so that middles of cells coincide');
  }
  const architecture = architectureRefusal(settings);
  if (architecture) throw refuse(...architecture);
  const lessons = lessonsRefusal(settings);
  if (lessons) throw refuse('coarse', lessons);
  if (settings.change === 'carry' && (settings.frames === 1 || settings.blocks !== 'plain')) {
    throw refuse('change', 'fields are carried from frame to frame, by plain blocks');
  }
  const bounds = boundsRefusal(settings);
  if (bounds) throw refuse(...bounds);
  return settings;
}
