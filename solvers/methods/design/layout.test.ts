import { describe, expect, it } from 'vitest';
import { randomUniform } from '../../base/random';
import { discretise } from '../../grid';
import { solveOnHost } from '../../linear';
import { gains, smoothed, updated } from './layout';

const grid = { nx: 7, ny: 5, hx: 1 / 7, hy: 0.9 / 5 };
const cells = grid.nx * grid.ny;
const values = (seed: number) => Float64Array.from({ length: cells }, (_, k) => 0.1 + randomUniform(seed, k));

/** Work of a unit source with one cold side, and the temperature at the nodes. */
function solved(a: Float64Array): { readonly work: number; readonly u: Float64Array } {
  const cold = { kind: 'dirichlet', value: 0 } as const;
  const closed = { kind: 'neumann', value: 0 } as const;
  const discretisation = discretise({
    box: { min: [0, 0], max: [1, 0.9], cells: [grid.nx, grid.ny] },
    at: 'nodes',
    a,
    f: 1,
    sides: [
      [cold, closed],
      [closed, closed],
    ],
  });
  const { operator, rhs } = discretisation;
  const { u } = solveOnHost(operator, rhs, { tolerance: 1e-13 });
  return { work: rhs.reduce((sum, f, k) => sum + f * u[k]!, 0), u: discretisation.embed(u) };
}

describe('a design', () => {
  it('gains what the work loses: the derivative against differences', () => {
    const a = values(1);
    const direction = values(2);
    const slope = -gains(solved(a).u, grid).reduce((sum, gain, k) => sum + gain * direction[k]!, 0);
    // Central differences: h^2 = 1e-8 of a work of order 1; its own rounding is 1e-13 / h.
    const h = 1e-4;
    const shifted = (sign: number) => solved(a.map((value, k) => value + sign * h * direction[k]!)).work;
    const difference = (shifted(1) - shifted(-1)) / (2 * h);
    expect(Math.abs(slope / difference - 1)).toBeLessThan(1e-6);
  });

  it('keeps its volume, moves a little, and goes where the gain is', () => {
    const shares = new Float64Array(cells).fill(0.4);
    const next = updated(shares, values(3), 0.4);
    expect(next.reduce((sum, share) => sum + share, 0) / cells).toBeCloseTo(0.4, 9);
    for (const share of next) expect(Math.abs(share - 0.4)).toBeLessThanOrEqual(0.15 + 1e-12);
    const order = Array.from(values(3), (_, k) => k).sort((p, q) => values(3)[p]! - values(3)[q]!);
    for (let k = 1; k < cells; k++) expect(next[order[k]!]!).toBeGreaterThanOrEqual(next[order[k - 1]!]!);
  });

  it('is smoothed without loss of constants, and not at all by a radius of one cell', () => {
    for (const value of smoothed(new Float64Array(cells).fill(0.3), grid, 2.5)) expect(value).toBeCloseTo(0.3, 14);
    expect(smoothed(values(4), grid, 1)).toEqual(values(4));
  });
});
