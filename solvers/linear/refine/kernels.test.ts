import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { runKernel } from '../../../tests/kernel';
import { joinDoubles, splitDoubles } from '../../base/double-single';
import { randomUniform } from '../../base/random';
import type { Gpu } from '../../gpu';
import { chooseArithmetic, DOUBLE_SINGLE } from '../../gpu/double-single';
import { applyStencil, boxOffsets, pointCount, type StencilOperator, starOffsets } from '../../grid';
import {
  applyKernel,
  correctKernel,
  DOT,
  gridTable,
  PROJECT,
  ROWS,
  reduceKernel,
  residualKernel,
  variantOf,
} from './kernels';
import { pairStencil } from './pair-stencil';
import { correctQuestion, reduceQuestion, residualQuestion } from './questions';
import { readState, stateWords } from './state';
import { constantStencil, randomStencil } from './stencil.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const OPERATORS: Readonly<Record<string, StencilOperator>> = {
  '5 steps, 13 x 37': randomStencil([13, 37], [false, false], starOffsets(2), true),
  '9 steps, 67 x 5, periodic in x': randomStencil([67, 5], [true, false], boxOffsets(2)),
  '7 steps, 9 x 18 x 5': randomStencil([9, 18, 5], [false, true, false], starOffsets(3)),
  'constant, 65 x 19': constantStencil([65, 19], [false, false], starOffsets(2), 1),
  'constant, 9 steps, 21 x 18': constantStencil([21, 18], [false, true], boxOffsets(2), 0.3),
  'constant, periodic, 33 x 18': constantStencil([33, 18], [true, false], starOffsets(2), 0.3),
  'constant, 11 x 17 x 6': constantStencil([11, 17, 6], [false, false, true], starOffsets(3), 0.7),
};

const random = (count: number, seed: number) =>
  Float64Array.from({ length: count }, (_, k) => 2 * randomUniform(seed, k) - 1);
const columns = ([nx, ny, nz]: readonly number[]) => [nx!, Math.ceil(ny! / ROWS), nz ?? 1] as const;

/** Arrays of a product with A, and a right-hand side that makes the residual as small as in a solve that ends. */
function arraysOf(operator: StencilOperator) {
  const stencil = pairStencil(operator);
  const { shape, periodic } = operator;
  const points = pointCount(shape);
  const [nx, rows, nz] = columns(shape);
  const pairs = splitDoubles(stencil.coefficients);
  const unknown = splitDoubles(random(points, 1));
  const u = joinDoubles(unknown, points);
  const applied = applyStencil(operator, u).map((value) => stencil.scale * value);
  const size = applyStencil(
    { ...operator, coefficients: operator.coefficients.map((plane) => plane.map(Math.abs)) },
    u.map(Math.abs),
  ).map((value) => stencil.scale * value);
  const rhs = splitDoubles(applied.map((value, k) => value + 1e-9 * random(points, 2)[k]!));
  const arrays = {
    grid: gridTable(shape, periodic),
    halt: new Uint32Array(1),
    coefficients: stencil.low ? pairs : pairs.slice(0, stencil.coefficients.length),
    unknown,
    partial: new Float32Array(4 * nx * rows * nz),
  };
  return { stencil, variant: variantOf(stencil), arrays, points, u, applied, size, rhs };
}

/** Totals of partials [items][4], the first column a maximum if `largest`. */
function totals(partial: Float32Array, largest: boolean): number[] {
  const sums = [0, 0, 0, 0];
  partial.forEach((value, k) => {
    sums[k % 4] = largest && k % 4 === 0 ? Math.max(sums[0]!, value) : sums[k % 4]! + value;
  });
  return sums;
}

