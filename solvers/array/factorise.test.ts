import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';
import { checkDerivatives, checkOnDevice, numbers } from './derivatives.testing';

/** G^T G / rows + 1: symmetric, with a condition below some 10. */
function definite(g: A.Node): A.Node {
  const n = g.shape.at(-1)!;
  const unit = A.constant(
    Array.from({ length: n * n }, (_, k) => Number(k % (n + 1) === 0)),
    [n, n],
  );
  return A.add(A.mul(1 / g.shape.at(-2)!, A.matmul(A.transpose(g), g)), unit);
}

/** A well-conditioned tall matrix: one with twos on its diagonal. */
function tall(g: A.Node): A.Node {
  const [m, n] = g.shape.slice(-2);
  const twos = Array.from({ length: m * n }, (_, k) => (Math.floor(k / n) === k % n ? 2 : 0));
  return A.add(A.mul(0.5, g), A.constant(twos, [m, n]));
}

const sizes = fc.record({
  problems: fc.constantFrom([], [1], [3], [2, 2]),
  n: fc.integer({ min: 1, max: 6 }),
  more: fc.integer({ min: 0, max: 4 }),
  k: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(1000),
});

describe('derivatives of factorisations and solves, in f64', () => {
  it('Cholesky and solves with positive definite matrices', () => {
    fc.assert(
      fc.property(sizes, ({ problems, n, more, k, seed }) => {
        const g = [...problems, n + more, n];
        checkDerivatives(([x]) => A.cholesky(definite(x)), [g], seed);
        checkDerivatives(([x, b]) => A.solveSpd(definite(x), b), [g, [...problems, n, k]], seed);
      }),
      { numRuns: 12, seed: 1 },
    );
  });

  it('triangular solves, read from either side', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.boolean(), ({ problems, n, k, seed }, upper, transposed) => {
        const shapes = [
          [...problems, n, n],
          [...problems, n, k],
        ];
        checkDerivatives(([t, b]) => A.triangularSolve(tall(t), b, { upper, transposed }), shapes, seed);
      }),
      { numRuns: 12, seed: 2 },
    );
  });

  it('QR, least squares and solves with A^T A', () => {
    fc.assert(
      fc.property(sizes, ({ problems, n, more, k, seed }) => {
        const a = [...problems, n + more, n];
        checkDerivatives(([x]) => A.qr(tall(x)).q, [a], seed);
        checkDerivatives(([x]) => A.qr(tall(x)).r, [a], seed);
        checkDerivatives(([x, b]) => A.leastSquares(tall(x), b), [a, [...problems, n + more, k]], seed);
        checkDerivatives(([x, c]) => A.solveGram(tall(x), c), [a, [...problems, n, k]], seed);
      }),
      { numRuns: 10, seed: 3 },
    );
  });
});

describe('values', () => {
  const [m, n] = [9, 4];
  const a = tall(A.constant(numbers(2 * m * n, 1), [2, m, n]));
  const b = A.constant(numbers(2 * m, 2), [2, m]);

  it('satisfy what defines them, in f64', () => {
    const { q, r } = A.qr(a);
    const x = A.leastSquares(a, b);
    const rest = A.sub(b, A.reshape(A.matmul(a, A.reshape(x, [2, n, 1])), [2, m]));
    const normal = A.matmul(A.transpose(a), A.reshape(rest, [2, m, 1]));
    const s = definite(a);
    const l = A.cholesky(s);
    const zeros = [
      A.sub(A.matmul(q, r), a),
      normal,
      A.sub(A.matmul(l, A.transpose(l)), s),
      A.sub(A.matmul(s, A.solveSpd(s, A.reshape(x, [2, n, 1]))), A.reshape(x, [2, n, 1])),
      A.sub(A.matmul(A.transpose(a), A.matmul(a, A.solveGram(a, A.reshape(x, [2, n, 1])))), A.reshape(x, [2, n, 1])),
    ];
    // Backward stable, n = 4, m = 9, entries below 4: some 100 roundings.
    for (const zero of A.interpret(zeros)) for (const v of zero) expect(Math.abs(v)).toBeLessThan(1e-13);
    for (const [k, v] of A.interpret([r])[0].entries())
      if (k % n < Math.floor(k / n) % n) expect(v).toBeCloseTo(0, 300);
  });

  it('keep their derivative when they are reshaped', () => {
    const x = A.variable('x', [m, n]);
    const given = new Map([[x, numbers(m * n, 5)]]);
    const [g] = A.interpret(A.grad(A.sum(A.reshape(A.qr(tall(x)).r, [2, n * 2])), [x]), given);
    expect(Math.max(...g.map(Math.abs))).toBeGreaterThan(0.01);
  });

  it('refuse what does not fit by name', () => {
    expect(() => A.cholesky(a)).toThrow(/cholesky: \[2, 9, 4\] are no square/);
    expect(() => A.leastSquares(A.transpose(a), b)).toThrow(/fewer rows than columns/);
    expect(() => A.leastSquares(a, A.transpose(b))).toThrow(/give \[2, 9\] or \[2, 9, k\]/);
    expect(() => A.solveSpd(b, b)).toThrow(/square/);
  });
});

describe('on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  it("values and gradients are the interpreter's, each factor made once", async () => {
    const [m, n] = [17, 11];
    const g = A.variable('g', [3, m, n]);
    const b = A.variable('b', [3, m]);
    const a = tall(g);
    const x = A.leastSquares(a, b);
    const y = A.solveSpd(definite(a), x);
    const [da, db] = A.grad(A.sum(A.square(y)), [g, b]);
    const given = new Map([
      [g, numbers(3 * m * n, 1)],
      [b, numbers(3 * m, 2)],
    ]);
    // Conditions of at most 10; two solves in a row, each (m + n) 5 eps of it, and two more for the gradient.
    const { listing } = await checkOnDevice(gpu, { x, y, da, db }, 4 * (m + n) * 5 * 2 ** -24 * 10, given);
    expect(listing.match(/dense\/(qr|cholesky)/g)).toEqual(['dense/qr', 'dense/cholesky']);
  });
});
