import { Failure } from '../../base/result';
import type { Problem, Recipe } from '../problem';
import { checkChoices, LAB, LAB_RANGES, LAB_RUN, LAB_WHOLE, type LabRecipe } from './lab/recipe';

/** All settings of method `pinn`; a scene's recipe changes some of them. */
export interface PinnRecipe extends LabRecipe {
  /** Hidden layers and their width. */
  readonly layers: number;
  readonly width: number;
  /** First-layer weights are this much larger: more waves fit from the start. */
  readonly firstScale: number;
  /** Harmonics of the cosines and sines that stand for a periodic coordinate. */
  readonly harmonics: number;
  /** Whether values on sides and at the start hold by construction where the geometry allows it. */
  readonly hard: boolean;
  /** Whether the state that no longer changes is looked for: derivatives by time are 0. */
  readonly steady: boolean;
  /** Time is cut into so many windows that are trained one after the other. */
  readonly windows: number;
  /** Whether a mirror symmetry of equations and conditions is built in where a periodic coordinate has one. */
  readonly symmetry: boolean;
  /** Collocation points, and points of each soft condition's face. */
  readonly points: number;
  readonly sidePoints: number;
  readonly startPoints: number;
  readonly bodyPoints: number;
  /** Factors of the residuals of soft conditions. */
  readonly sideWeight: number;
  readonly startWeight: number;
  /** Factor of what is measured, relative to its size. */
  readonly dataWeight: number;
  /** Iterations before parameters that are inferred begin to move: by then the network solves the first guess. */
  readonly hold: number;
  /** Residuals fade over this part of the box near edges at which conditions contradict each other. */
  readonly fade: number;
  /** Iterations between new draws of points (0: never), candidates of a draw, and the part drawn by residual. */
  readonly redraw: number;
  readonly candidates: number;
  readonly adaptive: number;
  /** Conjugate-gradient steps that mend the f32 factor. */
  readonly krylov: number;
  /** When to stop: iterations, and seconds of training (0: no limit). */
  readonly iterations: number;
  readonly seconds: number;
}

const STEADY: PinnRecipe = {
  ...LAB,
  layers: 3,
  width: 20,
  firstScale: 1,
  harmonics: 3,
  hard: true,
  steady: false,
  windows: 1,
  symmetry: true,
  points: 2000,
  sidePoints: 80,
  startPoints: 256,
  bodyPoints: 200,
  sideWeight: 3,
  startWeight: 10,
  dataWeight: 0.3,
  hold: 30,
  fade: 0.05,
  redraw: 0,
  candidates: 16384,
  adaptive: 0.5,
  krylov: 20,
  iterations: 300,
  seconds: 0,
};

/** Fronts appear where uniform points miss them: points follow the residual. */
const EVOLVING: PinnRecipe = { ...STEADY, points: 2500, redraw: 10, iterations: 500 };

const RANGES: Partial<Record<keyof PinnRecipe, readonly [least: number, most: number]>> = {
  ...LAB_RANGES,
  layers: [1, 8],
  width: [2, 64],
  firstScale: [0.01, 100],
  harmonics: [1, 32],
  windows: [1, 64],
  points: [8, 65536],
  sidePoints: [1, 16384],
  startPoints: [1, 16384],
  bodyPoints: [1, 16384],
  hold: [0, 1e6],
  fade: [0, 10],
  sideWeight: [1e-6, 1e6],
  startWeight: [1e-6, 1e6],
  dataWeight: [1e-6, 1e6],
  redraw: [0, 1e6],
  candidates: [8, 1048576],
  adaptive: [0, 1],
  krylov: [1, 200],
  iterations: [1, 1e7],
  seconds: [0, 1e7],
};

const WHOLE = [
  ...LAB_WHOLE,
  'layers',
  'width',
  'harmonics',
  'windows',
  'points',
  'sidePoints',
  'startPoints',
  'bodyPoints',
  'hold',
  'redraw',
  'candidates',
  'krylov',
];

/**
 * The settings of a problem: its recipe over the defaults, which depend on whether time runs.
 * @throws Failure 'bad-input' naming the setting that does not exist or does not fit
 */
export function recipeOf(problem: Problem): PinnRecipe {
  const given: Recipe = problem.recipes.pinn ?? {};
  const kind = problem.time && given.steady !== true ? EVOLVING : STEADY;
  const base = (given.optimiser ?? LAB.optimiser) === LAB.optimiser ? kind : { ...kind, ...LAB_RUN };
  for (const [name, value] of Object.entries(given)) {
    const field = `recipes.pinn.${name}`;
    if (!(name in base)) {
      throw new Failure('bad-input', `${field}: no such setting: choose from ${Object.keys(base).join(', ')}`, field);
    }
    const type = typeof base[name as keyof PinnRecipe];
    if (typeof value !== type) throw new Failure('bad-input', `${field} is not a ${type}`, field);
    const range = RANGES[name as keyof PinnRecipe];
    if (range && !(Number(value) >= range[0] && Number(value) <= range[1])) {
      throw new Failure('bad-input', `${field} = ${value}: choose from ${range[0]} to ${range[1]}`, field);
    }
    if (WHOLE.includes(name) && !Number.isInteger(value)) {
      throw new Failure('bad-input', `${field} = ${value} is not a whole number`, field);
    }
  }
  const recipe = { ...base, ...given };
  checkChoices(recipe);
  return recipe;
}
