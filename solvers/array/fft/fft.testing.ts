import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { randomUniform } from '../../base/random';
import type { Gpu } from '../../gpu';
import { radicesOf } from './factor';
import { naiveFft } from './fft.oracle';
import { fftF64, irfftF64, rfftF64 } from './fft-f64';
import { lowerFft, lowerIrfft, lowerRfft } from './lower';
import { contextFor, runLowered } from './lowered.testing';
import type { FftShape } from './shapes';

const EPS = 2 ** -24;

/**
 * The relative error in the 2-norm of a transform of n numbers in all. Each binary level adds at most 2 eps
 * (an addition) and each radix a twiddle product (3 eps: its operations and the rounding of the table) after up to
 * three products of roots (3 * 3 eps): below 2 log2 n + 12 * (radices), radices <= 1 + log2(n) / 3, in all under
 * 6 log2 n + 12. Bluestein takes two transforms of at most 4 n numbers and three products with tables on top.
 * Rounding errors are not all of one sign: half of these bounds is asked for.
 */
function tolerance(lengths: readonly number[]): number {
  const bound = (n: number) => 6 * Math.log2(n) + 12;
  const of = (n: number) => (radicesOf(n) || n === 1 ? bound(n) : 2 * bound(4 * n) + 12);
  return (EPS / 2) * lengths.reduce((sum, n) => sum + of(n), 0);
}

const random = (seed: number, length: number) =>
  Float32Array.from({ length }, (_, k) => 2 * randomUniform(seed, k) - 1);
const size = (shape: readonly number[]) => shape.reduce((product, extent) => product * extent, 1);
const norm = (a: ArrayLike<number>) => Math.sqrt(Array.from(a).reduce((sum, v) => sum + v * v, 0));
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, v, k) => sum + v * b[k], 0);
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => norm(Array.from(a, (v, k) => v - b[k])) / norm(b);

/** What the transforms are tried on: a few of each kind in the fast lane, all in the slow one. */
export interface FftCases {
  readonly lengths: readonly number[];
  /** Lengths whose passes do not fit a workgroup. */
  readonly long: readonly number[];
  readonly plans: readonly (readonly [shape: readonly number[], axes: readonly number[]])[];
  /** First elements of input and output within their buffers. */
  readonly offsets: readonly (readonly [number, number])[];
  readonly reals: readonly number[];
}

/** Declares the tests of the transforms, as software adapters run them (`software`) or as others do. */
export function testFft(cases: FftCases, software: boolean): void {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  async function transform(data: Float32Array, plan: FftShape, inputOffset = 0, outputOffset = 0) {
    const context = contextFor(gpu, [inputOffset], outputOffset, software);
    return (await runLowered(gpu, lowerFft(plan, context), [data], data.length, context)).value;
  }

  test('every length, both ways', async () => {
    for (const n of cases.lengths) {
      const data = random(n, 2 * 3 * n);
      for (const inverse of [false, true]) {
        const plan = { shape: [3, n], axes: [1], inverse, normalise: inverse ? 'inverse' : 'none' } as const;
        const truth = naiveFft(data, plan);
        expect(distance(await transform(data, plan), truth), `${n}`).toBeLessThan(tolerance([n]));
        // f64: sums of at most n terms, each off by less than 4 eps.
        expect(distance(fftF64(data, plan), truth)).toBeLessThan(n * 2 ** -50);
      }
    }
  });

  // Lengths whose passes do not fit a workgroup, smooth and by Bluestein.
  test.each([...cases.long])('long lines: %i', async (n) => {
    const data = random(n, 2 * 2 * n);
    const plan = { shape: [2, n], axes: [1], inverse: false, normalise: 'none' } as const;
    expect(distance(await transform(data, plan), naiveFft(data, plan))).toBeLessThan(tolerance([n]));
  });

  describe.each([...cases.plans])('shape %j, axes %j', (shape, axes) => {
    const plan = (inverse: boolean): FftShape => ({ shape, axes, inverse, normalise: inverse ? 'inverse' : 'none' });
    const data = random(5, 2 * size(shape));
    const lengths = axes.map((axis) => shape[axis]);

    test('is the transform, at any offsets', async () => {
      const truth = naiveFft(data, plan(false));
      // Without axes it is a copy: nothing may be lost.
      const bound = axes.length > 0 ? tolerance(lengths) : Number.MIN_VALUE;
      for (const [input, output] of cases.offsets) {
        expect(distance(await transform(data, plan(false), input, output), truth)).toBeLessThan(bound);
      }
      expect(distance(fftF64(data, plan(false)), truth)).toBeLessThan(Math.max(1, size(lengths)) * 2 ** -50);
    });

    test('keeps the norm, comes back, and is its own adjoint up to conjugation', async () => {
      const forward = await transform(data, plan(false));
      const points = size(lengths);
      const bound = axes.length > 0 ? tolerance(lengths) : Number.MIN_VALUE;
      expect(Math.abs(norm(forward) / Math.sqrt(points) / norm(data) - 1)).toBeLessThan(bound);
      expect(distance(await transform(forward, plan(true)), data)).toBeLessThan(2 * bound);
      // <F x, y> = <x, F* y> with F* the inverse that does not divide; the error of either side is below that of the
      // transform times the norms.
      const other = random(6, data.length);
      const adjoint = await transform(other, { ...plan(true), normalise: 'none' });
      const scale = norm(forward) * norm(other);
      expect(Math.abs(dot(forward, other) - dot(data, adjoint))).toBeLessThan(2 * bound * scale);
    });
  });

  test.each([...cases.reals])('real rows of %i, there and back', async (n) => {
    const rows = 5;
    const half = Math.floor(n / 2) + 1;
    const data = random(n, rows * n);
    for (const offset of [0, 3]) {
      const context = contextFor(gpu, [offset], offset, software);
      const forward = await runLowered(gpu, lowerRfft({ rows, n }, context), [data], 2 * rows * half, context);
      const truth = rfftF64(data, { rows, n });
      expect(distance(forward.value, truth)).toBeLessThan(tolerance([n]));
      // The imaginary parts that a real row cannot have are not looked at.
      const spoiled = forward.value.slice();
      for (let row = 0; row < rows; row++) {
        spoiled[2 * row * half + 1] = 1e3;
        if (n % 2 === 0) spoiled[2 * (row * half + n / 2) + 1] = -1e3;
      }
      const plan = { rows, n, normalise: 'inverse' } as const;
      const back = await runLowered(gpu, lowerIrfft(plan, context), [spoiled], rows * n, context);
      expect(distance(back.value, data)).toBeLessThan(2 * tolerance([n]));
      expect(distance(irfftF64(truth, plan), data)).toBeLessThan(n * 2 ** -50);
    }
  });

  test('the half transform is the first half of the whole one', () => {
    for (const n of [1, 2, 7, 12]) {
      const data = random(n, n);
      const whole = naiveFft(
        Array.from({ length: 2 * n }, (_, k) => (k % 2 ? 0 : data[k / 2])),
        {
          shape: [n],
          axes: [0],
          inverse: false,
          normalise: 'none',
        },
      );
      const half = rfftF64(data, { rows: 1, n });
      expect(distance(half, whole.subarray(0, half.length))).toBeLessThan(n * 2 ** -50);
    }
  });
}
