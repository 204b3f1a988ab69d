import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { compileProgram, literal, reshape, variable } from '../../array';
import { benchmark, type Gpu } from '../../gpu';
import { readSafetensors } from '../../io';
import type { Weights } from '../solver';
import { basisWeights } from './answer';
import { Example } from './example';
import { gridOf } from './grid';
import { networkFor } from './inference';
import { Lift } from './lift';
import { sorption, TUNED } from './moe.testing';
import { MoeSolver } from './moe-solver';
import { basisOf } from './network';
import { recipeOf } from './recipe';
import { sampled } from './rows';
import { statementOf } from './statement';
import { Terms } from './terms';
import { errorOf, STORED } from './truth.testing';

/** Tables of README.md that need no training: what constraints make of the shipped basis, and what one costs. */
const METHOD = 'pi-hc-moe';
const FILE = '../../../public/weights/diffusion-sorption.pi-hc-moe.safetensors';

let gpu: Gpu;
let weights: Weights;
beforeAll(async () => {
  gpu = await openTestGpu();
  const path = fileURLToPath(new URL(FILE, import.meta.url));
  const { tensors, metadata } = readSafetensors(new Uint8Array(readFileSync(path)), path);
  weights = { tensors, metadata } as Weights;
});
afterAll(() => gpu?.close());

it.each([
  [1, 0, 0],
  [4, 0, 0],
  [8, 0, 0],
  [16, 0, 0],
  [4, 0.5, 0],
  [8, 0.5, 0],
  [16, 0.5, 0],
  [4, 0.5, 1],
  [8, 0.5, 1],
  [16, 0.5, 1],
  [4, 0.5, 3],
])('%i boxes, overlap %f, %i sweeps on the shipped basis', async (boxes, overlap, sweeps) => {
  const solver = await MoeSolver.create(gpu, METHOD, sorption(METHOD, { ...TUNED, boxes, overlap, sweeps }));
  await solver.takeWeights(weights);
  let [error, jump, residual] = [0, 0, 0];
  for (const truth of STORED) {
    solver.setParameter('u0', truth.u0);
    const [field] = await solver.fields();
    error += errorOf(field, truth, 10) / STORED.length;
    const { borderJump, maxResidual } = await solver.measure();
    jump = Math.max(jump, borderJump?.value ?? 0);
    residual = Math.max(residual, maxResidual.value);
  }
  const told = [
    `error ${(100 * error).toFixed(2)} %`,
    `jump ${jump.toExponential(1)}`,
    `max|F| ${residual.toExponential(1)}`,
  ];
  console.log(boxes, overlap, sweeps, told.join(', '));
  expect(error).toBeLessThan(0.1);
  solver.dispose();
});

it.each([1, 4])('what a constraint costs by the number of its points: %i boxes', async (boxes) => {
  const costs: [points: number, ms: number][] = [];
  for (const samples of [100, 1000, 10_000, 100_000]) {
    const problem = sorption(METHOD, { ...TUNED, boxes, samples });
    const recipe = recipeOf(problem, METHOD);
    const statement = statementOf(problem, recipe.floor);
    const grid = gridOf(statement, recipe);
    const data = weights.tensors.get('network')!.data;
    // The basis once, so that only the constraint is timed.
    const parameters = variable('network', [data.length]);
    const example = new Example(statement, grid, 1, null, null);
    const made = await compileProgram(gpu, 'basis', { outputs: { basis: basisOf(parameters, example, grid, recipe) } });
    made.write(parameters, Float32Array.from(data));
    made.write(example.parameters.get('u0')!, [0.1]);
    gpu.run(made.program);
    const basis = await made.read('basis');
    made.release();
    expect(data.length).toBeGreaterThan(networkFor(statement, grid, recipe).width);

    const fields = variable('basis', [1, ...grid.map(({ points }) => points), recipe.basis]);
    const terms = new Terms(fields, grid, null);
    const lift = new Lift(statement, grid, recipe, example);
    const step = literal(0, []);
    const places = sampled(grid, recipe, boxes, step);
    const scale = literal(recipe.rowScaleLast, [1]);
    const { weights: found, status } = basisWeights(METHOD, statement, recipe, terms, example, lift, places, scale);
    const program = await compileProgram(gpu, 'constraint', {
      outputs: { found, status: reshape(status!, [4 * boxes]) },
    });
    program.write(fields, basis);
    for (const [name, value] of [
      ['u0', 0.1],
      ['D', 5e-4],
    ] as const) {
      program.write(example.parameters.get(name)!, [value]);
    }
    const { ms } = await benchmark(gpu, program.program, 3);
    const told = await program.read('status');
    const iterations = Array.from({ length: boxes }, (_, box) => told[4 * box]);
    const { flops } = program.program.cost;
    console.log(
      boxes,
      samples,
      `${iterations.join(' ')} iterations, ${ms.toFixed(2)} ms, ${((1e3 * ms) / samples).toFixed(2)} us a point, ${flops.toExponential(2)} flops planned`,
    );
    costs.push([samples, ms]);
    expect(iterations.every((count) => count > 0 && count <= recipe.iterations)).toBe(true);
    program.release();
  }
  const exponents = costs.slice(1).map(([m, ms], k) => Math.log(ms / costs[k][1]) / Math.log(m / costs[k][0]));
  console.log(boxes, `exponents ${exponents.map((v) => v.toFixed(2)).join(' ')}`);
});
