import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applySettings, presetById, resolve } from '../../../scenes';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { readSafetensors } from '../../io';
import { fnoCount } from '../../nets';
import type { Weights } from '../solver';
import { largestJump } from './boxes';
import { type FlowTruth, flow, flowError, freshSeeds } from './flow-truth.testing';
import { gridOf, wholeTime } from './grid';
import { Inference, networkFor, ownStart } from './inference';
import { MoeSolver } from './moe-solver';
import { type MoeMethod, recipeOf } from './recipe';
import { keep, kept } from './snapshot.testing';
import { statementOf } from './statement';

/**
 * The table of vortices in README.md: trained from scratch, measured on fresh starts. MOE_RUNS names runs as method:seed
 * (comma between), MOE_RECIPE settings as JSON; MOE_ANSWER those of the answer alone; MOE_SECONDS how long each may
 * take; with MOE_FOLDER runs go on where they ended, and solutions are kept. With MOE_WEIGHTS nothing is trained: those of
 * the folder it names are measured (public/weights: as shipped).
 */
const {
  MOE_RUNS = 'pi-hc-moe:0',
  MOE_RECIPE = '{}',
  MOE_ANSWER = '{}',
  MOE_FRESH = '8',
  MOE_FIRST = '20261126',
  MOE_NU = '0.001,0.0001',
  MOE_SECONDS = '800',
  MOE_FOLDER = '',
  MOE_WEIGHTS = '',
  MOE_LINE = '100',
} = process.env;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

const begin = performance.now();
const seconds = () => (performance.now() - begin) / 1000;

/** Solutions by viscosity, kept in the folder. */
async function truthsOf(nu: number, points: number, times: number): Promise<FlowTruth[]> {
  const truths: FlowTruth[] = [];
  for (const seed of freshSeeds(Number(MOE_FRESH), Number(MOE_FIRST))) {
    const path = MOE_FOLDER && join(MOE_FOLDER, `flow-${nu}-${points}-${times}-${seed}.bin`);
    if (path && existsSync(path)) {
      const bytes = new Uint8Array(readFileSync(path));
      truths.push({ seed, w: new Float64Array(bytes.buffer) });
      continue;
    }
    const truth = await flow(gpu, seed, nu, points, times);
    if (path) writeFileSync(path, new Uint8Array(truth.w.buffer));
    truths.push(truth);
  }
  return truths;
}

it.each(MOE_RUNS.split(','))('%s', async (run) => {
  const [method, seed] = run.split(':') as [MoeMethod, string];
  const { scene } = presetById('ns-vorticity-moe');
  const { problem } = resolve(applySettings(scene, [`seed=${seed}`]));
  const recipe = { ...problem.recipes[method], seed: 100 * Number(seed), ...JSON.parse(MOE_RECIPE) };
  const own = { ...problem, recipes: { [method]: recipe } };
  const solver = await MoeSolver.create(gpu, method, own);
  const path = MOE_FOLDER && !MOE_WEIGHTS && join(MOE_FOLDER, `${method}-${seed}.json`);
  const before = path ? kept(path) : null;
  if (before) await solver.load(before);
  if (MOE_WEIGHTS) await solver.takeWeights(weightsIn(MOE_WEIGHTS, method));
  console.log(run, JSON.stringify(solver.notes), JSON.stringify(recipe));

  const answered = { ...own, recipes: { [method]: { ...recipe, ...JSON.parse(MOE_ANSWER) } } };
  const settings = recipeOf(answered, method);
  const statement = statementOf(answered, settings.floor);
  const grid = gridOf(statement, settings);
  const answer = await Inference.create(
    gpu,
    method,
    statement,
    grid,
    settings,
    fnoCount(networkFor(statement, grid, settings)),
  );
  const told = async (): Promise<string> => {
    const parameters = (await solver.weights()).tensors.get('network')!.data;
    gpu.write(answer.parameters.array, parameters as Float32Array<ArrayBuffer>);
    const lines: string[] = [];
    for (const nu of MOE_NU.split(',').map(Number)) {
      answer.setParameters({ nu });
      const errors: number[] = [];
      let [drift, residual, jump, failed] = [0, 0, 0, 0];
      for (const truth of await truthsOf(nu, settings.points, settings.times)) {
        answer.begin(ownStart(statement, grid, truth.seed)!);
        answer.show();
        const field = await answer.field();
        errors.push(flowError(field, truth));
        drift = Math.max(drift, driftOf(field, settings.times));
        const shape = [settings.times, settings.points, settings.points];
        jump = Math.max(jump, largestJump({ shape, data: field }, wholeTime(grid, settings)));
        const { inside, status } = await answer.told();
        residual = inside.reduce((most, v) => Math.max(most, v), residual);
        for (let k = 2; k < status.length; k += 4) if (status[k] > 1) failed++;
      }
      const mean = errors.reduce((sum, v) => sum + v / errors.length, 0);
      lines.push(
        `nu ${nu}: ${(100 * mean).toFixed(2)} % (most ${(100 * Math.max(...errors)).toFixed(1)}; max|F| ${residual.toFixed(2)}, jump ${jump.toFixed(3)}, drift ${drift.toExponential(1)}, failed ${failed})`,
      );
    }
    return lines.join(' ');
  };
  const line = async () => {
    const metrics = Object.entries(solver.metrics()).map(([name, { value }]) => `${name} ${value.toPrecision(3)}`);
    const time = seconds();
    if (path) keep(path, await solver.save());
    console.log(`${run} ${solver.stepCount}: ${await told()} ${metrics.join(' ')} ${time.toFixed(0)} s`);
  };
  if (before || MOE_WEIGHTS) await line();
  while (!solver.finished && seconds() < Number(MOE_SECONDS)) {
    await solver.step(Math.min(10, Number(MOE_LINE)));
    if (solver.stepCount % Number(MOE_LINE) === 0 || solver.finished) await line();
  }
  if (path) keep(path, await solver.save());
  console.log(run, JSON.stringify({ cost: solver.cost, outcome: solver.outcome }));
  expect(solver.outcome.code).not.toBe('diverged');
});

/** The weights of a method in a folder of them. */
function weightsIn(folder: string, method: MoeMethod): Weights {
  const path = join(folder, `ns-vorticity-moe.${method}.safetensors`);
  const { tensors, metadata } = readSafetensors(new Uint8Array(readFileSync(path)), path);
  return { tensors, metadata } as Weights;
}

/** The largest mean of vorticity at any time less that of the start. */
function driftOf(field: Float64Array, times: number): number {
  const size = field.length / times;
  const means = Array.from({ length: times }, (_, k) => {
    return field.subarray(k * size, (k + 1) * size).reduce((sum, v) => sum + v / size, 0);
  });
  return Math.max(...means.map((mean) => Math.abs(mean - means[0])));
}
