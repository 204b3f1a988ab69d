import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { readNpz } from '../../io';
import type { Recipe } from '../problem';
import { pinn } from '.';
import { PROBLEMS, problemOf } from './pinn.testing';
import type { PinnSolver } from './pinn-solver';

/**
 * The table of README.md, each row trained from scratch. PINN_CASES chooses rows by name (comma between), PINN_SEEDS
 * how many seeds from 0 on are trained (the median must reach the target), PINN_RECIPE settings as JSON. With PINN_BEST
 * the rows without a limit of time are trained, by the recipes of BEST.
 */
const { PINN_CASES, PINN_SEEDS = '1', PINN_RECIPE = '{}', PINN_BEST } = process.env;

/** Relative L2 errors that each row must reach. */
const TARGETS: Readonly<Record<string, number>> = {
  helmholtz: 1e-4,
  poisson: 5e-5,
  burgers: 4e-4,
  'allen-cahn': 8e-4,
  kovasznay: 1.5e-4,
  convection: 1e-3,
  reaction: 1e-3,
  wave: 1e-3,
  kdv: 5e-3,
};

/** What a row reaches without a limit of time, and how. */
const BEST: Readonly<Record<string, { readonly target: number; readonly recipe: Recipe }>> = {
  helmholtz: { target: 1e-5, recipe: { iterations: 300 } },
  burgers: { target: 5e-5, recipe: { iterations: 600 } },
  'allen-cahn': { target: 1e-4, recipe: { points: 3500, iterations: 800 } },
  kovasznay: { target: 3e-5, recipe: { width: 28, points: 1000, sidePoints: 120, iterations: 480 } },
};

/** Iterations between lines. */
const LINE = 50;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

const reference = readNpz(readFileSync(fileURLToPath(new URL('reference.npz', import.meta.url))));

/** Relative L2 errors by unknown: against the stored solution, else the exact one. */
async function errorsOf(solver: PinnSolver, name: string): Promise<Record<string, number>> {
  const stored = (what: string): Float64Array | null => {
    const own = reference.get(`${name.replace('-', '_')}.${what}`);
    return own ? Float64Array.from(own.data) : null;
  };
  const truth = stored('u');
  if (!truth) {
    const metrics = Object.entries(await solver.measure()).filter(([key]) => key.startsWith('relL2.'));
    return Object.fromEntries(metrics.map(([key, { value }]) => [key.slice(6), value]));
  }
  const [field] = await solver.sampleOn({ x: stored('x')!, t: stored('t')! });
  const error = field.data.reduce((sum, value, k) => sum + (value - truth[k]) ** 2, 0);
  return { u: Math.sqrt(error / truth.reduce((sum, value) => sum + value ** 2, 0)) };
}

/** Trains one seed; the errors at its end. */
async function train(name: string, seed: number): Promise<Record<string, number>> {
  const text = PROBLEMS[name];
  const recipe = { ...text.recipe, ...(PINN_BEST ? BEST[name].recipe : {}), ...JSON.parse(PINN_RECIPE) };
  const solver = (await pinn.init(gpu, problemOf({ ...text, recipe, seed }))) as PinnSolver;
  console.log(solver.notes.join('; '));
  let seconds = 0;
  let errors: Record<string, number> = {};
  while (!solver.finished) {
    const begin = performance.now();
    await solver.step(LINE);
    seconds += (performance.now() - begin) / 1000;
    errors = await errorsOf(solver, name);
    const shown = Object.entries(errors).map(([unknown, value]) => `${unknown} ${value.toExponential(2)}`);
    const { loss, damping } = solver.metrics();
    const gigaflops = (solver.cost.flops * solver.stepCount) / 1e9;
    console.log(
      `${name} seed ${seed}, ${solver.stepCount}: ${shown.join(', ')}; loss ${loss.value.toExponential(2)}, damping ` +
        `${damping.value.toExponential(1)}, ${seconds.toFixed(1)} s, ${gigaflops.toFixed(0)} GF`,
    );
  }
  solver.dispose();
  return errors;
}

it.each(Object.keys(PINN_BEST ? BEST : TARGETS).filter((name) => !PINN_CASES || PINN_CASES.split(',').includes(name)))(
  '%s',
  async (name) => {
    const runs: Record<string, number>[] = [];
    for (let seed = 0; seed < Number(PINN_SEEDS); seed++) runs.push(await train(name, seed));
    for (const unknown of Object.keys(runs[0])) {
      const sorted = runs.map((errors) => errors[unknown]).sort((a, b) => a - b);
      const median = sorted[Math.floor(sorted.length / 2)];
      console.log(`${name} ${unknown}: median ${median.toExponential(2)} of ${sorted.length} seeds`);
      expect(median).toBeLessThan(PINN_BEST ? BEST[name].target : TARGETS[name]);
    }
  },
);
