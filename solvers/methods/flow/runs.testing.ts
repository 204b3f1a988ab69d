import { applySettings, presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../gpu';
import type { Solver } from '../solver';
import { flow } from './index';

/** A finished run of a preset with settings, and how long it took. */
export interface Run {
  readonly solver: Solver;
  readonly scene: ReturnType<typeof applySettings>;
  readonly seconds: number;
}

/**
 * Runs a preset with settings such as `params.Re=250` until it is finished or `steps` are made, and hands the live
 * solver to `use`.
 */
export async function runPreset<T>(
  gpu: Gpu,
  id: string,
  settings: readonly string[],
  use: (run: Run) => Promise<T>,
  steps = 10_000_000,
): Promise<T> {
  const scene = applySettings(presetById(id).scene, settings);
  const { problem } = resolve(scene);
  const solver = await flow.init(gpu, problem);
  try {
    const begin = performance.now();
    while (!solver.finished && solver.stepCount < steps) await solver.step(Math.min(512, steps - solver.stepCount));
    // Metrics are read here, so that the work is really done.
    await solver.measure();
    return await use({ solver, scene, seconds: (performance.now() - begin) / 1000 });
  } finally {
    solver.dispose();
  }
}
