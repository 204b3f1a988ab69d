import { describe, expect, test } from 'vitest';
import { applyStencil, type StencilOperator } from '../../grid';
import { coarsestInverse } from './coarsest';
import { SYMMETRIC_CYCLE } from './cycle';
import { buildLevels } from './hierarchy';
import { HostMultigrid } from './host-multigrid';
import { residualAt, sweep } from './host-smoother';
import { solveOnHost } from './host-solve';
import { lineFactors } from './line-factors';
import { operatorLevel } from './operator-level';
import { type Making, randomValues, testOperator } from './operators.testing';
import { hostFactor, norm } from './rates.testing';
import { interpolated, restricted } from './transfer';

const EPS = 2 ** -53;
const CLOSED = [false, false] as const;
const block = ([x, y]: readonly number[]): number => ((((x! + 1) >> 3) + ((y! + 1) >> 3)) % 2 === 0 ? 1 : 1e6);
const inDisc = ([x, y]: readonly number[]): boolean => Math.hypot(x! - 15, y! - 12) < 6.3;

const OPERATORS: Readonly<Record<string, StencilOperator>> = {
  'grounded, 31 x 40': testOperator([31, 40]),
  'closed, 33 x 20': testOperator([33, 20], { grounded: [CLOSED, CLOSED] }),
  'periodic, odd, 33 x 22': testOperator([33, 22], { periodic: [true, true] }),
  'mixed with reaction, 19 x 47': testOperator([19, 47], { grounded: [[true, false], CLOSED], c: 0.3 }),
  'jumps, 31 x 31': testOperator([31, 31], { a: block }),
  'around a disc, 30 x 31': testOperator([30, 31], { hole: inDisc }),
  'periodic and grounded box, 9 x 8 x 10': testOperator([9, 8, 10], { periodic: [true, false, false] }),
};

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, k) => sum + value * b[k]!, 0);
}

describe.each(Object.entries(OPERATORS))('%s', (_, operator) => {
  const [fine, coarse] = buildLevels(operator);

  test('the coarse operator is the fine one between interpolated values', () => {
    const [v, w] = [randomValues(coarse!.operator, 5), randomValues(coarse!.operator, 6)];
    const want = dot(interpolated(fine!, v), applyStencil(operator, interpolated(fine!, w)));
    const got = dot(v, applyStencil(coarse!.operator, w));
    // Sums of some 100 products a point, with rounding errors of random sign; the energy norm bounds their size.
    const size = Math.sqrt(dot(v, applyStencil(coarse!.operator, v)) * dot(w, applyStencil(coarse!.operator, w)));
    expect(Math.abs(got - want)).toBeLessThanOrEqual(1000 * EPS * (size + Math.abs(want)));
  });

  test('restriction is the transpose of interpolation', () => {
    const [v, r] = [randomValues(coarse!.operator, 5), randomValues(operator, 6)];
    const got = dot(restricted(fine!, r), v);
    expect(Math.abs(got - dot(r, interpolated(fine!, v)))).toBeLessThanOrEqual(100 * EPS * norm(r) * norm(v));
  });

  test('constants are interpolated to at most 1, and exactly where the operator is singular', () => {
    const alive = (level: StencilOperator): Float64Array =>
      level.coefficients[0]!.map((value) => (value === 0 ? 0 : 1));
    interpolated(fine!, alive(coarse!.operator)).forEach((value, at) => {
      // Points beside a wall interpolate to less: the wall holds them down.
      expect(value).toBeLessThan(1 + 10 * EPS);
      if (operator.singular) expect(value).toBeGreaterThan(1 - 10 * EPS);
      expect(value > 0).toBe(operator.coefficients[0]![at] !== 0);
    });
  });

  test('the symmetric cycle is a symmetric operator', () => {
    const multigrid = new HostMultigrid(operator, SYMMETRIC_CYCLE);
    const [v, w] = [randomValues(operator, 5), randomValues(operator, 6)];
    const [vMw, wMv] = [dot(v, multigrid.apply(w)), dot(w, multigrid.apply(v))];
    const size = Math.sqrt(dot(v, multigrid.apply(v)) * dot(w, multigrid.apply(w)));
    expect(size).toBeGreaterThan(0);
    // Jumps of 1e6 leave products that cancel by as much.
    expect(Math.abs(vMw - wMv)).toBeLessThan(1e-8 * size);
  });

  test.each(['V', 'W', 'F'] as const)('a %s cycle contracts', (kind) => {
    expect(hostFactor(operator, { kind })).toBeLessThan(kind === 'V' ? 0.45 : 0.35);
  });

  test.each(['jacobi', 'chebyshev', [0, 1]] as const)('smoothed by %s, it contracts', (smoother) => {
    if (operator.shape.length === 3) return;
    expect(hostFactor(operator, { smoother })).toBeLessThan(smoother === 'jacobi' ? 0.55 : 0.45);
  });
});

