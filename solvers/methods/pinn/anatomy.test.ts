import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { randomUniform } from '../../base/random';
import type { Gpu } from '../../gpu';
import { pinn } from '.';
import { blurredDensity } from './density';
import { type ProblemText, problemOf } from './pinn.testing';
import type { PinnSolver } from './pinn-solver';
import { PinnTraining } from './training';

/** Heat with a source, conditions soft: four terms that pull apart. Where u = 0 the residual is 1 + 3 x. */
const SOFT: ProblemText = {
  x: [0, 1],
  t: [0, 0.5],
  parameters: { k: 0.1 },
  equations: ['u_t = k*u_xx + 1 + 3*x'],
  sides: { x: { u: '0' } },
  initial: { u: 'sin(pi*x)' },
  recipe: { hard: false, layers: 1, width: 9, points: 117, candidates: 500, redraw: 5, iterations: 30 },
};

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

const open = async (text: ProblemText): Promise<PinnSolver> => (await pinn.init(gpu, problemOf(text))) as PinnSolver;

describe('the pulls of the terms', () => {
  it('are the slopes of their losses', async () => {
    const training = await PinnTraining.create(gpu, problemOf(SOFT));
    const { levenberg, points } = training;
    const parts = points.terms.map(({ rows, data, row }) => [row, row + rows.rows(data.padded)] as const);
    const pulls = await levenberg.pulls(parts);
    const direction = levenberg.parameters.map((_, k) => randomUniform(7, k) - 0.5);
    const start = levenberg.parameters.slice();
    const lossesAt = async (step: number) => {
      levenberg.parameters.set(start.map((value, k) => value + step * direction[k]));
      await training.look();
      return training.losses;
    };
    // Losses of size 1 carry about 1e-6 of f32: divided by the step 2e-4, as much as the third derivative leaves.
    const step = 5e-3;
    const [after, before] = [await lossesAt(step), await lossesAt(-step)];
    for (const [k, { rows }] of points.terms.entries()) {
      const { name } = rows.term;
      const slope = (after[name] - before[name]) / (2 * step);
      const along = 2 * pulls[k].reduce((sum, value, p) => sum + value * (direction[p] ?? 0), 0);
      const size = 2 * Math.hypot(...pulls[k]) * Math.hypot(...direction);
      expect(Math.abs(slope - along) / size, name).toBeLessThan(1e-3);
    }
    training.dispose();
  });

  it('are told with their cosines and points, and looking on changes nothing of the training', async () => {
    const [seen, unseen] = [await open(SOFT), await open(SOFT)];
    await seen.step(6);
    const { names, lengths, cosines, points } = await seen.anatomy();
    await seen.fill(['residual', 'density']);
    await seen.step(6);
    await unseen.step(12);
    expect((await seen.save()).arrays).toEqual((await unseen.save()).arrays);

    expect(names).toEqual(['equations', 'x=0', 'x=1', 'start']);
    expect(lengths?.every((length) => length > 0)).toBe(true);
    for (const [i, row] of cosines.entries()) {
      expect(row[i]).toBe(1);
      for (const [j, cosine] of row.entries()) {
        expect(cosine).toBe(cosines[j][i]);
        expect(Math.abs(cosine)).toBeLessThanOrEqual(1);
      }
    }
    expect(points.map(({ term }) => term)).toEqual(names);
    expect(points[0].x).toHaveLength(117);
    expect([...points[1].x].every((x) => x === 0) && [...points[3].y].every((t) => t === 0)).toBe(true);
    for (const solver of [seen, unseen]) solver.dispose();
  });

  it('are those of each equation where there are several', async () => {
    const solver = await open({
      unknowns: ['u', 'v'],
      x: [0, 1],
      t: [0, 1],
      equations: ['u_t = v', 'v_t = -u'],
      sides: {},
      initial: { u: '1', v: '0' },
      recipe: { layers: 1, width: 8, points: 40, redraw: 0 },
    });
    expect((await solver.anatomy()).names).toEqual(['equation 1', 'equation 2']);
    solver.dispose();
  });
});

describe('the pictures from inside', () => {
  it('show the residual of the present weights', async () => {
    const solver = await open(SOFT);
    const weights = await solver.weights();
    const zeros = [...weights.tensors].map(([name, { shape, data }]) => {
      return [name, { shape, data: new Float32Array(data.length) }] as const;
    });
    await solver.takeWeights({ ...weights, tensors: new Map(zeros) });
    const { nx, ny, facesX, fields } = solver.display;
    const field = fields.find(({ name }) => name === 'residual')!;
    await solver.fill(['residual']);
    const shown = new Float32Array(await gpu.read(field.data));
    for (const k of [0, nx + 1, 5 * nx + 43, nx * ny - 1]) {
      // One of two cells along each axis stands for both.
      const i = 2 * Math.floor((k % nx) / 2);
      const x = (facesX[i] + facesX[i + 1]) / 2;
      expect(Math.abs(shown[k] - Math.log10(1 + 3 * x))).toBeLessThan(1e-6);
    }
    const probed = await solver.probe((facesX[42] + facesX[43]) / 2, 0.2);
    expect(Math.abs(probed.residual - Math.log10(1 + (3 * (facesX[42] + facesX[43])) / 2))).toBeLessThan(1e-6);
    solver.dispose();
  });

  it('leave a name to the unknown that has it', async () => {
    const solver = await open({
      ...SOFT,
      unknowns: ['density'],
      equations: ['density_t = k*density_xx'],
      sides: {},
      initial: { density: 'x' },
    });
    expect(solver.display.fields.map(({ name }) => name)).toEqual(['density', 'residual']);
    solver.dispose();
  });
});

describe('the density of points', () => {
  it('is 1 where they are even, also at the edges, and follows them where they are not', () => {
    const [nx, ny] = [60, 44];
    const even = blurredDensity(new Float64Array(nx * ny).fill(2), nx, ny, 2 * nx * ny, true);
    for (const value of even) expect(Math.abs(value - 1)).toBeLessThan(1e-6);
    const left = Float64Array.from({ length: nx * ny }, (_, k) => (k % nx < nx / 2 ? 2 : 0));
    const half = blurredDensity(left, nx, ny, nx * ny, true);
    expect(half[5 * nx + 3]).toBeCloseTo(2, 6);
    expect(half[5 * nx + nx - 4]).toBeCloseTo(0, 6);
    const band = blurredDensity(
      Float64Array.from(left, (value, k) => (k < nx ? value : 0)),
      nx,
      ny,
      nx,
      false,
    );
    expect(band[3]).toBe(band[(ny - 1) * nx + 3]);
  });
});
