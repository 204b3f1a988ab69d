import { fnoCount } from '../../nets';
import type { Problem } from '../problem';
import { layersOf } from './architecture';
import type { FnoSettings } from './settings';

/** Bytes of a training: parameters, gradient and AdamW's memory; what the layers keep for the backward pass. */
export function memoryOf(problem: Problem, settings: FnoSettings): number {
  const { width, layers, lift, mixing, projection, batch } = settings;
  const points = problem.grid.cells.reduce((product, n) => product * n, 1);
  const network = {
    inputs: Object.keys(problem.inputs).length + problem.randomFields.length + 1 + problem.axes.length,
    outputs: problem.unknowns.length,
    ...layersOf(settings, problem.axes.length),
  };
  return 4 * (4 * fnoCount(network) + 2 * points * batch * (layers * (width + mixing) + lift + projection));
}