describe.each(Object.entries(OPERATORS))('%s', (name, operator) => {
  test('the form is the one that was meant', () => {
    const { stencil } = arraysOf(operator);
    expect(stencil.constant).toBe(name.startsWith('constant'));
    expect(stencil.equations).toBe(pointCount(operator.shape) - (name.startsWith('5') ? 1 : 0));
  });

  test.each(['pairs', 'f32'] as const)('residual and norms in %s', async (precision) => {
    const { stencil, variant, arrays, points, applied, size, rhs } = arraysOf(operator);
    const pairs = precision === 'pairs';
    const kernel = pairs
      ? await chooseArithmetic(gpu, (source) => residualKernel(source, variant, true), residualQuestion(variant))
      : residualKernel(DOUBLE_SINGLE.plain, variant, false);
    const run = await runKernel(gpu, kernel, {
      arrays: { ...arrays, rhs, residual: new Float32Array(points) },
      extent: columns(operator.shape),
    });
    const r = run.f32('residual');
    const b = joinDoubles(rhs, points);
    // Rounding of u, b and the coefficients to pairs, of each term (8) and of the sums, 16 times 2^-48 at most; in f32
    // 8 times 2^-24. The last rounding is that of the residual itself.
    const unit = pairs ? 16 * 2 ** -48 : 8 * 2 ** -24;
    r.forEach((value, k) => {
      const exact = b[k]! - applied[k]!;
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(
        unit * (size[k]! + Math.abs(b[k]!)) + 2 ** -23 * Math.abs(exact),
      );
    });
    const [largest, squares, sum, natural] = totals(run.f32('partial'), true) as [number, number, number, number];
    // Sums of at most 16 f32 each: 16 * 2^-24 of the sum of sizes; a diagonal is summed of at most 9 numbers.
    const magnitude = r.reduce((total, value) => total + Math.abs(value), 0);
    const diagonal = (k: number) => Math.abs(operator.coefficients[0]![k]! * stencil.scale) || Number.POSITIVE_INFINITY;
    const exact = r.reduce((total, value, k) => total + (value / diagonal(k)) ** 2, 0);
    const own = r.reduce((total, value, k) => total + value ** 2 / diagonal(k), 0);
    expect(largest).toBe(r.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    expect(Math.abs(squares - exact)).toBeLessThanOrEqual(2 ** -20 * exact);
    expect(Math.abs(natural - own)).toBeLessThanOrEqual(2 ** -19 * own);
    expect(Math.abs(sum - r.reduce((total, value) => total + value, 0))).toBeLessThanOrEqual(2 ** -20 * magnitude);
  });

  test('product in f32 and its sums', async () => {
    const { stencil, variant, arrays, points, size } = arraysOf(operator);
    const other = Float32Array.from(random(points, 4));
    const kernel = applyKernel(DOUBLE_SINGLE.plain, variant, true);
    const run = await runKernel(gpu, kernel, {
      arrays: { ...arrays, other, product: new Float32Array(points) },
      extent: columns(operator.shape),
    });
    const v = run.f32('product');
    const u = arrays.unknown.subarray(0, points);
    const exact = applyStencil(operator, u).map((value) => pairStencil(operator).scale * value);
    v.forEach((value, k) => {
      expect(Math.abs(value - exact[k]!)).toBeLessThanOrEqual(8 * 2 ** -24 * size[k]!);
    });
    const d = operator.coefficients[0]!.map((value) => stencil.scale * value || Number.POSITIVE_INFINITY);
    const weighted = v.map((value, k) => value / d[k]!);
    const factors = [
      [u, v],
      [other.map((value, k) => value / d[k]!), other],
      [weighted, other],
      [weighted, v],
    ] as const;
    const sums = totals(run.f32('partial'), false);
    factors.forEach(([a, b], n) => {
      const products = a.map((value, k) => value * b[k]!);
      const truth = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
      const magnitude = products.reduce((sum, value) => sum + Math.abs(value), 0);
      expect(Math.abs(sums[n]! - truth)).toBeLessThanOrEqual(2 ** -20 * magnitude);
    });
  });
});

test('a correction is exact to 2^-47, and one that is not a number is left out', async () => {
  const points = 211;
  const before = splitDoubles(random(points, 5));
  const direction = Float32Array.from(random(points, 6), (value) => 1e-5 * value);
  direction[17] = Number.NaN;
  direction[18] = Number.POSITIVE_INFINITY;
  const step = Math.fround(0.7);
  const kernel = await chooseArithmetic(gpu, (source) => correctKernel(source, true), correctQuestion());
  const run = await runKernel(gpu, kernel, {
    arrays: {
      grid: gridTable([points, 1], [false, false]),
      halt: new Uint32Array(1),
      state: stateWords({ step }),
      direction,
      unknown: before,
    },
    extent: [points],
  });
  const after = joinDoubles(run.f32('unknown'), points);
  joinDoubles(before, points).forEach((value, k) => {
    const change = Number.isFinite(direction[k]!) ? Math.fround(step * direction[k]!) : 0;
    expect(Math.abs(after[k]! - (value + change))).toBeLessThanOrEqual(2 ** -47 * Math.abs(value) + 2 ** -47 * 1e-5);
  });
});

test.each([1, 7, 64, 65, 1000])(
  '%i partials are summed with 2^-23 of the true sum left, however much cancels',
  async (count) => {
    // Each number and its opposite, and a small rest: f32 sums would leave 2^-24 of 1000.
    const partial = Float32Array.from({ length: 4 * count }, (_, k) => {
      const item = k >> 2;
      const pair = item % 2 === 0 && item + 1 < count ? item : item - 1;
      const sign = item % 2 === 0 ? 1 : -1;
      return item + 1 === count && count % 2 === 1
        ? 1e-3
        : Math.fround(sign * 1000 * randomUniform(7, 4 * pair + (k % 4)));
    });
    for (const largest of [false, true]) {
      const kernel = await chooseArithmetic(gpu, (source) => reduceKernel(source, largest), reduceQuestion(largest));
      const run = await runKernel(gpu, kernel, {
        arrays: {
          grid: gridTable([13, 1], [false, false]),
          halt: new Uint32Array(1),
          size: new Uint32Array([count, 0, 0, 0]),
          partial,
          totals: new Float32Array(4),
        },
        extent: [1],
      });
      const truth = totals(partial, largest);
      run.f32('totals').forEach((value, n) => {
        // The rests, 2^-24 of 1000 each, are added in f32: count * 2^-48 * 1000.
        expect(Math.abs(value - truth[n]!)).toBeLessThanOrEqual(
          2 ** -23 * Math.abs(truth[n]!) + count * 2 ** -48 * 1000,
        );
      });
    }
  },
);

test('products of two arrays are summed, and means are taken away where there are equations', async () => {
  const shape = [71, 21];
  const points = 71 * 21;
  const [a, b] = [1, 2].map((seed) => Float32Array.from(random(points, seed))) as [Float32Array, Float32Array];
  const grid = gridTable(shape, [false, false]);
  const halt = new Uint32Array(1);
  const partial = new Float32Array(4 * 71 * 2);
  const run = await runKernel(gpu, DOT, { arrays: { grid, halt, left: a, right: b, partial }, extent: columns(shape) });
  const truth = [0, 0, 0, 0];
  a.forEach((x, k) => {
    [x * b[k]!, x, x * x, b[k]! * b[k]!].forEach((term, n) => {
      truth[n]! += term;
    });
  });
  // 16 terms of at most 1 in an item, 142 items.
  totals(run.f32('partial'), false).forEach((sum, n) => {
    expect(Math.abs(sum - truth[n]!)).toBeLessThanOrEqual(points * 16 * 2 ** -24);
  });
  const mask = Float32Array.from(a, (_, k) => (k % 3 === 0 ? 0 : 1));
  const state = stateWords({ mean: 0.25 });
  const shifted = await runKernel(gpu, PROJECT, { arrays: { grid, halt, state, mask, values: a }, extent: [points] });
  expect([...shifted.f32('values')]).toEqual([...a].map((x, k) => Math.fround(x - 0.25 * mask[k]!)));
  const halted = await runKernel(gpu, PROJECT, {
    arrays: { grid, halt: new Uint32Array([1]), state, mask, values: a },
    extent: [points],
  });
  expect([...halted.f32('values')]).toEqual([...a]);
});

test('a state is written and read by name', () => {
  const words = stateWords({ code: 2, norm: 0.5, restarts: 3 });
  expect(readState(words.buffer)).toMatchObject({ code: 'stagnated', norm: 0.5, restarts: 3, iterations: 0 });
  expect(() => readState(stateWords({ code: 77 }).buffer)).toThrow(/overwritten/);
});
