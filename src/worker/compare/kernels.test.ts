import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomUniform } from '../../../solvers/base/random';
import type { Gpu } from '../../../solvers/gpu';
import { atPointsOf } from '../../../solvers/methods/interpolate';
import { openTestGpu } from '../../../tests/gpu';
import { Difference } from './difference';
import { Resampler } from './resampler';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** Uneven points; neither grid is a multiple of a workgroup. */
const line = (n: number, low: number, high: number) =>
  Float64Array.from({ length: n }, (_, k) => low + (high - low) * ((k + 0.3 * Math.sin(k)) / (n - 1)));
const noise = (count: number, stream: number) =>
  Float32Array.from({ length: count }, (_, k) => 2 * randomUniform(stream, k) - 1);

describe('resampling', () => {
  test.each([
    [19, 23],
    [2, 1],
  ])('from %i x %i points is the interpolation of the oracle', async (snx, sny) => {
    const from = { x: line(snx, -1, 1), y: line(sny, 0, 3) };
    const to = { x: line(13, -0.9, 0.95), y: line(17, 0.1, 2.9) };
    const source = noise(snx * sny, 5);
    const answer = gpu.storage('answer', 4 * 13 * 17);
    const resampler = new Resampler(gpu, from, to);
    const data = gpu.upload('source', source);
    await resampler.add('u', data, answer);
    resampler.run('u');
    const found = new Float32Array(await gpu.read(answer)).subarray(0, 13 * 17);
    const field = { name: 'u', shape: [sny, snx], data: Float64Array.from(source), coordinates: from };
    const expected = atPointsOf({ coordinates: to }, { ...field, coordinates: { y: from.y, x: from.x } });
    let largest = 0;
    for (const [k, value] of expected.entries()) largest = Math.max(largest, Math.abs(found[k]! - value));
    // Weights and products rounded once each: 16 terms whose weights sum to less than 1.6 squared, of values up to 1.
    expect(largest).toBeLessThan(16 * 2.6 * 1.2e-7);
    resampler.dispose();
    for (const array of [data, answer]) gpu.release(array);
  });
});

describe('the difference of two answers', () => {
  const CELLS = 1237;
  const make = async () => {
    const [a, b, c] = [noise(CELLS, 1), noise(CELLS, 2), noise(CELLS, 3)];
    b[7] = Number.NaN;
    c[11] = Number.POSITIVE_INFINITY;
    const distance = noise(CELLS, 4);
    const arrays = {
      answer: gpu.upload('a', a),
      other: gpu.upload('b', b),
      truth: gpu.upload('c', c),
      distance: gpu.upload('d', distance),
      difference: gpu.storage('difference', 4 * CELLS),
    };
    return { a, b, c, distance, arrays, difference: await Difference.create(gpu, CELLS, arrays) };
  };
  const close = (found: number, expected: number) => {
    // Sums of squares in f32: no term is rounded more often than 20 times.
    expect(Math.abs(found - expected)).toBeLessThan(20 * 6e-8 * expected);
  };

  test('is that of the oracle, leaving out bodies and what is no number', async () => {
    const { a, b, c, distance, arrays, difference } = await make();
    difference.run(true);
    const shown = new Float32Array(await gpu.read(arrays.difference));
    const sums = await difference.sums();
    const expected = { apart: 0, answer: 0, other: 0, otherSize: 0, truthSize: 0, count: 0 };
    for (let k = 0; k < CELLS; k++) {
      const inside = distance[k]! < 0;
      if (inside || !Number.isFinite(b[k]!)) {
        expect(shown[k]).toBeNaN();
        continue;
      }
      expect(shown[k]).toBe(Math.fround(a[k]! - b[k]!));
      if (!Number.isFinite(c[k]!)) continue;
      expected.apart += (a[k]! - b[k]!) ** 2;
      expected.answer += (a[k]! - c[k]!) ** 2;
      expected.other += (b[k]! - c[k]!) ** 2;
      expected.otherSize += b[k]! ** 2;
      expected.truthSize += c[k]! ** 2;
      expected.count++;
    }
    expect(sums.count).toBe(expected.count);
    for (const name of ['apart', 'answer', 'other', 'otherSize', 'truthSize'] as const)
      close(sums[name], expected[name]);
    difference.dispose();
    for (const array of Object.values(arrays)) gpu.release(array);
  });

  test('is nowhere while they cannot be compared', async () => {
    const { arrays, difference } = await make();
    difference.run(false);
    const shown = new Float32Array(await gpu.read(arrays.difference)).subarray(0, CELLS);
    expect(shown.every(Number.isNaN)).toBe(true);
    expect((await difference.sums()).count).toBe(0);
    difference.dispose();
    for (const array of Object.values(arrays)) gpu.release(array);
  });
});
