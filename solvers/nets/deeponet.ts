import { add, gelu, matmul, type Node, pointwise, reshape, slice, transpose } from '../array';
import { Failure } from '../base/result';
import type { FnoPart } from './fno-parts';

/**
 * A deep operator network (Lu, Jin, Pang, Zhang and Karniadakis 2021, equation 2, unstacked): the branch makes numbers of
 * the input field at fixed sensors, the trunk makes functions of a place, and the answer is their sum of products.
 */
export interface DeepOnet {
  readonly kind: 'deeponet';
  /** Channels of the field that comes in, the coordinates among them, behind the others. */
  readonly inputs: number;
  /** Coordinates that the trunk takes. */
  readonly places: number;
  /** Sensors along each axis: grids have as many points, or a multiple. */
  readonly sensors: readonly number[];
  /** Width and number of the hidden layers of branch and trunk. */
  readonly width: number;
  readonly layers: number;
  /** Functions that the trunk makes, for each output as many. */
  readonly functions: number;
  readonly outputs: number;
}

/** The parts of branch and trunk, one behind the other: W [inputs, outputs] in C order, then b [outputs]. */
export function deepOnetParts(network: DeepOnet): FnoPart[] {
  const { branch, trunk } = sizesOf(network);
  return [branch, trunk].flatMap((sizes) =>
    sizes.slice(1).map((outputs, k): FnoPart => {
      return { kind: 'dense', inputs: sizes[k], outputs, active: k < sizes.length - 2 };
    }),
  );
}

function sizesOf({ inputs, places, sensors, width, layers, functions, outputs }: DeepOnet): {
  readonly branch: readonly number[];
  readonly trunk: readonly number[];
} {
  const hidden = Array<number>(layers).fill(width);
  const seen = sensors.reduce((product, n) => product * n, inputs - places);
  // The last number of the branch is added for each output: the bias of equation 2, here of the input's making.
  return { branch: [seen, ...hidden, (functions + 1) * outputs], trunk: [places, ...hidden, functions] };
}

/**
 * The network at fields on a grid. Activation GELU, also behind the trunk's last layer.
 * @param parameters flat, in the order of {@link deepOnetParts}
 * @param fields [samples, n1, .., nd, inputs]; coordinates are the same in all samples
 * @returns [samples, n1, .., nd, outputs]
 * @throws Failure 'bad-input' where the sensors are no points of the grid
 */
export function deepOnet(parameters: Node, fields: Node, network: DeepOnet): Node {
  const { inputs, places, sensors, functions, outputs } = network;
  const [samples, ...rest] = fields.shape;
  const grid = rest.slice(0, -1);
  if (grid.length !== sensors.length || grid.some((n, axis) => n % sensors[axis] !== 0)) {
    const advice = `this network reads its input at ${sensors.join(' x ')} points: give a multiple of them`;
    throw new Failure('bad-input', `a grid of ${grid.join(' x ')} points does not hold the sensors: ${advice}`);
  }
  let start = 0;
  const through = (x: Node, sizes: readonly number[]): Node => {
    return sizes.slice(1).reduce((value, width, k) => {
      const count = (sizes[k] + 1) * width;
      start += count;
      const own = pointwise(value, slice(parameters, 0, start - count, start), width);
      return k < sizes.length - 2 ? gelu(own) : own;
    }, x);
  };
  const { branch, trunk } = sizesOf(network);
  const seen = grid.reduce((value, n, axis) => everyFirst(value, axis + 1, n / sensors[axis]), fields);
  const values = slice(seen, seen.shape.length - 1, 0, inputs - places);
  const numbers = through(reshape(values, [samples, branch[0]]), branch);
  const points = grid.reduce((product, n) => product * n, 1);
  const at = slice(slice(fields, 0, 0, 1), fields.shape.length - 1, inputs - places, inputs);
  const basis = gelu(through(reshape(at, [points, places]), trunk));
  const factors = reshape(slice(numbers, 1, 0, functions * outputs), [samples, outputs, functions]);
  const biases = reshape(slice(numbers, 1, functions * outputs, (functions + 1) * outputs), [samples, 1, outputs]);
  // One product for all samples and outputs.
  const columns = reshape(transpose(factors, [2, 0, 1]), [functions, samples * outputs]);
  const sums = transpose(reshape(matmul(basis, columns), [points, samples, outputs]), [1, 0, 2]);
  return reshape(add(sums, biases), [samples, ...grid, outputs]);
}

/** Every so many elements along an axis, from the first on. */
function everyFirst(x: Node, axis: number, step: number): Node {
  if (step === 1) return x;
  const shape = [...x.shape.slice(0, axis), x.shape[axis] / step, step, ...x.shape.slice(axis + 1)];
  const kept = x.shape.with(axis, x.shape[axis] / step);
  return reshape(slice(reshape(x, shape), axis + 1, 0, 1), kept);
}