test('lines are solved exactly, open and periodic', () => {
  for (const periodic of [false, true]) {
    const level = operatorLevel(testOperator([9, 7], { periodic: [false, periodic], along: [1, 30], c: 0.1 }));
    const [u, f] = [randomValues(level.operator, 1), randomValues(level.operator, 2)];
    sweep(level, { kind: 'lines', lines: [lineFactors(level, 1)], relaxation: 1 }, u, f);
    // The lines of the colour that comes last.
    for (let j = 0; j < 7; j++) {
      expect(Math.abs(residualAt(level, u, f, 1 + 9 * j))).toBeLessThan(200 * EPS * 60);
    }
  }
});

test('the coarsest inverse is one, also of singular operators', () => {
  for (const making of [{}, { periodic: [true, true] }] satisfies Making[]) {
    const level = operatorLevel(testOperator([7, 5], making));
    const inverse = coarsestInverse(level);
    const f = randomValues(level.operator, 3);
    const mean = level.operator.singular ? f.reduce((sum, value) => sum + value, 0) / f.length : 0;
    const u = f.map((_, row) => f.reduce((sum, value, k) => sum + inverse[row * f.length + k]! * value, 0));
    const back = applyStencil(level.operator, u);
    back.forEach((value, k) => {
      expect(Math.abs(value - (f[k]! - mean))).toBeLessThan(1e-12);
    });
    if (level.operator.singular) expect(Math.abs(u.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-12);
  }
});

test.each([
  ['Poisson, 2D', [31, 63, 127].map((n) => testOperator([n, n])), {}, 0.08],
  [
    'Poisson, 2D, even and closed',
    [32, 64, 128].map((n) => testOperator([n, n], { grounded: [CLOSED, CLOSED] })),
    {},
    0.1,
  ],
  ['Poisson, 3D, over-relaxed', [9, 17, 33].map((n) => testOperator([n, n, n])), { relaxation: 1.1 }, 0.1],
  ['anisotropy 1 : 1000', [31, 63, 127].map((n) => testOperator([n, n], { along: [1, 1000] })), {}, 0.15],
  [
    'anisotropy 1000 : 1, periodic',
    [32, 63, 96].map((n) => testOperator([n, 40], { along: [1000, 1], periodic: [true, false] })),
    {},
    0.15,
  ],
] as const)('cycles contract alike at all sizes: %s', (_, operators, settings, most) => {
  for (const operator of operators) expect(hostFactor(operator, settings)).toBeLessThan(most);
});

test.each([31, 63, 127])('conjugate gradients with jumps of 1e6, %i a side', (n) => {
  const operator = testOperator([n, n], { a: block });
  const f = randomValues(operator, 4);
  const { code, iterations, u } = solveOnHost(operator, f, { tolerance: 1e-10 });
  expect(code).toBe('ok');
  expect(iterations).toBeLessThan(18);
  const left = applyStencil(operator, u).map((value, k) => f[k]! - value);
  // The recurrence of CG's residual drifts from the true one by eps |A| |u|.
  expect(norm(left)).toBeLessThan(2e-10 * norm(f) + 10 * EPS * 4e6 * norm(u));
});

test('a right-hand side that a singular operator cannot give is balanced; indefinite operators break down', () => {
  const periodic = testOperator([24, 24], { periodic: [true, true] });
  expect(
    solveOnHost(
      periodic,
      new Float64Array(576).fill(1).map((v, k) => v + (k % 7)),
    ).code,
  ).toBe('ok');
  const indefinite = testOperator([31, 31], { c: -6 });
  expect(solveOnHost(indefinite, randomValues(indefinite, 1)).code).toBe('breakdown');
});

test('full multigrid reaches the discretisation error in one V(1,1) cycle a level', () => {
  for (const n of [31, 63, 127]) {
    const h = 1 / (n + 1);
    const operator = testOperator([n, n]);
    const exact = Float64Array.from({ length: n * n }, (_, at) => {
      return Math.sin(Math.PI * h * (1 + (at % n))) * Math.sin(Math.PI * h * (1 + Math.floor(at / n)));
    });
    const f = exact.map((value) => 2 * Math.PI ** 2 * h ** 2 * value);
    const error = (u: Float64Array): number => norm(u.map((value, k) => value - exact[k]!));
    const discrete = error(solveOnHost(operator, f, { tolerance: 1e-12 }).u);
    expect(error(new HostMultigrid(operator, { before: 1 }).full(f))).toBeLessThan(1.1 * discrete);
  }
});
