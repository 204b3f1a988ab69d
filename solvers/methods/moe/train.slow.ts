import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { EXPERTS, sorption, TUNED } from './moe.testing';
import { MoeSolver } from './moe-solver';
import type { MoeMethod } from './recipe';
import { keep, kept } from './snapshot.testing';
import { column, errorOf, freshStarts, STORED, type Truth } from './truth.testing';

/**
 * The table of README.md: diffusion with sorption trained from scratch, measured on the stored solutions and on 32 fresh
 * initial values. MOE_RUNS names runs as method:seed (comma between), MOE_RECIPE settings as JSON, MOE_SECONDS how long
 * all may take together; with MOE_FOLDER runs go on where they ended.
 */
const {
  MOE_RUNS = 'pi-hc-moe:0',
  MOE_RECIPE = '{}',
  MOE_FRESH = '32',
  MOE_SECONDS = '800',
  MOE_FOLDER = '',
  MOE_LINE = '100',
} = process.env;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

/** Mean relative L2 errors in %, of all times, of those from t = 10 on and of those after t = 400. */
async function errorsOf(solver: MoeSolver, truths: readonly Truth[]): Promise<string> {
  const errors: number[][] = [];
  for (const truth of truths) {
    solver.setParameter('u0', truth.u0);
    const [field] = await solver.fields();
    errors.push([0, 10, 400].map((from) => errorOf(field, truth, from)));
  }
  const mean = (k: number) => (100 * errors.reduce((sum, own) => sum + own[k] / errors.length, 0)).toFixed(2);
  const most = (100 * Math.max(...errors.map(([, own]) => own))).toFixed(2);
  return `${mean(0)} (from t = 10: ${mean(1)}, most ${most}; from 400: ${mean(2)})`;
}

/** Made once, when the first run ends. */
let fresh: Truth[] | undefined;
const begin = performance.now();
const seconds = () => (performance.now() - begin) / 1000;

it.each(MOE_RUNS.split(','))('%s', async (run) => {
  const [method, seed] = run.split(':');
  const recipe = {
    ...TUNED,
    ...(method === 'pi-hc-moe' && EXPERTS),
    ...JSON.parse(MOE_RECIPE),
    seed: 100 * Number(seed),
  };
  const problem = { ...sorption(method, recipe), seed: Number(seed) };
  const solver = await MoeSolver.create(gpu, method as MoeMethod, problem);
  const path = MOE_FOLDER && join(MOE_FOLDER, `${method}-${seed}.json`);
  const before = path ? kept(path) : null;
  if (before) await solver.load(before);
  console.log(run, JSON.stringify(solver.notes));
  const line = async () => {
    const metrics = Object.entries(solver.metrics()).map(([name, { value }]) => `${name} ${value.toPrecision(3)}`);
    console.log(
      `${run} ${solver.stepCount}: ${await errorsOf(solver, STORED)} ${metrics.join(' ')} ${seconds().toFixed(0)} s`,
    );
    if (path) keep(path, await solver.save());
  };
  if (before) await line();
  while (!solver.finished && seconds() < Number(MOE_SECONDS)) {
    await solver.step(Math.min(20, Number(MOE_LINE)));
    if (solver.stepCount % Number(MOE_LINE) === 0 || solver.finished) await line();
  }
  if (path) keep(path, await solver.save());
  if (solver.finished) {
    fresh ??= freshStarts(Number(MOE_FRESH)).map((u0) => column(u0));
    console.log(`${run} fresh: ${await errorsOf(solver, fresh)}`);
    solver.setParameter('u0', 0.1);
  }
  console.log(run, JSON.stringify({ ...(await solver.measure()), cost: solver.cost, outcome: solver.outcome }));
  expect(solver.outcome.code).not.toBe('diverged');
  solver.dispose();
});
