import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import { record } from '../../../tests/report';
import type { Gpu } from '../../gpu';
import { openNodeGpu } from '../../gpu/node';
import { readSafetensors } from '../../io';
import { evolve } from '../evolve';
import type { Problem } from '../problem';
import type { HostField, Solver } from '../solver';
import { FnoSolver } from './fno-solver';
import { relative } from './school';

/*
 * The shipped operators beside method evolve on the coarsest grid that is as exact, at the end of time, on the scene's own
 * start. The truth is method evolve on a grid that both grids' points are on.
 */

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openNodeGpu();
});
afterAll(() => gpu.close());

/** Every so many-th value along each axis, at the end of time. */
function thinned({ shape, data }: HostField, axes: number, every: number): Float32Array {
  const [nx, ny] = [shape.at(-1)!, axes > 1 ? shape.at(-2)! : 1];
  const last = data.subarray(data.length - nx * ny);
  const values: number[] = [];
  for (let y = 0; y < ny; y += axes > 1 ? every : 1) {
    for (let x = 0; x < nx; x += every) values.push(last[y * nx + x]);
  }
  return Float32Array.from(values);
}

/** The quickest of three, in ms: others compute on this machine, too. */
async function quickest(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let k = 0; k < 3; k++) {
    const began = performance.now();
    await run();
    times.push(performance.now() - began);
  }
  return Math.min(...times);
}

function on(problem: Problem, cells: number): Problem {
  return { ...problem, grid: { ...problem.grid, cells: problem.axes.map(() => cells) } };
}

/** To the end of time; the number of dispatches. */
async function solved(solver: Solver): Promise<number> {
  await solver.reset();
  while (!solver.finished) await solver.step(4096);
  await solver.probe(0.5, 0.5);
  return solver.stepCount * solver.cost.dispatches;
}

const fileOf = (id: string) => new URL(`../../../public/weights/${id}.fno.safetensors`, import.meta.url);

test.each(
  [
    ['burgers-operator', 256, 1024],
    ['heat', 32, 128],
    ['ns-vorticity-forced', 64, 128],
  ].filter(([id]) => existsSync(fileOf(String(id)))) as [string, number, number][],
)('%s on %i cells, truth on %i', async (id, cells, fine) => {
  const { problem } = resolve(presetById(id).scene);
  const [axes, name] = [problem.axes.length, problem.unknowns[0]];
  // A random start is that of the operator's grid on all of them: coarser ones have fewer of its waves.
  const truthSolver = await evolve.init(gpu, on(problem, fine));
  await solved(truthSolver);
  const truth = (await truthSolver.fields()).find((field) => field.name === name)!;
  truthSolver.dispose();
  const operator = await FnoSolver.create(gpu, on(problem, cells));
  await operator.takeWeights(readSafetensors(readFileSync(fileOf(id)), id));
  const answer = (await operator.fields()).find((field) => field.name === name)!;
  const error = relative(thinned(answer, axes, 1), thinned(truth, axes, fine / cells));
  const shown = operator.display.fields[0].data;
  const milliseconds = await quickest(async () => {
    operator.refresh([name]);
    await gpu.read(shown, 0, 4);
  });
  const frames = Number(problem.recipes.fno?.frames ?? 1);
  for (let n = 8; n <= fine / 2; n *= 2) {
    const solver = await evolve.init(gpu, on(problem, n));
    const dispatches = await solved(solver);
    const found = (await solver.fields()).find((field) => field.name === name)!;
    const own = relative(thinned(found, axes, 1), thinned(truth, axes, fine / n));
    if (own <= error) {
      record('Operators beside method evolve at equal accuracy, end of time', {
        scene: id,
        'operator: error': `${(100 * error).toFixed(2)} %`,
        'operator: dispatches': frames * operator.cost.dispatches,
        'operator [ms]': milliseconds,
        'evolve: cells': n ** axes,
        'evolve: error': `${(100 * own).toFixed(2)} %`,
        'evolve: dispatches': dispatches,
        'evolve [ms]': await quickest(() => solved(solver)),
      });
      solver.dispose();
      operator.dispose();
      return;
    }
    solver.dispose();
  }
  expect.unreachable(`method evolve is nowhere within ${error}`);
});
