import { describe, expect, test } from 'vitest';
import { type Fno, fnoInitial } from '../../nets';
import { fromLi, isLi, toLi } from './li-layout';
import { ofWeights, weightsOf } from './weights';

const SCALING = { means: Float64Array.of(0.5, 1), spreads: Float64Array.of(2, 3), sizes: Float64Array.of(4) };

const network = (modes: readonly number[]): Fno => ({
  inputs: 2,
  lift: [],
  width: 3,
  layers: 2,
  modes,
  projection: [5],
  outputs: 1,
  activation: 'gelu',
});

describe.each([[[4]], [[3, 4]], [[2, 3, 4]]])('modes %j', (modes) => {
  const net = network(modes);
  const own = weightsOf(net, fnoInitial(net, 7), SCALING);
  const theirs = toLi(net, own);

  test('there and back is the same to the bit', () => {
    expect(isLi(theirs)).toBe(true);
    const back = fromLi(net, theirs);
    for (const [key, tensor] of own.tensors) expect(back.tensors.get(key)).toEqual(tensor);
    expect(back.tensors.size).toBe(own.tensors.size);
    // Files of theirs are taken as they are.
    expect(ofWeights(net, theirs)).toEqual(ofWeights(net, own));
  });

  test('shapes are those of the code', () => {
    const shapeOf = (key: string) => theirs.tensors.get(key)!.shape;
    expect(shapeOf('fc0.weight')).toEqual([3, 2]);
    expect(shapeOf('fc2.weight')).toEqual([1, 5]);
    expect(shapeOf('w1.weight')).toEqual([3, 3, ...modes.map(() => 1)]);
    expect(shapeOf(`conv0.weights${2 ** (modes.length - 1)}`)).toEqual([3, 3, ...modes, 2]);
  });
});

test('a negative frequency along the first axis is in weights2, along the second in weights3', () => {
  const net = network([2, 3, 4]);
  const own = weightsOf(net, fnoInitial(net, 7), SCALING);
  const { data } = own.tensors.get('spectral.0.modes')!;
  const { tensors } = toLi(net, own);
  // [4, 6, 4, 2, 3, 3]: frequencies -2 (place 2) and 1, 2; then 1, -3 (place 3), 2; imaginary part, from 2 to 1.
  const at = (...p: number[]) => data[((((p[0] * 6 + p[1]) * 4 + p[2]) * 2 + p[3]) * 3 + p[4]) * 3 + p[5]];
  const there = (key: string, ...p: number[]) =>
    tensors.get(key)!.data[((((p[0] * 3 + p[1]) * 2 + p[2]) * 3 + p[3]) * 4 + p[4]) * 2 + p[5]];
  expect(there('conv0.weights2', 2, 1, 0, 1, 2, 1)).toBe(at(2, 1, 2, 1, 2, 1));
  expect(there('conv0.weights3', 2, 1, 1, 0, 2, 1)).toBe(at(1, 3, 2, 1, 2, 1));
});

test('an array that does not fit is named', () => {
  const net = network([3, 4]);
  const { tensors } = toLi(net, weightsOf(net, fnoInitial(net, 7), SCALING));
  const wrong = new Map(tensors).set('fc1.weight', { shape: [1, 3], data: new Float32Array(3) });
  expect(() => fromLi(net, { tensors: wrong, metadata: {} })).toThrow('fc1.weight has shape [1, 3], where [5, 3]');
  const without = new Map([...tensors].filter(([key]) => key !== 'conv1.weights2'));
  expect(() => fromLi(net, { tensors: without, metadata: {} })).toThrow('conv1.weights2 is missing');
});
