import { Failure } from '../../base/result';
import { arraysOf } from '../../nets';
import type { Weights } from '../solver';
import { fromLi, isLi } from './li-layout';
import { fromNeuraloperator, isNeuraloperator } from './neuraloperator-layout';
import { isDeepOnet, type OperatorNetwork, operatorParts } from './operator';
import type { Scaling } from './scaling';

type Tensors = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** A part of the parameters by its key. */
interface Named {
  readonly key: string;
  readonly shape: readonly number[];
  readonly from: number;
}

/** A network's parameters by name, with what its channels are measured in; README.md lists the keys. */
export function weightsOf(network: OperatorNetwork, parameters: Float32Array, scaling: Scaling): Weights {
  const tensors: Tensors = new Map();
  for (const { key, shape, from } of namesOf(network)) {
    tensors.set(key, { shape, data: parameters.slice(from, from + sizeOf(shape)) });
  }
  for (const [key, values] of Object.entries(scalesOf(scaling))) {
    tensors.set(key, { shape: [values.length], data: Float32Array.from(values) });
  }
  return { tensors, metadata: { network: JSON.stringify(network) } };
}

/**
 * Parameters and scaling of stored arrays.
 * @throws Failure 'bad-input' naming the array that is missing or has another shape
 */
export function ofWeights(network: OperatorNetwork, weights: Weights): { parameters: Float32Array; scaling: Scaling } {
  const { tensors } = ownNames(network, weights);
  const take = (key: string, shape: readonly number[]): Float32Array => {
    const found = tensors.get(key);
    if (found && found.shape.join() === shape.join()) return found.data;
    const is = found ? `has shape [${found.shape.join(', ')}]` : 'is missing';
    throw new Failure('bad-input', `weights: ${key} ${is}, where [${shape.join(', ')}] is wanted`, 'weights');
  };
  // Other code has no such arrays; places are among the inputs, and have none.
  const scales = (key: string, most: number, plain: number): Float64Array => {
    const found = tensors.get(key);
    if (!found) return new Float64Array(most).fill(plain);
    return Float64Array.from(take(key, [Math.min(found.data.length, most)]));
  };
  const parts = namesOf(network);
  const parameters = new Float32Array(parts.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
  for (const { key, shape, from } of parts) parameters.set(take(key, shape), from);
  return {
    parameters,
    scaling: {
      means: scales('inputs.mean', network.inputs, 0),
      spreads: scales('inputs.spread', network.inputs, 1),
      sizes: scales('outputs.size', network.outputs, 1),
    },
  };
}

/** Weights by the names of this method, whatever code they came from. */
function ownNames(network: OperatorNetwork, weights: Weights): Weights {
  if (isDeepOnet(network)) return weights;
  if (isLi(weights)) return fromLi(network, weights);
  return isNeuraloperator(weights) ? fromNeuraloperator(network, weights) : weights;
}

function scalesOf({ means, spreads, sizes }: Scaling): Record<string, Float64Array> {
  return { 'inputs.mean': means, 'inputs.spread': spreads, 'outputs.size': sizes };
}

/** Every array of a network in the order in which they lie. */
function namesOf(network: OperatorNetwork): Named[] {
  const named: Named[] = [];
  const layers = { dense: 0, spectral: 0 };
  let from = 0;
  for (const part of operatorParts(network)) {
    const own = `${part.kind}.${layers[part.kind]++}`;
    for (const { key, shape } of arraysOf(part)) {
      named.push({ key: `${own}.${key}`, shape, from });
      from += sizeOf(shape);
    }
  }
  return named;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
