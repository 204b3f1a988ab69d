import { fnoCount } from '../../nets';
import type { Problem } from '../problem';
import type { FnoSettings } from './settings';

/** Bytes of a training: parameters, gradient and AdamW's memory; what the layers keep for the backward pass. */
export function memoryOf(problem: Problem, { width, layers, modes, projection, batch }: FnoSettings): number {
  const points = problem.grid.cells.reduce((product, n) => product * n, 1);
  const network = {
    inputs: Object.keys(problem.inputs).length + problem.randomFields.length + 1 + problem.axes.length,
    lift: [],
    width,
    layers,
    modes: problem.axes.map(() => modes),
    projection: projection > 0 ? [projection] : [],
    outputs: problem.unknowns.length,
    activation: 'gelu',
  } as const;
  return 4 * (4 * fnoCount(network) + 2 * points * batch * (layers * width + projection));
}
