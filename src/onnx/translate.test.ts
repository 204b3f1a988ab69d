import { expect, test } from 'vitest';
import * as A from '../../solvers/array';
import { broadcastTo } from '../../solvers/array/broadcast';
import { numbers } from '../../solvers/array/linear.testing';
import { sizeOf } from '../../solvers/array/shape';
import { truncatedLayer } from '../../solvers/array/spectral';
import { readOnnx, runOnnx } from './model.testing';
import { toOnnx } from './translate';

const EPS = 2 ** -24;

/** Largest difference between a program's value and that of its model, beside the largest value; shapes of inputs. */
function errorOf(of: (...inputs: A.Node[]) => A.Node, ...shapes: number[][]): number {
  const inputs = shapes.map((shape, k) => A.variable(`x${k}`, shape));
  const given = inputs.map((node, k) => numbers(sizeOf(node.shape), k + 1));
  const output = of(...inputs);
  const named = Object.fromEntries(inputs.map((node, k) => [`x${k}`, node]));
  const model = readOnnx(toOnnx(named, { y: output }));
  const { y } = runOnnx(model, Object.fromEntries(given.map((values, k) => [`x${k}`, values])));
  const [truth] = A.interpret([output], new Map(inputs.map((node, k) => [node, given[k]!])));
  expect(y!.shape).toEqual(output.shape);
  const scale = truth!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return truth!.reduce((most, value, k) => Math.max(most, Math.abs(value - y!.data[k]!)), 0) / scale;
}

/** Of numbers that f32 holds. */
const table = (shape: number[], seed = 9) => A.constant(Float32Array.from(numbers(sizeOf(shape), seed)), shape);

test.each<[string, (...inputs: A.Node[]) => A.Node, number[][]]>([
  ['a formula', (x, y) => A.add(A.mul(A.exp(x), A.tanh(y)), A.div(A.sub(1, x!), 3)), [[3, 5], [5]]],
  [
    'choices',
    (x, y) => A.where(A.greater(x!, y!), A.maximum(x!, 0.25), A.abs(y!)),
    [
      [3, 5],
      [3, 1],
    ],
  ],
  ['a literal that fills', (x) => A.add(A.slice(x!, 0, 0, 1), A.literal(2, [4, 5])), [[3, 5]]],
  ['views', (x) => A.transpose(A.reverse(A.pad(A.slice(x!, 1, 1, 5), 0, 2, 1), 1), [2, 0, 1]), [[3, 7, 2]]],
  ['a column that fills', (x) => A.reshape(broadcastTo(A.slice(x!, 1, 2, 3), [2, 3, 5]), [30]), [[3, 7]]],
  ['sums and largest', (x) => A.mul(A.sum(x!, [0, 2]), A.max(x!, [0, 2])), [[3, 4, 5]]],
  [
    'parts',
    (x, y) => A.concat([x!, A.reverse(y!, 0), table([3, 2])], 1),
    [
      [3, 4],
      [3, 5],
    ],
  ],
  [
    'products',
    (x, y) => A.matmul(A.matmul(x!, y!), table([3, 2])),
    [
      [2, 5, 4],
      [4, 3],
    ],
  ],
  [
    'a product for each',
    (x, y) => A.matmul(x!, y!),
    [
      [2, 1, 5, 4],
      [3, 4, 2],
    ],
  ],
  [
    'an outer product',
    (x, y) => A.matmul(x!, y!),
    [
      [2, 5, 1],
      [2, 1, 3],
    ],
  ],
  ['places', (x, y) => A.gather(x!, A.mul(5, y!), 1), [[2, 3, 4], [6]]],
])('%s: the same numbers', (_, of, shapes) => {
  // All constants are numbers of f32: what is left is the order of sums of at most 20 terms in f64.
  expect(errorOf(of, ...shapes)).toBeLessThan(1e-14);
});

test.each<[string, (x: A.Node) => A.Node, number[], number]>([
  ['fft', (x) => A.fft(x, [0, 2]), [5, 3, 7, 2], 35],
  ['ifft', (x) => A.ifft(x, [1]), [3, 8, 2], 8],
  ['rfft', (x) => A.rfft(x, [1, 2]), [2, 6, 9, 2], 54],
  ['irfft', (x) => A.irfft(x, 8, [0, 1]), [5, 5, 2], 40],
  ['irfft of odd length', (x) => A.irfft(x, 7, [1]), [2, 4, 2], 7],
])('%s: as products with tables', (_, of, shape, terms) => {
  // Each of two tables rounds its entries to f32; of sums of n numbers of random signs the result is sqrt(n) numbers large.
  expect(errorOf(of, shape)).toBeLessThan(4 * EPS * Math.sqrt(terms));
});

test.each<[string, typeof A.fourierLayer, number[], number[]]>([
  ['in one dimension', A.fourierLayer, [2, 9], [3]],
  ['in two, by tables of its modes alone', truncatedLayer, [2, 10, 9], [2, 5]],
  ['in three', A.fourierLayer, [1, 4, 6, 5], [2, 2, 3]],
])('a Fourier layer %s', (_, layer, grid, modes) => {
  const own: A.FourierLayer = { inputs: 3, outputs: 4, modes };
  const parameters = table([A.fourierLayerCount(own)]);
  // As above, there and back, and weights on the way.
  const error = errorOf((x) => A.gelu(layer(x, parameters, own)), [...grid, 3]);
  expect(error).toBeLessThan(8 * EPS * Math.sqrt(sizeOf(grid)));
  expect(error).toBeGreaterThan(0);
});

test('what depends on constants only is computed in f64 and stored once', () => {
  const x = A.variable('x', [4]);
  const third = A.sub(A.div(table([4]), 3), A.div(table([4]), 3.0000001));
  const output = A.add(A.mul(x, third), A.add(third, third));
  const { operations, constants } = readOnnx(toOnnx({ x }, { y: output }, { made: 'here' }));
  expect(operations.map(({ type }) => type)).toEqual(['Mul', 'Add', 'Identity']);
  expect(constants.size).toBe(2);
  // In f32 the difference would have lost all its digits.
  const [truth] = A.interpret([third]);
  const [stored] = constants.values();
  for (const [k, value] of stored!.data.entries()) expect(value).toBe(Math.fround(truth![k]!));
});

test('a matrix that is repeated for products is stored once, not repeated', () => {
  const x = A.variable('x', [2, 3, 1, 4, 5]);
  const weights = table([3, 1, 5, 6]);
  const { constants } = readOnnx(toOnnx({ x }, { y: A.matmul(x, A.reshape(weights, [1, 3, 1, 5, 6])) }));
  const sizes = [...constants.values()].map(({ data }) => data.length);
  expect(Math.max(...sizes)).toBe(90);
});

test('what has no exact counterpart is refused by name', () => {
  const x = A.variable('x', [3, 3]);
  const refusal = (node: A.Node) => () => toOnnx({ x }, { y: node });
  expect(refusal(A.cholesky(x))).toThrow('onnx: "cholesky" has no exact counterpart there');
  expect(refusal(A.randomUniform([3], { seed: 1, step: A.sum(x) }))).toThrow('"random uniform"');
  expect(refusal(A.add(x, A.variable('p', [3])))).toThrow('onnx: "p" is neither an input nor a constant');
});
