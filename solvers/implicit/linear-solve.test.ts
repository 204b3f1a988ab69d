import { describe, expect, it } from 'vitest';
import * as A from '../array';
import { checkDerivatives } from '../array/derivatives.testing';
import { bicgstab, cg, dense, linearSolve, normalCg, outcomeOf } from '.';
import { definite, expectThreeWays, largest, numbers, regular, times } from './implicit.testing';

const SOLVERS = {
  'dense qr': { solver: dense(), symmetric: false },
  'dense cholesky': { solver: dense('cholesky'), symmetric: true },
  cg: { solver: cg({ iterations: 12, tolerance: 1e-14 }), symmetric: true },
  'preconditioned cg': {
    solver: cg({ iterations: 12, tolerance: 1e-14, precondition: (r) => A.mul(r, A.constant([0.4, 0.6, 0.5, 0.3])) }),
    symmetric: true,
  },
  'normal cg': { solver: normalCg({ iterations: 16, tolerance: 1e-15 }), symmetric: false },
  bicgstab: { solver: bicgstab({ iterations: 12, tolerance: 1e-14 }), symmetric: false },
};

describe.each(Object.entries(SOLVERS))('linearSolve by %s, in f64', (_, { solver, symmetric }) => {
  const [members, n] = [3, 4];
  const shapes = [
    [members, n, n],
    [members, n],
  ];
  const matrix = symmetric ? definite : regular;
  const solve = ([raw, b]: readonly A.Node[], adjoint: 'implicit' | 'unrolled') =>
    linearSolve((v, [m]) => times(m, v), b, [matrix(raw)], { solver, symmetric, batch: 1, adjoint });

  it('solves, and says so', () => {
    const [raw, b] = [
      A.constant(numbers(members * n * n, 0), shapes[0]),
      A.constant(numbers(members * n, 1), shapes[1]),
    ];
    const { value, status } = solve([raw, b], 'implicit');
    const [rest, told] = A.interpret([A.sub(times(matrix(raw), value), b), status]);
    // Condition below 4, of the square 16, times the tolerances.
    expect(largest(rest)).toBeLessThan(1e-12);
    for (let member = 0; member < members; member++) {
      expect(outcomeOf(told, member).code).toBe('ok');
      expect(told[3 * member + 1]).toBeLessThan(1e-12);
    }
  });

  it('implicit = unrolled = differences', () => expectThreeWays((x, way) => solve(x, way).value, shapes));

  it('has second derivatives', () => checkDerivatives((x) => solve(x, 'implicit').value, shapes));
});
