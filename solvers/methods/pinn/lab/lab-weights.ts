import { Failure } from '../../../base/result';
import type { Weights } from '../../solver';
import type { LabTraining } from './lab-training';

/** The arrays of a network under its own names, and what it was trained on. */
export function tensorsOf({ model, iterations }: LabTraining, values: Float32Array): Weights {
  const tensors = new Map(
    model.network.stretches.map(({ name, start, shape }) => {
      return [name, { shape, data: values.slice(start, start + sizeOf(shape)) }] as const;
    }),
  );
  const metadata = {
    network: model.recipe.network,
    unknowns: model.statement.problem.unknowns.join(),
    iterations: `${iterations}`,
  };
  return { tensors, metadata };
}

/**
 * Flat parameters of named arrays.
 * @throws Failure 'bad-input' naming the array that is missing, has another shape or holds numbers that are not finite
 */
export function takeTensors({ model }: LabTraining, { tensors }: Weights): Float32Array {
  const values = new Float32Array(model.network.count);
  for (const { name, start, shape } of model.network.stretches) {
    const own = tensors.get(name);
    if (!own) throw refused(`${name} is missing: were they trained by another network?`);
    if (own.shape.join() !== shape.join()) {
      throw refused(`${name} has shape [${own.shape.join(', ')}], the scene's network needs [${shape.join(', ')}]`);
    }
    if (!own.data.every(Number.isFinite)) throw refused(`${name} holds numbers that are not finite`);
    values.set(own.data, start);
  }
  return values;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function refused(advice: string): Failure {
  return new Failure('bad-input', `weights: ${advice}`, 'weights');
}
