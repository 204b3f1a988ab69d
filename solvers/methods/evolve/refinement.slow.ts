import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applySettings, presetById, resolve } from '../../../scenes';
import { openTestGpu } from '../../../tests/gpu';
import { record } from '../../../tests/report';
import type { Gpu } from '../../gpu';
import { modelOf } from './choose';
import { relativeL2 } from './evolve.testing';
import { specOf } from './problem-spec';
import { EvolveRun } from './run';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** Scenes without a stored solution: cells along each axis, end, field. Those that become chaos end before. */
const SCENES: readonly (readonly [id: string, cells: number, end: number, field: string])[] = [
  ['schroedinger', 256, Math.PI / 2, 'u'],
  ['heat', 128, 0.5, 'u'],
  ['ns-vorticity-forced', 64, 20, 'w'],
  ['swift-hohenberg', 64, 60, 'u'],
  ['cahn-hilliard', 64, 0.3, 'u'],
  ['shallow-water', 64, 2, 'h'],
  ['kolmogorov', 64, 2, 'w'],
  ['gray-scott', 128, 250, 'v'],
];

describe('scenes on a grid against twice the cells and half the smallest step', () => {
  it.each(SCENES)('%s', async (id, cells, end, field) => {
    const coarse = await solved(id, cells, end, field, null);
    const fine = await solved(id, 2 * cells, end, field, coarse.dt / 2);
    // Every second point of the finer grid, along x and, where there is one, y.
    const columns = fine.columns;
    const same = fine.values.filter(
      (_, k) => (k % columns) % 2 === 0 && (fine.values.length === columns || Math.floor(k / columns) % 2 === 0),
    );
    expect(same.length).toBe(coarse.values.length);
    const error = relativeL2(coarse.values, same);
    const row = { scene: id, cells, 'end [t]': end, steps: coarse.steps, 'relative L2': error };
    record('Method evolve: scenes against twice the cells and half the step', row, gpu.adapterName);
    console.log(JSON.stringify(row));
    expect(error).toBeLessThan(0.1);
  });
});

async function solved(id: string, cells: number, end: number, field: string, dt: number | null) {
  const { problem } = resolve(applySettings(presetById(id).scene, [`grid.n=${cells}`]));
  const whole = specOf(problem);
  const spec = { ...whole, dt, time: { min: whole.time.min, max: end } };
  const model = modelOf(spec);
  const run = await EvolveRun.create(gpu, model, spec);
  const shape = model.positions.map(({ at }) => at.length);
  const size = shape.reduce((product, n) => product * n, 1);
  let smallest = Number.POSITIVE_INFINITY;
  for (let part = 1; part <= 64; part++) {
    await run.until((end * part) / 64);
    smallest = Math.min(smallest, run.dt);
  }
  expect(run.finished && run.outcome.code).toBe('ok');
  run.device.show();
  const values = await run.device.field(field, size);
  run.dispose();
  return { values, columns: shape.at(-1)!, steps: run.stepCount, dt: smallest };
}
