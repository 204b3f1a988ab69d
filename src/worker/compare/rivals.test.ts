import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applySettings, presetById, storedReference } from '../../../scenes';
import type { DeviceArray, Gpu } from '../../../solvers/gpu';
import { evolve } from '../../../solvers/methods/evolve';
import { multigrid } from '../../../solvers/methods/multigrid';
import { openTestGpu } from '../../../tests/gpu';
import { loadStored } from '../../reference/truth';
import { planScene, start } from '../start';
import { ExactRival } from './exact-rival';
import { LiveRival } from './live-rival';
import { TapeRival } from './tape-rival';
import type { Target } from './target';
import { Yardstick } from './yardstick';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const line = (n: number, low: number, high: number) =>
  Float64Array.from({ length: n }, (_, k) => low + ((high - low) * (k + 0.5)) / n);

/** Relative L2 distance of two fields on the device. */
async function distance(a: DeviceArray, b: DeviceArray, cells: number): Promise<number> {
  const [x, y] = await Promise.all([gpu.read(a), gpu.read(b)]);
  const [found, truth] = [new Float32Array(x), new Float32Array(y)];
  let [error, size] = [0, 0];
  for (let k = 0; k < cells; k++) {
    error += (found[k]! - truth[k]!) ** 2;
    size += truth[k]! ** 2;
  }
  return Math.sqrt(error / size);
}

describe('the answer of another solver', () => {
  test('over time stands in every row, and is timed by going the way twice', async () => {
    const plan = planScene(presetById('wave').scene, { evolve });
    const { axes, time } = plan.problem;
    const points = { x: line(37, axes[0]!.min, axes[0]!.max), y: line(41, time!.min, time!.max) };
    const target: Target = {
      points,
      cells: 37 * 41,
      names: [axes[0]!.name, time!.name],
      overTime: true,
      fixed: {},
      fields: ['u'],
    };
    const exact = new ExactRival(gpu, plan.problem, target);
    const tape = new TapeRival(gpu, 'time stepping', plan, target);
    expect(tape.comparable).toBe(false);
    while (!tape.done) await tape.advance();
    expect(tape.complete).toBe(true);
    expect(tape.effort!.steps).toBeGreaterThan(10);
    expect(tape.effort!.flops).toBeGreaterThan(0);
    // What method evolve allows a whole run.
    expect(await distance(tape.array('u'), exact.array('u'), target.cells)).toBeLessThan(4e-5);
    expect(tape.loss).toBeLessThan(4e-5);
    const [x, t] = [points.x[5]! + 0.01, points.y[20]! + 0.001];
    const [own, known] = [(await tape.probe(x, t)).u!, (await exact.probe(x, t)).u!];
    // Cubics between so few rows lose 3/128 (8 pi / 41)^4 / 2 of the faster wave.
    expect(Math.abs(own - known)).toBeLessThan(1.7e-3);
    tape.dispose();
    exact.dispose();
  });

  test('is measured on the points of a stored solution', async () => {
    const { scene } = presetById('burgers');
    const plan = planScene(scene, { evolve });
    const read = async (path: string) =>
      new Uint8Array(await readFile(new URL(`../../../public/${path}`, import.meta.url)));
    const yardstick = new Yardstick(plan.problem, await loadStored(storedReference(scene)!, read));
    const points = { x: line(9, -1, 1), y: line(5, 0, 1) };
    const target: Target = { points, cells: 45, names: ['x', 't'], overTime: true, fixed: {}, fields: ['u'] };
    const tape = new TapeRival(gpu, 'time stepping', plan, target, yardstick);
    while (!tape.done) await tape.advance();
    // Waves too short for the 512 cells carry exp(-pi nu k / 2), 2e-2, of the shock, which is a hundredth of the
    // domain wide: 2e-3 times its share of the whole, and cubes of that between the points.
    expect(Math.hypot(tape.error!, tape.loss)).toBeLessThan(1e-3);
    // An answer that is 0 everywhere misses all of it.
    const nothing = async (coordinates: Readonly<Record<string, Float64Array>>) => {
      const { x, t } = coordinates as { x: Float64Array; t: Float64Array };
      return [{ name: 'u', shape: [t.length, x.length], data: new Float64Array(x.length * t.length), coordinates }];
    };
    expect(await yardstick.answer({ sampleOn: nothing })).toBe(1);
    expect(await yardstick.answer({})).toBeNull();
    tape.dispose();
  });

  test('is brought to the points of the picture with no loss', async () => {
    const scene = applySettings(presetById('poisson').scene, ['grid.n=64']);
    const plan = planScene(scene, { multigrid });
    const target: Target = {
      points: { x: line(33, 0, 1), y: line(29, 0, 1) },
      cells: 33 * 29,
      names: ['x', 'y'],
      overTime: false,
      fixed: {},
      fields: ['u'],
    };
    const exact = new ExactRival(gpu, plan.problem, target);
    const solver = await start(gpu, plan);
    const live = await LiveRival.create(gpu, 'multigrid', solver, target, null);
    while (!live.done) await live.advance();
    live.refresh(['u']);
    const found = await distance(live.array('u'), exact.array('u'), target.cells);
    const own = (await solver.measure()).relL2!.value;
    // Cubics lose 3/128 (7 pi / 64)^4 of waves of 7 pi, a twelfth of what second order loses.
    expect(Math.abs(found / own - 1)).toBeLessThan(0.15);
    live.dispose();
    exact.dispose();
  });
});
