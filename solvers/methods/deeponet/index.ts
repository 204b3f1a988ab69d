import { Failure } from '../../base/result';
import { FnoSolver } from '../fno/fno-solver';
import { operatorCount } from '../fno/operator';
import { type FnoSettings, settingsOf } from '../fno/settings';
import { refusalOf, taskOf } from '../fno/task-of';
import type { Problem, Recipe } from '../problem';
import type { Method } from '../solver';

/** Width and layers of branch and trunk, and the functions that the trunk makes. */
const DEFAULTS: Recipe = { width: 128, layers: 3, projection: 128, rate: 1e-3, padding: 0 };

/** Settings that mean nothing here. */
const IDLE = [
  'modes',
  'padding',
  'coarse',
  'stagger',
  'subgrids',
  'blocks',
  'lift',
  'mixing',
  'skip',
  'past',
  'norm',
  'variant',
  'rank',
];

/** A deep operator network, trained on the same examples in the same way as method `fno`: a baseline. */
export const deeponet: Method = {
  id: 'deeponet',
  title: 'DeepONet',
  isOperator: true,
  refuses(problem: Problem): string | null {
    try {
      return refusalOf(problem, deepSettingsOf(problem));
    } catch (error) {
      if (error instanceof Failure) return error.message;
      throw error;
    }
  },
  memory(problem) {
    const { width, layers, projection, batch } = deepSettingsOf(problem);
    const points = problem.grid.cells.reduce((product, n) => product * n, 1);
    const inputs = problem.randomFields.length + Object.keys(problem.inputs).length + 1;
    const counts = { places: 2 * problem.axes.length, sensors: [points], outputs: problem.unknowns.length };
    const parameters = operatorCount({
      kind: 'deeponet',
      inputs: inputs + counts.places,
      ...counts,
      width,
      layers,
      functions: projection,
    });
    return 4 * (4 * parameters + 2 * points * (layers * width + projection) + 2 * batch * points);
  },
  async init(gpu, problem) {
    const settings = deepSettingsOf(problem);
    return FnoSolver.of(gpu, problem, { method: 'deeponet', task: taskOf(gpu, problem, settings), settings });
  },
};

/**
 * What examples there are is as method `fno` has it in the scene, unless `recipes.deeponet` says otherwise.
 * @throws Failure 'bad-input' naming the setting that does not exist or does not fit
 */
export function deepSettingsOf(problem: Problem): FnoSettings {
  const own = problem.recipes.deeponet ?? {};
  const idle = Object.keys(own).find((name) => IDLE.includes(name));
  if (idle !== undefined) {
    const field = `recipes.deeponet.${idle}`;
    throw new Failure('bad-input', `${field}: it belongs to Fourier layers, which are not here`, field);
  }
  const shared = Object.entries(problem.recipes.fno ?? {}).filter(([name]) => SHARED.includes(name));
  const given = { ...DEFAULTS, ...Object.fromEntries(shared), ...own };
  return { ...settingsOf(problem, 'deeponet', given), blocks: 'deeponet' };
}

const SHARED = ['vary', 'from', 'to', 'frames', 'finer', 'batch', 'examples', 'first', 'steps', 'tests', 'resolution'];
