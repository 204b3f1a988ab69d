import { describe, expect, it } from 'vitest';
import * as A from '../array';
import { checkDerivatives } from '../array/derivatives.testing';
import { bicgstab, dense, fixedPoint, implicit, newton, outcomeOf, picard, root, rootOf, unrolled } from '.';
import { expectThreeWays, numbers, regular, times } from './implicit.testing';

const [MEMBERS, N] = [3, 4];
const SHAPES = [
  [MEMBERS, N, N],
  [MEMBERS, N],
];

/** M x + x^3 / 4 = b for each member. */
const cubic = (x: A.Node, [m, b]: readonly A.Node[]): A.Node => {
  return A.sub(A.add(times(regular(m), x), A.mul(0.25, A.mul(x, A.square(x)))), b);
};

/** x = tanh(M x / 3 + b), a contraction. */
const contraction = (x: A.Node, [m, b]: readonly A.Node[]): A.Node => {
  return A.tanh(A.add(A.mul(1 / 3, times(regular(m), x)), b));
};

const LINEAR = { dense: dense(), bicgstab: bicgstab({ iterations: 10, tolerance: 1e-14 }) };

describe.each(Object.entries(LINEAR))('with %s, in f64', (_, linear) => {
  const start = A.constant(numbers(MEMBERS * N, 7), [MEMBERS, N]);
  const found = (inputs: readonly A.Node[], way: 'implicit' | 'unrolled') =>
    root(cubic, start, inputs, {
      batch: 1,
      solver: newton({ linear, iterations: 9, tolerance: 1e-13 }),
      adjoint: way === 'implicit' ? implicit(linear) : unrolled,
    });
  const fixed = (inputs: readonly A.Node[], way: 'implicit' | 'unrolled') =>
    fixedPoint(contraction, start, inputs, {
      batch: 1,
      solver: picard({ iterations: 90, tolerance: 1e-15 }),
      adjoint: way === 'implicit' ? implicit(linear) : unrolled,
    });

  it('a root: implicit = unrolled = differences', () => {
    expectThreeWays((inputs, way) => found(inputs, way).value, SHAPES);
  });

  it('a fixed point: implicit = unrolled = differences', () => {
    expectThreeWays((inputs, way) => fixed(inputs, way).value, SHAPES);
  });

  it('second derivatives', () => {
    checkDerivatives((inputs) => found(inputs, 'implicit').value, SHAPES);
    checkDerivatives((inputs) => fixed(inputs, 'implicit').value, SHAPES);
  });

  it('tells how each member went', () => {
    const inputs = SHAPES.map((shape, k) =>
      A.constant(
        numbers(
          shape.reduce((a, b) => a * b),
          k,
        ),
        shape,
      ),
    );
    for (const { status } of [found(inputs, 'implicit'), fixed(inputs, 'implicit')]) {
      const [told] = A.interpret([status]);
      for (let member = 0; member < MEMBERS; member++) {
        expect(outcomeOf(told, member).code).toBe('ok');
        expect(told[3 * member + 1]).toBeLessThan(1e-13);
      }
    }
  });
});

describe('Newton', () => {
  it.each([2, 5, 11])('is quadratic with %i unknowns', (n) => {
    const inputs = [A.constant(numbers(n * n, 1), [1, n, n]), A.constant(numbers(n, 2), [1, n])];
    const after = (iterations: number): number => {
      const options = { batch: 1, solver: newton({ iterations, tolerance: 0 }) };
      const { value } = root(cubic, A.literal(1, [1, n]), inputs, options);
      const [rest] = A.interpret([cubic(value, inputs)]);
      return Math.hypot(...rest);
    };
    const norms = [1, 2, 3, 4].map(after).filter((norm) => norm > 1e-14);
    // f'' is 1.5 x with |x| below 2, the inverse of f' below 2: C below 4.
    for (let k = 1; k < norms.length; k++) {
      if (norms[k - 1] < 0.1) expect(norms[k]).toBeLessThan(4 * norms[k - 1] ** 2 + 1e-14);
    }
    expect(norms.at(-1)!).toBeLessThan(1e-3);
  });

  it('halves its steps where the whole would leave', () => {
    // From 3 the whole step of atan overshoots for ever.
    const f = (x: A.Node): A.Node => A.div(x, A.sqrt(A.add(1, A.square(x))));
    const { value, status } = root(f, A.constant([3]), []);
    const [x, told] = A.interpret([value, status]);
    expect(Math.abs(x[0])).toBeLessThan(1e-6);
    expect(outcomeOf(told).code).toBe('ok');
  });

  it('tells where there is no root, where f is singular, and where data are no numbers', () => {
    const f = (x: A.Node, [c]: readonly A.Node[]): A.Node => A.add(A.square(x), c);
    const c = A.constant([1, -4, Number.NaN, 0.5], [4, 1]);
    const start = A.constant([0.7, 1, 1, 0], [4, 1]);
    const { value, status } = root(f, start, [c], { batch: 1, solver: newton({ iterations: 40 }) });
    const [x, told, gradient] = A.interpret([value, status, A.grad(A.sum(value), [c])[0]]);
    expect([0, 1, 2, 3].map((member) => outcomeOf(told, member).code)).toEqual([
      'not-converged',
      'ok',
      'diverged',
      'breakdown',
    ]);
    expect(x[1]).toBeCloseTo(2, 12);
    // dx/dc = -1 / (2 x), also beside members that failed.
    expect(gradient[1]).toBeCloseTo(-1 / 4, 12);
    expect([...x, ...gradient].every(Number.isFinite)).toBe(true);
  });
});

describe('the contract', () => {
  it('has no derivative by the start, and one for a root found elsewhere', () => {
    const start = A.variable('start', [2]);
    const c = A.variable('c', [2]);
    const f = (x: A.Node, [own]: readonly A.Node[]): A.Node => A.sub(A.square(x), own);
    const { value } = root(f, start, [c]);
    const given = new Map([
      [start, [1, 1]],
      [c, [4, 9]],
    ]);
    const elsewhere = rootOf(f, A.sqrt(c), [c]);
    const loss = A.sum(value);
    const [byStart, byC, other] = A.interpret([...A.grad(loss, [start, c]), A.grad(A.sum(elsewhere), [c])[0]], given);
    expect([...byStart]).toEqual([0, 0]);
    for (const found of [byC, other]) {
      expect(found[0]).toBeCloseTo(1 / 4, 10);
      expect(found[1]).toBeCloseTo(1 / 6, 10);
    }
  });

  it('refuses an equation of another shape', () => {
    expect(() => root((x) => A.slice(x, 0, 0, 1), A.literal(0, [2]), [])).toThrow(/equation of shape/);
  });
});
