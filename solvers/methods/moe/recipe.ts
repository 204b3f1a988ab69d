import { Failure } from '../../base/result';
import { symbolsOf } from '../../expr';
import type { Problem, Recipe } from '../problem';
import { refusalOf } from './recipe-refusals';

/**
 * How the network's basis becomes an answer: its sum, its sum transformed so that start and given sides hold, or by a
 * constraint for the whole domain or for each box.
 */
export type MoeMethod = 'pi-sc' | 'pi-ot' | 'pi-hc' | 'pi-hc-moe';

/** Whether the sum of the basis is the answer, and the equation a penalty. */
export function isSoft(method: MoeMethod): boolean {
  return method === 'pi-sc' || method === 'pi-ot';
}

/** All settings of the three methods; a scene's recipe changes some of them. */
export interface MoeRecipe {
  /** Points along each axis in space, and along time, both ends among them. */
  readonly points: number;
  readonly times: number;
  /** Channels of the Fourier layers, their number, the frequencies that they keep, and the projection's width. */
  readonly width: number;
  readonly layers: number;
  readonly modes: number;
  readonly projection: number;
  /**
   * Whether the network also sees, for both ends of each axis in space, how far a point is from it compared with how far
   * something has spread since the start: it need not make the jump between start and side itself.
   */
  readonly fronts: boolean;
  /** Whether the network also sees how the start begins to change: what the equation leaves of it. */
  readonly tendency: boolean;
  /** Basis fields, and whether the last thing done to them is GELU, as published: many die of it. */
  readonly basis: number;
  readonly activeBasis: boolean;
  /** Whether equation and sides are asked to hold at the start, too, where both contradict it, as published. */
  readonly fromStart: boolean;
  /** The part of the time that training sees; the constraint holds in all of it when the network answers. */
  readonly until: number;
  /**
   * Legs of time: each begins where the one before ended, with weights of its own; they share the network, which is
   * trained on all of them at once. 1: the network answers for all of time in one go, as published.
   */
  readonly legs: number;
  /** Boxes along each axis in space; only `pi-hc-moe` has more than one. */
  readonly boxes: number;
  /**
   * Boxes of the answer that are not equal: for each axis the shares of it at which it is cut, as `0.125 0.25 0.5; 0.5`;
   * '' = equal ones. See `refine-boxes.ts`.
   */
  readonly cuts: string;
  /**
   * Whether the network also says how much each expert counts where boxes overlap: the partition of unity times the
   * exponential of what it gives.
   */
  readonly gate: boolean;
  /** Those of training, where the answer has others; 0: the same. Many small ones answer better than they train. */
  readonly trainingBoxes: number;
  /** How much neighbouring boxes share, as a part of a box: their answers are blended there. */
  readonly overlap: number;
  /**
   * Sweeps of experts that only see their own part of start and sides, and at their borders what the sweep before gave
   * (the first sees one constraint's answer for the whole domain). 0: all experts see all conditions, as published.
   */
  readonly sweeps: number;
  /**
   * Whether training has plain boxes whose experts see all conditions, as published, and overlap and sweeps are for the
   * answer alone: it is the better basis for them, too.
   */
  readonly plainTraining: boolean;
  /**
   * Of problems without time: whether the balance of cells is tested with sine waves, as many as `samples` says, instead
   * of cell by cell.
   */
  readonly weak: boolean;
  /** Whether differences in space are of order four where axes repeat, not of order two. */
  readonly fourth: boolean;
  /**
   * Fields that the basis is widened by when the network answers, one after the other: each takes away, along time, the
   * residual of the answer before, which one constraint for the whole domain gives.
   */
  readonly corrections: number;
  /** Points sampled in all for the constraint, shared out among the boxes. */
  readonly samples: number;
  /** Steps of Levenberg-Marquardt at most, and its tolerance. */
  readonly iterations: number;
  readonly tolerance: number;
  readonly ridge: number;
  /** Whether the derivative of the constraint takes second derivatives of the residuals into account. */
  readonly exact: boolean;
  /** Factor of the equation in the constraint and in the loss at the beginning and at the end of training. */
  readonly rowScale: number;
  readonly rowScaleLast: number;
  readonly weight: number;
  readonly weightLast: number;
  /** Between which parts of the training they change. */
  readonly rampFrom: number;
  readonly rampTo: number;
  /** Factors of the conditions at the start and on the sides, in the constraint and in the loss. */
  readonly startWeight: number;
  readonly sideWeight: number;
  /** Fractional powers see a base of at least this much. */
  readonly floor: number;
  /** Whether the start holds by construction: the answer is the start and `growth` times the time times the basis. */
  readonly hardStart: boolean;
  /** Whether sides where the unknown is given do so, too; `pi-ot` alone can, and always does. */
  readonly hardSides: boolean;
  readonly growth: number;
  /** Whether basis fields have no mean in space, so that a mean which nothing changes stays to the last bit. */
  readonly zeroMean: boolean;
  /** Examples of a training step, training steps, and Adam's step size, which is halved `halvings` times on the way. */
  readonly batch: number;
  readonly steps: number;
  readonly rate: number;
  readonly halvings: number;
  /** Gradients are scaled down to this norm. */
  readonly clip: number;
  /** A parameter that examples differ in ('' = none), and between which values. */
  readonly vary: string;
  readonly from: number;
  readonly to: number;
  /** Draws of parameters and points. */
  readonly seed: number;
}

