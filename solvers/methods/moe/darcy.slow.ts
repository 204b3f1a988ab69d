import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { DARCY, darcy, storedDarcy } from './darcy.testing';
import { gridOf } from './grid';
import { Inference } from './inference';
import { MoeSolver } from './moe-solver';
import { type MoeMethod, recipeOf } from './recipe';
import { keep, kept } from './snapshot.testing';
import { statementOf } from './statement';

/**
 * The table of README.md on darcy: trained from scratch, measured on eight samples of e_darcy_64 (u on cells cut into
 * 7 x 7). MOE_RUNS names runs as method:seed (comma between), MOE_RECIPE settings as JSON, MOE_ANSWERS settings of
 * answers on the same weights, as JSON, several in a list, with the method where it is another; MOE_SECONDS and MOE_FOLDER as in train.slow.ts.
 */
const {
  MOE_RUNS = 'pi-hc:0',
  MOE_RECIPE = '{}',
  MOE_ANSWERS = '[{}]',
  MOE_SECONDS = '400',
  MOE_FOLDER = '',
  MOE_LINE = '50',
} = process.env;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

/** Mean and largest relative L2 error in %, largest residual and jump, of the answers of one constraint. */
async function errorsOf(trained: MoeMethod, answer: object, weights: Float32Array): Promise<string> {
  const { method = trained, ...change } = answer as { method?: MoeMethod };
  const problem = darcy(method, { ...DARCY, ...JSON.parse(MOE_RECIPE), ...change });
  const recipe = recipeOf(problem, method);
  const statement = statementOf(problem, recipe.floor);
  const grid = gridOf(statement, recipe);
  const inference = await Inference.create(gpu, method, statement, grid, recipe, weights.length);
  gpu.write(inference.parameters.array, new Float32Array(weights));
  inference.setParameters(problem.parameters);
  const errors: number[] = [];
  let [residual, condition] = [0, 0];
  for (const { a, u } of storedDarcy()) {
    inference.give('a', a);
    inference.show();
    const found = await inference.field();
    const told = await inference.told();
    residual = Math.max(residual, ...told.inside);
    for (let k = 3; k < told.status.length; k += 4) condition = Math.max(condition, told.status[k]);
    errors.push(Math.hypot(...found.map((v, k) => v - u[k])) / Math.hypot(...u));
  }
  inference.dispose();
  const mean = errors.reduce((sum, own) => sum + own / errors.length, 0);
  const parts = [(100 * mean).toFixed(2), `most ${(100 * Math.max(...errors)).toFixed(2)}`];
  return `${parts.join(', ')}, max|F| ${residual.toPrecision(3)}, condition ${condition.toExponential(1)}`;
}

const begin = performance.now();
const seconds = () => (performance.now() - begin) / 1000;

it.each(MOE_RUNS.split(','))('%s', async (run) => {
  const [method, seed] = run.split(':') as [MoeMethod, string];
  const recipe = { ...DARCY, ...JSON.parse(MOE_RECIPE), seed: 100 * Number(seed) };
  const solver = await MoeSolver.create(gpu, method, { ...darcy(method, recipe), seed: Number(seed) });
  const path = MOE_FOLDER && join(MOE_FOLDER, `${method}-${seed}.json`);
  const before = path ? kept(path) : null;
  if (before) await solver.load(before);
  console.log(run, JSON.stringify(solver.notes));
  const line = async (changes: readonly object[]) => {
    const { data } = (await solver.weights()).tensors.get('network')!;
    const metrics = Object.entries(solver.metrics()).map(([name, { value }]) => `${name} ${value.toPrecision(3)}`);
    for (const change of changes) {
      const told = await errorsOf(method, change, Float32Array.from(data));
      console.log(
        `${run} ${solver.stepCount} ${JSON.stringify(change)}: ${told}`,
        metrics.join(' '),
        seconds().toFixed(0),
      );
    }
    if (path) keep(path, await solver.save());
  };
  while (!solver.finished && seconds() < Number(MOE_SECONDS)) {
    await solver.step(Math.min(10, Number(MOE_LINE)));
    if (solver.stepCount % Number(MOE_LINE) === 0) await line([{}]);
  }
  await line(JSON.parse(MOE_ANSWERS));
  console.log(run, JSON.stringify(solver.cost));
  expect(solver.outcome.code).not.toBe('diverged');
  solver.dispose();
});
