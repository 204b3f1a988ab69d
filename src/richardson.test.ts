import { describe, expect, it } from 'vitest';
import { parseScene } from '../scenes';
import type { HostField, Method, Solver } from '../solvers/methods/solver';
import { richardson } from './richardson';
import { CountingSolver, FakeGpu } from './worker/host.testing';

const points = (cells: number, at: 'cells' | 'nodes') =>
  Float64Array.from({ length: at === 'nodes' ? cells + 1 : cells }, (_, k) => (k + (at === 'cells' ? 0.5 : 0)) / cells);

function field(cells: readonly number[], at: 'cells' | 'nodes', value: (x: number, y: number) => number): HostField {
  const [x, y] = cells.map((n) => points(n, at)) as [Float64Array, Float64Array];
  const data = Float64Array.from({ length: x.length * y.length }, (_, k) => {
    return value(x[k % x.length]!, y[Math.floor(k / x.length)]!);
  });
  return { name: 'u', shape: [y.length, x.length], data, coordinates: { y, x } };
}

describe('an error bar', () => {
  const scene = parseScene({
    version: 1,
    id: 'steady',
    unknowns: ['u'],
    coordinates: { x: [0, 1], y: [0, 1] },
    equations: ['u_xx + u_yy = 1'],
    grid: { n: [16, 8], at: 'nodes' },
    method: 'made',
  });

  /** Answers with the truth and an error of a given order. */
  function method(order: number): Method {
    return {
      id: 'made',
      title: 'Made up',
      refuses: () => null,
      memory: () => 1,
      async init(_gpu, problem): Promise<Solver> {
        const solver = new CountingSolver(problem, 1);
        const [n] = problem.grid.cells;
        const error = 0.5 * n! ** -order;
        return Object.assign(solver, {
          fields: async () => [field(problem.grid.cells, 'nodes', (x, y) => x + y + error)],
        });
      },
    };
  }

  it.each([1, 2, 4])('finds order %i and the error of each grid', async (order) => {
    const { cells, bars } = await richardson(new FakeGpu().asGpu, { made: method(order) }, scene);
    expect(cells).toEqual([
      [16, 8],
      [32, 16],
      [64, 32],
    ]);
    expect(bars[0]!.order).toBeCloseTo(order, 6);
    expect(bars[0]!.error / (0.5 * 16 ** -order)).toBeCloseTo(1, 6);
    expect(bars[0]!.finestError / (0.5 * 64 ** -order)).toBeCloseTo(1, 6);
  });

  it('gives no order where finer grids do not come closer', async () => {
    const { bars } = await richardson(new FakeGpu().asGpu, { made: method(-1) }, scene);
    expect(bars[0]!.order).toBeNull();
  });

  it('is refused for a scene that changes in time', async () => {
    const moving = { ...scene, coordinates: { ...scene.coordinates, t: [0, 1] as [number, number] } };
    await expect(richardson(new FakeGpu().asGpu, { made: method(2) }, moving)).rejects.toThrow('steady');
  });
});
