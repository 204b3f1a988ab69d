import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { multigrid } from '../solvers/methods/multigrid';
import type { GridValues } from '../solvers/methods/problem';
import { openTestGpu } from '../tests/gpu';
import { applySettings, Failure, type Gpu, methods, presetById, readNpz, resolve, solve } from './library';
import { richardson } from './richardson';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** Relative L2 errors of a second-order scheme on so many cells a side, from the observed ones with a margin of 1.2. */
const KNOWN = [
  ['poisson', 64, 1.9e-3],
  ['anisotropic', 64, 1.1e-3],
  ['helmholtz', 64, 1.5e-2],
  ['poisson-l', 64, 1.7e-3],
] as const;

describe('steady scenes', () => {
  test.each(KNOWN)('%s on %i cells comes as near its exact solution as the scheme can', async (id, n, limit) => {
    const scene = applySettings(presetById(id).scene, [`grid.n=${n}`]);
    const { result, stats } = await solve(scene, { gpu });
    expect(result.code).toBe('ok');
    expect(stats.finished).toBe(true);
    expect(stats.metrics.residual!.value).toBeLessThanOrEqual(1e-9);
    expect(stats.metrics.relL2!.value).toBeLessThan(limit);
    expect(stats.metrics.relL2!.value).toBeGreaterThan(limit / 3);
  });

  test('a permeability from outside gives the pressure of an independent f64 solve, in its shape', async () => {
    const file = new URL('../solvers/grid/elliptic/reference.npz', import.meta.url);
    const stored = readNpz(new Uint8Array(readFileSync(file)));
    const size = 64 * 64;
    const at = (name: string, k: number) =>
      Float64Array.from(stored.get(name)!.data.subarray(k * size, (k + 1) * size) as Float64Array);
    for (const k of [0, 3]) {
      const inputs = { a: { shape: [64, 64], data: at('darcy_a', k) } satisfies GridValues };
      const { value, result } = await solve(presetById('darcy').scene, { gpu, inputs });
      expect(result.code).toBe('ok');
      const { shape, data } = value.frames[0]!.fields[0]!;
      expect(shape).toEqual([64, 64]);
      const truth = at('darcy_u', k);
      const error = Math.sqrt(data.reduce((sum, u, i) => sum + (u - truth[i]!) ** 2, 0));
      const norm = Math.sqrt(truth.reduce((sum, u) => sum + u * u, 0));
      // The residual is 1e-9 of the right-hand side at most, and the smoothest part of the error gains nothing on it.
      expect(error / norm).toBeLessThan(1e-8);
    }
  });

  test('goes on from where it is when a parameter changes, and comes back from a snapshot', async () => {
    const { problem } = resolve(applySettings(presetById('poisson-jump').scene, ['grid.n=32']));
    const solver = await multigrid.init(gpu, problem);
    await solver.step(100);
    expect(solver.finished).toBe(true);
    const saved = await solver.save();
    const before = (await solver.fields())[0]!.data;
    const made = solver.stepCount;
    solver.setParameter('k', 2e4);
    expect(solver.finished).toBe(false);
    await solver.step(100);
    expect(solver.finished).toBe(true);
    // The block was nearly perfect already: half the cycles from there.
    expect(solver.stepCount - made).toBeLessThan(made);
    expect((await solver.fields())[0]!.data).not.toEqual(before);
    solver.setParameter('k', 1e4);
    await solver.load(saved);
    expect(solver.stepCount).toBe(made);
    expect(() => solver.setParameter('m', 1)).toThrow(Failure);
    solver.dispose();
  });

  test('a cycle is told level by level: the smoother works on the finest, the coarsest is exact', async () => {
    const { problem } = resolve(applySettings(presetById('poisson').scene, ['grid.n=64']));
    const solver = await multigrid.init(gpu, problem);
    await solver.step(2);
    const trace = (await solver.cycle!())!;
    expect(trace.residuals).toHaveLength(3);
    expect(trace.levels[0]).toEqual([63, 63]);
    expect(trace.visits).toHaveLength(2 * trace.levels.length - 1);
    const coarsest = trace.visits[trace.levels.length - 1]!;
    expect(coarsest.level).toBe(trace.levels.length - 1);
    expect(coarsest.before).toBeGreaterThan(0);
    expect(coarsest.after).toBe(0);
    const last = trace.visits.at(-1)!;
    expect(last.level).toBe(0);
    // What one more cycle leaves is what a cycle leaves.
    expect(last.after).toBeLessThan(0.2 * trace.visits[0]!.before);
    // Looking changes nothing.
    const metrics = solver.metrics();
    await solver.step(1);
    expect(solver.metrics().residual!.value).toBeLessThan(0.2 * metrics.residual!.value);
    solver.dispose();
  });

  test('two finer grids give the order and an error bar that holds', async () => {
    const scene = applySettings(presetById('poisson').scene, ['grid.n=32']);
    const { bars } = await richardson(gpu, methods, scene);
    expect(bars[0]!.order).toBeGreaterThan(1.9);
    const { stats } = await solve(scene, { gpu });
    const truth = stats.metrics.relL2!.value * bars[0]!.size;
    expect(bars[0]!.error / truth).toBeGreaterThan(0.8);
    expect(bars[0]!.error / truth).toBeLessThan(1.25);
  });
});

