import { describe, expect, it } from 'vitest';
import { concat, constant, grad, interpret, matmul, reshape, variable } from '../../../array';
import { randomNormal } from '../../../base/random';
import { compile, parse } from '../../../expr';
import { separateKnown } from './known';
import { causalLoss } from './objective';
import { byGradientNorm, byShare, kernelTrace } from './reweigh';
import { samplePoints } from './samplers';

const draw = (n: number, seed: number): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => randomNormal(seed, k));

describe('causal weights', () => {
  const residuals = [draw(12, 1), draw(12, 2)];
  const strictness = 0.4;

  it('fall with the losses of all earlier slabs, and are not differentiated', () => {
    const p = variable('p', [12]);
    const { loss, weights, last } = causalLoss([p, constant(residuals[1])], 3, strictness);
    const [value, own, end, gradient] = interpret(
      [loss, weights, last, grad(loss, [p])[0]],
      new Map([[p, residuals[0]]]),
    );
    const slabs = [0, 1, 2].map((slab) => {
      const part = residuals.map((all) => all.subarray(4 * slab, 4 * slab + 4));
      return part.flatMap((all) => [...all]).reduce((sum, r) => sum + r * r, 0) / 4;
    });
    const expected = slabs.map((_, k) =>
      Math.exp(-strictness * slabs.slice(0, k).reduce((sum, loss) => sum + loss, 0)),
    );
    for (const [k, weight] of expected.entries()) expect(Math.abs(own[k] - weight)).toBeLessThan(1e-14);
    expect(end[0]).toBe(own[2]);
    const total = slabs.reduce((sum, slab, k) => sum + expected[k] * slab, 0) / 3;
    expect(Math.abs(value[0] - total)).toBeLessThan(1e-13);
    for (const [k, slope] of gradient.entries()) {
      expect(Math.abs(slope - (expected[Math.floor(k / 4)] * 2 * residuals[0][k]) / 12)).toBeLessThan(1e-13);
    }
  });
});

describe('weights of losses', () => {
  it('make all gradients as long as the sum of their lengths', () => {
    const gradients = [draw(7, 3), draw(7, 4).map((value) => 1e-4 * value), draw(7, 5).map((value) => 30 * value)];
    const norms = gradients.map((own) => Math.hypot(...own));
    const [weights] = interpret([byGradientNorm(gradients.map((own) => constant(own)))]);
    const total = norms.reduce((sum, norm) => sum + norm, 0);
    for (const [k, weight] of weights.entries()) expect(Math.abs((weight * norms[k]) / total - 1)).toBeLessThan(1e-13);
  });

  it('know the trace of the kernel on the average', () => {
    const [rows, columns] = [9, 5];
    const matrix = draw(rows * columns, 6);
    const p = variable('p', [columns]);
    const residuals = reshape(matmul(constant(matrix, [rows, columns]), reshape(p, [columns, 1])), [rows]);
    const draws = 400;
    const estimates = Array.from({ length: draws }, (_, k) => kernelTrace(residuals, p, 1, constant([k])));
    const [found] = interpret([concat(estimates)], new Map([[p, new Float64Array(columns)]]));
    const trace = matrix.reduce((sum, value) => sum + value * value, 0);
    // The variance of one estimate is 2 (|K|^2 - sum K_ii^2) for K = J J^T.
    const kernel = (i: number, j: number): number => {
      return Array.from({ length: columns }).reduce<number>(
        (sum, _, c) => sum + matrix[i * columns + c] * matrix[j * columns + c],
        0,
      );
    };
    let variance = 0;
    for (let i = 0; i < rows; i++) for (let j = 0; j < rows; j++) if (i !== j) variance += 2 * kernel(i, j) ** 2;
    const mean = found.reduce((sum, value) => sum + value, 0) / draws;
    expect(Math.abs(mean - trace)).toBeLessThan(4 * Math.sqrt(variance / draws));
    expect(new Set(found).size).toBeGreaterThan(draws / 10);
  });

  it('do not divide by zero', () => {
    const [weights] = interpret([byShare([constant([0]), constant([2])])]);
    expect([...weights].every(Number.isFinite)).toBe(true);
    expect(weights[1]).toBe(1);
  });
});

describe('samplers', () => {
  const axes = [
    { name: 'x', min: -1, max: 3 },
    { name: 't', min: 0, max: 2 },
  ];

  it.each([5, 64, 100])('put one of %d points into each slice of every axis: Latin hypercube', (count) => {
    for (const number of [0, 3]) {
      const options = { sampler: 'latin-hypercube', seed: 7, draw: number, free: null };
      const places = samplePoints(axes, { face: null }, count, options);
      for (const [axis, { min, max }] of axes.entries()) {
        const slices = Array.from(places[axis], (value) => Math.floor((count * (value - min)) / (max - min)));
        expect(slices.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, k) => k));
      }
    }
  });

  it.each(['sobol', 'uniform', 'latin-hypercube'])(
    'draw other points each time, on faces and outside bodies: %s',
    (sampler) => {
      const free = ([x]: readonly number[]): boolean => x > 1;
      const at = (number: number) => samplePoints(axes, { face: null }, 40, { sampler, seed: 1, draw: number, free });
      const [first, second] = [at(0), at(1)];
      expect(first[0].length).toBe(40);
      for (const x of [...first[0], ...second[0]]) expect(x > 1 && x < 3).toBe(true);
      expect(first).not.toEqual(second);
      expect(at(1)).toEqual(second);
      const face = samplePoints(axes, { face: { axis: 1, at: 2 } }, 9, { sampler, seed: 1, draw: 0, free: null });
      expect([...face[1]]).toEqual(new Array(9).fill(2));
    },
  );
});

describe('known parts of a formula', () => {
  const scope = { unknowns: ['u'], coordinates: ['x', 't'], parameters: ['nu', 'n'] };

  it('are the largest without unknowns; the rest has the same values', () => {
    const formula = parse('u_t + sin(8*pi*x)*cos(t)*u_x - nu/(1 + n)*u^2 + u^(1/2) + u^n + exp(x - t)');
    const { formula: rest, parts } = separateKnown(formula, scope);
    expect(parts.map(({ varies }) => varies)).toEqual([true, false, false, true]);
    const [x, t, nu, n, u, ux, ut] = [0.3, 0.7, 0.01, 3, 1.7, -0.4, 0.9];
    const names = ['u', 'u_x', 'u_t'];
    const known = parts.map(({ evaluate }) => evaluate([x, t, nu, n]));
    const own = compile(rest, [...names, ...parts.map(({ name }) => name)])([u, ux, ut, ...known]);
    const whole = compile(formula, [...names, 'x', 't', 'nu', 'n'])([u, ux, ut, x, t, nu, n]);
    expect(Math.abs(own - whole)).toBeLessThan(1e-14);
  });
});