const DEFAULTS: MoeRecipe = {
  points: 128,
  times: 51,
  width: 24,
  layers: 4,
  modes: 8,
  projection: 64,
  fronts: false,
  tendency: false,
  basis: 16,
  activeBasis: false,
  fromStart: false,
  until: 1,
  legs: 1,
  boxes: 4,
  cuts: '',
  gate: false,
  trainingBoxes: 0,
  overlap: 0,
  sweeps: 0,
  plainTraining: false,
  weak: false,
  fourth: false,
  corrections: 0,
  samples: 4000,
  iterations: 12,
  tolerance: 1e-4,
  ridge: 1e-4,
  exact: true,
  rowScale: 1,
  rowScaleLast: 10,
  weight: 1,
  weightLast: 10,
  rampFrom: 0.3,
  rampTo: 0.7,
  startWeight: 1,
  sideWeight: 1,
  floor: 1e-3,
  hardStart: false,
  hardSides: false,
  growth: 1,
  zeroMean: false,
  batch: 4,
  steps: 1200,
  rate: 2e-3,
  halvings: 4,
  clip: 1,
  vary: '',
  from: 0,
  to: 1,
  seed: 0,
};

const RANGES: Readonly<
  Record<
    Exclude<
      keyof MoeRecipe,
      | 'vary'
      | 'cuts'
      | 'gate'
      | 'fronts'
      | 'tendency'
      | 'activeBasis'
      | 'fromStart'
      | 'plainTraining'
      | 'weak'
      | 'fourth'
      | 'exact'
      | 'hardStart'
      | 'hardSides'
      | 'zeroMean'
    >,
    readonly [least: number, most: number]
  >
> = {
  points: [8, 1024],
  times: [5, 1024],
  width: [1, 128],
  layers: [1, 16],
  modes: [1, 64],
  projection: [1, 1024],
  basis: [1, 60],
  until: [0.05, 1],
  legs: [1, 64],
  boxes: [1, 64],
  trainingBoxes: [0, 64],
  overlap: [0, 1],
  sweeps: [0, 8],
  corrections: [0, 8],
  samples: [1, 1e6],
  iterations: [1, 200],
  tolerance: [1e-7, 1],
  ridge: [0, 1e3],
  rowScale: [1e-9, 1e9],
  rowScaleLast: [1e-9, 1e9],
  weight: [0, 1e9],
  weightLast: [0, 1e9],
  rampFrom: [0, 1],
  rampTo: [0, 1],
  startWeight: [0, 1e6],
  sideWeight: [0, 1e6],
  floor: [0, 1],
  growth: [1e-6, 1e6],
  batch: [1, 256],
  steps: [1, 1e7],
  rate: [1e-7, 1],
  halvings: [0, 100],
  clip: [1e-6, 1e9],
  from: [-1e9, 1e9],
  to: [-1e9, 1e9],
  seed: [0, 2 ** 31],
};

const WHOLE: readonly string[] = [
  ...['points', 'times', 'width', 'layers', 'modes', 'projection', 'basis', 'boxes', 'sweeps', 'samples', 'iterations'],
  ...['trainingBoxes', 'corrections', 'legs', 'batch', 'steps', 'halvings', 'seed'],
];

