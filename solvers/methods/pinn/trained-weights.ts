import { Failure } from '../../base/result';
import type { Weights } from '../solver';
import type { PinnTraining } from './training';

/** The arrays of a network: `layer.K.weight` [in, out], `layer.K.bias` [out], `inferred` [parameters that were found]. */
export function weightsOf(training: PinnTraining): Weights {
  const { network, points, weights, iterations, loss, statement } = training;
  const { inference, parameters } = points;
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const [k, { inputs, outputs, start }] of weights.layout.layers.entries()) {
    const middle = start + inputs * outputs;
    const part = (from: number, to: number): Float32Array => new Float32Array(network.subarray(from, to));
    tensors.set(`layer.${k}.weight`, { shape: [inputs, outputs], data: part(start, middle) });
    tensors.set(`layer.${k}.bias`, { shape: [outputs], data: part(middle, middle + outputs) });
  }
  if (inference.count > 0) {
    const data = Float32Array.from(inference.names, (name) => parameters[name]);
    tensors.set('inferred', { shape: [inference.count], data });
  }
  const metadata = {
    inputs: inputsOf(training),
    unknowns: statement.problem.unknowns.join(),
    iterations: `${iterations}`,
    loss: loss.toExponential(6),
  };
  return { tensors, metadata };
}

/**
 * Puts trained weights in place of the network's own.
 * @throws Failure 'bad-input' naming the array that is missing or has another shape, or other inputs
 */
export function takeWeights(training: PinnTraining, { tensors, metadata }: Weights): void {
  const inputs = inputsOf(training);
  if (metadata.inputs !== undefined && metadata.inputs !== inputs) {
    throw refuse(`they were trained on the inputs ${metadata.inputs}, the scene's network takes ${inputs}`);
  }
  const wanted = weightsOf(training).tensors;
  for (const [name, { shape }] of wanted) {
    const own = tensors.get(name);
    if (!own) throw refuse(`${name} is missing`);
    if (own.shape.join() !== shape.join()) {
      throw refuse(`${name} has shape [${own.shape.join(', ')}], the scene's network needs [${shape.join(', ')}]`);
    }
    if (!own.data.every(Number.isFinite)) throw refuse(`${name} holds numbers that are not finite`);
  }
  const parameters = training.levenberg.parameters.slice();
  for (const [k, { inputs: rows, outputs, start }] of training.weights.layout.layers.entries()) {
    parameters.set(tensors.get(`layer.${k}.weight`)!.data, start);
    parameters.set(tensors.get(`layer.${k}.bias`)!.data, start + rows * outputs);
  }
  const { inference } = training.points;
  const found = tensors.get('inferred')?.data ?? new Float32Array();
  const values = Object.fromEntries(inference.names.map((name, k) => [name, found[k]]));
  parameters.set(inference.unknowns(values), training.weights.layout.parameters);
  training.levenberg.restart(parameters);
}

/** The network's inputs in words, such as `x, cos 1 t`. */
function inputsOf({ statement }: PinnTraining): string {
  return statement.features
    .map(({ axis, wave, turn }) => {
      const { name } = statement.axes[axis];
      if (turn) return `turn ${turn.map((own) => `${statement.axes[own.axis].name}=${own.value}`).join(' ')}`;
      return wave === null ? name : `${wave.kind} ${wave.harmonic} ${name}`;
    })
    .join(', ');
}

function refuse(advice: string): Failure {
  return new Failure('bad-input', `weights: ${advice}`, 'weights');
}