describe('a nonlinear scene', () => {
  test('Bratu: the highest temperature is the known one, and beyond the fold there is no answer', async () => {
    const scene = applySettings(presetById('bratu').scene, ['grid.n=32', 'params.lambda=1']);
    const { value, result } = await solve(scene, { gpu });
    expect(result.code).toBe('ok');
    // 0.0781010 on ever finer grids; second order leaves h^2 / 12 times fourth derivatives of about 1 a wave.
    const highest = value.frames[0]!.fields[0]!.data.reduce((most, u) => Math.max(most, u), 0);
    expect(Math.abs(highest - 0.078101)).toBeLessThan(1e-4);
    const hotter = await solve(applySettings(scene, ['params.lambda=8']), { gpu });
    expect(['diverged', 'not-converged', 'breakdown']).toContain(hotter.result.code);
    expect(hotter.result.advice).not.toBe('');
    expect(hotter.value.frames[0]!.fields[0]!.data.every(Number.isFinite)).toBe(true);
  });

  test('goes on at another parameter, and comes back', async () => {
    const { problem } = resolve(applySettings(presetById('bratu').scene, ['grid.n=32', 'params.lambda=1']));
    const solver = await multigrid.init(gpu, problem);
    await solver.step(20);
    expect(solver.finished).toBe(true);
    const saved = await solver.save();
    const cool = (await solver.probe(0.5, 0.5)).u!;
    solver.setParameter('lambda', 5);
    expect(solver.finished).toBe(false);
    await solver.step(20);
    expect(solver.finished).toBe(true);
    expect((await solver.probe(0.5, 0.5)).u!).toBeGreaterThan(5 * cool);
    await solver.load(saved);
    expect((await solver.probe(0.5, 0.5)).u!).toBe(cool);
    solver.refresh(['u']);
    solver.dispose();
  });
});

describe('what multigrid refuses', () => {
  const refusal = (...settings: string[]) =>
    multigrid.refuses(resolve(applySettings(presetById('poisson').scene, settings)).problem);

  test.each([
    [['equations[0]=u_xx + u_yy = exp(u)', 'grid.at=cells'], /unknowns at nodes/],
    [['equations[0]=u_x = 1'], /u_x is not a term/],
    [['recipes.multigrid.cycle=X'], /recipes.multigrid.cycle is one of V, W, F/],
    [['recipes.multigrid.speed=9'], /there is no such setting/],
    [['conditions[0].is=u_xx = 0'], /u_xx is not what/],
    [['coordinates.t=[0, 1]'], /remove t/],
  ])('%j', (settings, advice) => {
    expect(refusal(...settings)).toMatch(advice);
  });
});

describe('a design', () => {
  test('does less work step by step and keeps its material', async () => {
    const { problem } = resolve(applySettings(presetById('heat-sink').scene, ['grid.n=24']));
    const solver = await methods.design!.init(gpu, problem);
    const work: number[] = [];
    for (let k = 0; k < 6; k++) {
      await solver.step(1);
      expect(solver.outcome.code).toBe('ok');
      work.push(solver.metrics().work!.value);
      expect(solver.metrics().volume!.value).toBeCloseTo(0.3, 6);
    }
    for (let k = 1; k < work.length; k++) expect(work[k]!).toBeLessThan(work[k - 1]!);
    const saved = await solver.save();
    await solver.reset();
    expect(solver.stepCount).toBe(0);
    await solver.load(saved);
    expect(solver.stepCount).toBe(6);
    solver.dispose();
  });
});
