import { describe, expect, it } from 'vitest';
import * as A from '../array';
import { checkDerivatives } from '../array/derivatives.testing';
import { cg, implicitGradient, implicitMinimum, leastSquares, levenbergMarquardt, outcomeOf, unrolled } from '.';
import { expectThreeWays, largest, numbers, times, VALLEYS, valley } from './implicit.testing';

const [MEMBERS, M, N] = [3, 7, 2];
const SHAPES = [
  [MEMBERS, M, N],
  [MEMBERS, M],
];

/** A fit of rank N: raw values with twos on the diagonal. */
const tall = (raw: A.Node): A.Node => {
  const [m, n] = raw.shape.slice(-2);
  const twos = Array.from({ length: m * n }, (_, k) => (Math.floor(k / n) === k % n ? 2 : 0));
  return A.add(A.mul(0.4, raw), A.constant(twos, [m, n]));
};

/** B x + (B x)^2 / 10 - y: mildly nonlinear, residuals that are not small. */
const residuals = (x: A.Node, [raw, y]: readonly A.Node[]): A.Node => {
  const fit = times(tall(raw), x);
  return A.sub(A.add(fit, A.mul(0.1, A.square(fit))), y);
};

const START = A.literal(0, [MEMBERS, N]);
const ADJOINTS = {
  'the exact Hessian': implicitMinimum(),
  'products of the exact Hessian': implicitGradient(cg({ iterations: 6, tolerance: 1e-15 })),
};

describe.each(Object.entries(ADJOINTS))('by %s, in f64', (_, adjoint) => {
  const solve = (inputs: readonly A.Node[], way: 'implicit' | 'unrolled') =>
    leastSquares(residuals, START, inputs, {
      solver: levenbergMarquardt({ iterations: 34, tolerance: 0 }),
      adjoint: way === 'implicit' ? adjoint : unrolled,
    });

  it('implicit = unrolled = differences', () => {
    expectThreeWays((inputs, way) => solve(inputs, way).value, SHAPES);
  });

  it('has second derivatives', () => checkDerivatives((inputs) => solve(inputs, 'implicit').value, SHAPES));
});

describe('Gauss-Newton backwards', () => {
  it('is exact where residuals are zero', () => {
    const raw = A.variable('raw', SHAPES[0]);
    const truth = A.constant(numbers(MEMBERS * N, 3), [MEMBERS, N]);
    const zero = A.literal(0, SHAPES[1]);
    const y = A.stopGradient(residuals(truth, [raw, zero]));
    const given = new Map([[raw, numbers(MEMBERS * M * N, 0)]]);
    const gradients = (['exact', 'gauss-newton'] as const).map((hessian) => {
      const options = { solver: levenbergMarquardt({ tolerance: 1e-14 }), adjoint: implicitMinimum({ hessian }) };
      const { value } = leastSquares(residuals, START, [raw, y], options);
      return A.grad(A.sum(A.square(value)), [raw])[0];
    });
    const [exact, gaussNewton] = A.interpret(gradients, given);
    expect(largest(exact)).toBeGreaterThan(0.1);
    exact.forEach((v, k) => {
      expect(Math.abs(gaussNewton[k] - v)).toBeLessThan(1e-9);
    });
  });
});

describe('Levenberg-Marquardt', () => {
  it.each([2, 5, 9])('converges at a rate that does not depend on the size, %i unknowns', (n) => {
    const inputs = [A.constant(numbers(3 * n * n, 0), [1, 3 * n, n]), A.constant(numbers(3 * n, 1), [1, 3 * n])];
    const { status } = leastSquares(residuals, A.literal(0, [1, n]), inputs, {
      solver: levenbergMarquardt({ iterations: 30, tolerance: 1e-10 }),
    });
    const [told] = A.interpret([status]);
    expect(outcomeOf(told).code).toBe('ok');
    // Damping falls tenfold a step, and Gauss-Newton's own factor is below 0.1 here.
    expect(told[0]).toBeLessThanOrEqual(12);
  });

  it('takes a Jacobian that is given', () => {
    const inputs = SHAPES.map((shape, k) =>
      A.constant(
        numbers(
          shape.reduce((a, b) => a * b),
          k,
        ),
        shape,
      ),
    );
    const jacobian = (x: A.Node, [raw]: readonly A.Node[]): A.Node => {
      const slope = A.add(1, A.mul(0.2, times(tall(raw), x)));
      return A.mul(A.reshape(slope, [MEMBERS, M, 1]), tall(raw));
    };
    const values = [{ jacobian }, {}].map((options) => leastSquares(residuals, START, inputs, options).value);
    const [given, found] = A.interpret(values);
    given.forEach((v, k) => {
      expect(Math.abs(v - found[k])).toBeLessThan(1e-12);
    });
  });
});

describe('members that fail', () => {
  it('tell it, keep the best and do not touch the others', () => {
    const members = VALLEYS.rows.length;
    const shared = A.variable('shared', [2]);
    const own = A.variable('own', [members, 4]);
    const given = new Map([
      [shared, [1, 1.5]],
      [own, VALLEYS.rows.flat()],
    ]);
    const start = A.constant(VALLEYS.start, [members, 2]);
    const solver = levenbergMarquardt({ iterations: 8, tolerance: 1e-8 });
    const found = (from: number, to: number) => {
      const { value, status } = leastSquares(valley, A.slice(start, 0, from, to), [shared, A.slice(own, 0, from, to)], {
        solver,
      });
      const healthy = A.concat([A.slice(value, 0, 0, 1), A.slice(value, 0, to - from - 1, to - from)]);
      return [value, status, A.grad(A.sum(A.square(healthy)), [shared])[0], A.grad(A.sum(value), [shared])[0]];
    };
    const [value, status, gradient, all] = A.interpret(found(0, members), given);
    const codes = VALLEYS.rows.map((_, member) => outcomeOf(status, member).code);
    expect(codes.filter((_, k) => k !== 1)).toEqual(['ok', 'diverged', 'not-converged', 'ok']);
    expect([...value, ...gradient, ...all].every(Number.isFinite)).toBe(true);
    // Alone they come out the same, to the last bit.
    const [first, , firstGradient] = A.interpret(found(0, 1), given);
    const [last, , lastGradient] = A.interpret(found(4, 5), given);
    expect([...value.slice(0, 2), ...value.slice(8)]).toEqual([...first, ...last]);
    gradient.forEach((g, k) => {
      // The single member is counted as the first and as the last.
      expect(g).toBeCloseTo((firstGradient[k] + lastGradient[k]) / 2, 12);
    });
    const [before, after] = [start, value].map((x) => Math.hypot(...member3(x, given, shared, own)));
    expect(after).toBeLessThan(before);
  });

  it('are refused where there are fewer residuals than unknowns', () => {
    expect(() => leastSquares((x) => A.slice(x, 0, 0, 1), A.literal(0, [2]), [])).toThrow(/do not fit unknowns/);
  });
});

/** The residuals of the member that ran out of iterations. */
function member3(
  x: A.Node | Float64Array,
  given: ReadonlyMap<A.Node, readonly number[]>,
  shared: A.Node,
  own: A.Node,
): Float64Array {
  const node = x instanceof Float64Array ? A.constant(x, [x.length / 2, 2]) : x;
  return A.interpret([A.slice(valley(node, [shared, own]), 0, 3, 4)], given)[0];
}