/**
 * The settings of a problem: its recipe over the defaults.
 * @throws Failure 'bad-input' naming the setting that does not exist or does not fit
 */
export function recipeOf(problem: Problem, method: MoeMethod): MoeRecipe {
  // What is no transform is as with a penalty.
  const given: Recipe = problem.recipes[method] ?? (method === 'pi-ot' ? problem.recipes['pi-sc'] : undefined) ?? {};
  const refuse = (name: string, advice: string): Failure => {
    const field = `recipes.${method}.${name}`;
    return new Failure('bad-input', `${field}: ${advice}`, field);
  };
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw refuse(name, `no such setting: choose from ${Object.keys(DEFAULTS).join(', ')}`);
    }
    const kind = typeof DEFAULTS[name as keyof MoeRecipe];
    if (typeof value !== kind) throw refuse(name, `it is not a ${kind}`);
    const range = Object.hasOwn(RANGES, name) ? RANGES[name as keyof typeof RANGES] : undefined;
    if (range && !(Number(value) >= range[0] && Number(value) <= range[1])) {
      throw refuse(name, `it is ${value}: choose from ${range[0]} to ${range[1]}`);
    }
    if (WHOLE.includes(name) && !Number.isInteger(value)) throw refuse(name, `${value} is not a whole number`);
  }
  const recipe: MoeRecipe = { ...DEFAULTS, ...given, ...(method === 'pi-ot' && { hardStart: true, hardSides: true }) };
  const boxes = method === 'pi-hc-moe' ? recipe.boxes : 1;
  const trainingBoxes = boxes === 1 ? 1 : recipe.trainingBoxes || boxes;
  for (const [name, count] of Object.entries({ boxes, trainingBoxes })) {
    if (recipe.points % count !== 0) throw refuse(name, `${count} boxes do not divide ${recipe.points} points`);
  }
  if (recipe.sweeps > 0 && problem.axes.length > 1 && problem.time)
    throw refuse('sweeps', 'experts sweep along one axis in space only');
  if (recipe.corrections > 0 && !problem.time) throw refuse('corrections', 'there is no time: leave it out');
  if (recipe.vary !== '' && !Object.hasOwn(problem.parameters, recipe.vary)) {
    throw refuse('vary', `${recipe.vary} is no parameter: choose from ${Object.keys(problem.parameters).join(', ')}`);
  }
  const unfit = refusalOf(problem, recipe, method, boxes, trainingBoxes);
  if (unfit) throw refuse(...unfit);
  const stray = refusalOfLegs(problem, recipe);
  if (stray) throw refuse('legs', stray);
  if (!(recipe.from < recipe.to)) throw refuse('from', 'it is not below `to`');
  const own = Math.floor(recipe.samples / trainingBoxes ** problem.axes.length);
  if (!isSoft(method) && own < recipe.basis) {
    const advice = `${own} points in a box cannot determine ${recipe.basis} basis fields: take more points or fewer boxes`;
    throw refuse('samples', advice);
  }
  // One box has no neighbours, and a penalty nothing to weigh a further field by.
  const alone = boxes === 1 && recipe.cuts === '' && { overlap: 0, sweeps: 0, gate: false };
  return { ...recipe, boxes, trainingBoxes, ...alone, ...(isSoft(method) && { corrections: 0 }) };
}

/** Why time cannot be covered in legs, or null. */
function refusalOfLegs(problem: Problem, { legs, times, batch, until, hardStart }: MoeRecipe): string | null {
  if (legs === 1) return null;
  if ((times - 1) % legs !== 0) return `${legs} legs do not divide ${times - 1} intervals of time`;
  if (batch % legs !== 0) return `${batch} examples cannot be shared out among ${legs} legs`;
  if (!hardStart || problem.randomFields.length === 0 || problem.axes.length < 2) {
    return 'they need a random start in two dimensions that holds by construction: set hardStart';
  }
  if (until < 1) return 'training sees all of time: leave out `until`';
  const named = problem.equations.some(({ left, right }) => {
    return [left, right].some((side) => symbolsOf(side).has(problem.time?.name ?? ''));
  });
  return named ? `the equation names ${problem.time?.name}, and would be another in each leg` : null;
}
