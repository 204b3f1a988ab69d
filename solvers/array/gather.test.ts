import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';
import { checkDerivatives, checkOnDevice, numbers } from './derivatives.testing';

const cases = fc
  .record({ shape: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }), axis: fc.nat(2) })
  .chain(({ shape, axis }) => {
    const along = axis % shape.length;
    const indices = fc.array(fc.nat(shape[along] - 1), { minLength: 1, maxLength: 9 });
    return fc.record({ shape: fc.constant(shape), axis: fc.constantFrom(along, along - shape.length), indices });
  });

describe('gather and scatterAdd, in f64', () => {
  it('have the derivatives of each other', () => {
    fc.assert(
      fc.property(cases, ({ shape, axis, indices }) => {
        checkDerivatives(([x]) => A.gather(x, indices, axis), [shape]);
        const wide = shape.with(axis, indices.length);
        const extent = shape.at(axis)!;
        checkDerivatives(([x]) => A.scatterAdd(x, indices, extent, axis), [wide]);
        const at = A.constant(indices);
        checkDerivatives(([x]) => A.scatterAdd(A.gather(x, at, axis), at, extent, axis), [shape]);
      }),
      { numRuns: 30, seed: 4 },
    );
  });

  it('take rows, columns and whole tables of places', () => {
    const x = A.constant([0, 1, 2, 3, 4, 5], [2, 3]);
    const places = A.constant([2, 0, 0, 1], [2, 2]);
    const [rows, columns, table, sums] = A.interpret([
      A.gather(x, [1, 1, 0]),
      A.gather(x, [2, 0], -1),
      A.gather(x, places, 1),
      A.scatterAdd(A.gather(x, places, 1), places, 4, 1),
    ]);
    expect([...rows]).toEqual([3, 4, 5, 3, 4, 5, 0, 1, 2]);
    expect([...columns]).toEqual([2, 0, 5, 3]);
    expect([...table]).toEqual([2, 0, 0, 1, 5, 3, 3, 4]);
    expect([...sums]).toEqual([0, 1, 2, 0, 6, 4, 5, 0]);
  });

  it('refuse places outside', () => {
    const x = A.variable('x', [3, 2]);
    expect(() => A.gather(x, [3])).toThrow(/3 is no place of an axis of 3/);
    expect(() => A.gather(x, [0.5])).toThrow(/0.5 is no place/);
    expect(() => A.scatterAdd(x, [0, 1], 4)).toThrow(/has not \[2\] at axis 0/);
  });
});

describe('on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  it('known and computed places give the same sums, in the same order every time', async () => {
    const [outer, extent, inner, count] = [3, 37, 5, 150];
    const x = A.variable('x', [outer, extent, inner]);
    // 36 is never named, 5 very often.
    const indices = Array.from({ length: count }, (_, k) => (k % 3 === 0 ? 5 : (k * k) % 36));
    const at = A.variable('at', [count]);
    const loss = (places: A.Indices) => A.sum(A.square(A.tanh(A.gather(x, places, 1))));
    const known = A.grad(loss(indices), [x])[0];
    const computed = A.grad(loss(at), [x])[0];
    const given = new Map([
      [x, numbers(outer * extent * inner, 1)],
      [at, Float64Array.from(indices)],
    ]);
    const outputs = { taken: A.gather(x, at, 1), known, difference: A.sub(known, computed) };
    // Sums of up to 60 terms of tanh' and tanh, each right to some 10 eps; the difference is exactly zero.
    const { listing } = await checkOnDevice(gpu, outputs, 100 * 2 ** -24, given);
    expect(listing.match(/gather\/\w+/g)!.toSorted()).toEqual([
      'gather/link',
      'gather/scatter_add',
      'gather/scatter_add',
      'gather/take',
      'gather/take',
    ]);
    const compiled = await A.compileProgram(gpu, 'difference', { outputs: { d: outputs.difference } });
    for (const [variable, data] of given) compiled.write(variable, data);
    gpu.run(compiled.program);
    expect((await compiled.read('d')).every((value) => value === 0)).toBe(true);
    compiled.release();
  });

  it('places outside give zero and get nothing', async () => {
    const x = A.constant(numbers(6, 3), [3, 2]);
    const at = A.variable('at', [5]);
    const taken = A.gather(x, at);
    // Numbers are only moved.
    await checkOnDevice(gpu, { taken, sums: A.scatterAdd(taken, at, 3) }, 1e-30, new Map([[at, [-1, 3, 1e9, 2, 0]]]));
    expect([...A.interpret([taken], new Map([[at, [-1, 3, 1e9, 2.5, 0]]]))[0].subarray(0, 6)]).toEqual(
      Array(6).fill(0),
    );
  });
});
