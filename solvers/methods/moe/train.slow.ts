import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { readNpz } from '../../io';
import { atPointsOf } from '../interpolate';
import type { Snapshot } from '../solver';
import { sorption } from './moe.testing';
import { MoeSolver } from './moe-solver';
import type { MoeMethod } from './recipe';

/**
 * The table of README.md: diffusion with sorption trained from scratch. MOE_RUNS names runs as method:seed (comma
 * between), MOE_RECIPE settings as JSON, MOE_SECONDS how long each run may take; with MOE_FOLDER a run goes on where the
 * last one ended.
 */
const {
  MOE_RUNS = 'pi-hc-moe:0',
  MOE_RECIPE = '{}',
  MOE_SECONDS = '800',
  MOE_FOLDER = '',
  MOE_LINE = '100',
} = process.env;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

interface Truth {
  readonly u0: number;
  readonly u: Float64Array;
  readonly coordinates: Readonly<Record<string, Float64Array>>;
}

/** Of the stored solutions, in their order. */
const STARTS = [0.12848564627787537, 0.012583373601797, 0.028476811644073896, 0.022689185966383297];

const TRUTHS = STARTS.map((u0, k): Truth => {
  const path = fileURLToPath(new URL(`../../../public/references/diffusion-sorption-${k + 1}.npz`, import.meta.url));
  const stored = readNpz(readFileSync(path));
  const numbers = (name: string) => Float64Array.from(stored.get(name)!.data as ArrayLike<number>);
  return { u0, u: numbers('u'), coordinates: { t: numbers('t'), x: numbers('x') } };
});

/** Relative L2 errors on the stored solutions, which no training sees. */
async function errorsOf(solver: MoeSolver): Promise<number[]> {
  const errors: number[] = [];
  for (const { u0, u, coordinates } of TRUTHS) {
    solver.setParameter('u0', u0);
    const [field] = await solver.fields();
    const found = atPointsOf(
      { coordinates: inOrder(coordinates) },
      { ...field, coordinates: inOrder(field.coordinates) },
    );
    const error = u.reduce((sum, v, k) => sum + (v - found[k]) ** 2, 0);
    errors.push(Math.sqrt(error / u.reduce((sum, v) => sum + v * v, 0)));
  }
  return errors;
}

/** Axes [t][x] under names that stand in this order. */
function inOrder({ t, x }: Readonly<Record<string, Float64Array>>): Record<string, Float64Array> {
  return { z: t, y: x };
}

function stored(path: string): Snapshot | null {
  if (!existsSync(path)) return null;
  const { method, numbers, arrays } = JSON.parse(readFileSync(path, 'utf8'));
  const bytes = Object.entries(arrays as Record<string, string>).map(([name, text]) => {
    return [name, new Uint8Array(Buffer.from(text, 'base64')).buffer] as const;
  });
  return { method, numbers, arrays: Object.fromEntries(bytes) };
}

function store(path: string, { method, numbers, arrays }: Snapshot): void {
  const text = Object.entries(arrays).map(([name, data]) => [name, Buffer.from(data).toString('base64')]);
  writeFileSync(path, JSON.stringify({ method, numbers, arrays: Object.fromEntries(text) }));
}

it.each(MOE_RUNS.split(','))('%s', async (run) => {
  const [method, seed] = run.split(':');
  const recipe = { ...JSON.parse(MOE_RECIPE), seed: 100 * Number(seed) };
  const problem = { ...sorption(method, recipe), seed: Number(seed) };
  const solver = await MoeSolver.create(gpu, method as MoeMethod, problem);
  const path = MOE_FOLDER && join(MOE_FOLDER, `${method}-${seed}.json`);
  const before = path ? stored(path) : null;
  if (before) await solver.load(before);
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  console.log(run, JSON.stringify(solver.notes));
  const line = async () => {
    const metrics = Object.entries(solver.metrics()).map(([name, { value }]) => `${name} ${value.toPrecision(3)}`);
    const errors = await errorsOf(solver);
    const mean = errors.reduce((sum, error) => sum + error / errors.length, 0);
    const told = `error ${(100 * mean).toFixed(2)} % (${errors.map((error) => (100 * error).toFixed(2)).join(', ')})`;
    console.log(`${run} ${solver.stepCount}: ${told} ${metrics.join(' ')} ${seconds().toFixed(0)} s`);
    if (path) store(path, await solver.save());
  };
  if (before) await line();
  while (!solver.finished && seconds() < Number(MOE_SECONDS)) {
    await solver.step(Math.min(20, Number(MOE_LINE)));
    if (solver.stepCount % Number(MOE_LINE) === 0 || solver.finished) await line();
  }
  console.log(run, JSON.stringify({ ...(await solver.measure()), cost: solver.cost, outcome: solver.outcome }));
  expect(solver.outcome.code).not.toBe('diverged');
  solver.dispose();
});
