import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { add, compileProgram, concat, exp, floor, grad, mul, reshape, variable } from '../../array';
import { fnoCount, fnoInitial } from '../../nets';
import { adam } from '../../optim';
import { drawn, Example } from './example';
import { gridOf } from './grid';
import { networkFor } from './inference';
import { vorticity } from './moe.testing';
import { recipeOf } from './recipe';
import { drawnStarts } from './starts';
import { statementOf } from './statement';
import { lossOf } from './training';

const method = (process.env.M ?? 'pi-hc-moe') as 'pi-hc-moe';
it('profile', async () => {
  const gpu = await openTestGpu();
  const problem = vorticity(method, {
    points: 32,
    times: 32,
    width: 16,
    layers: 3,
    modes: 6,
    projection: 32,
    batch: 2,
    samples: 1000,
    steps: 400,
    rate: 0.004,
    boxes: 2,
    hardStart: true,
    zeroMean: true,
    rowScale: 1,
    rowScaleLast: 1,
    weight: 1,
    weightLast: 1,
    ...JSON.parse(process.env.R ?? '{}'),
  });
  const recipe = recipeOf(problem, method);
  const statement = statementOf(problem, recipe.floor);
  const grid = gridOf(statement, recipe);
  const network = networkFor(statement, grid, recipe);
  const node = variable('network', [fnoCount(network)]);
  const step = variable('step', []);
  const start = drawnStarts(statement, statement.random!, grid, recipe.batch, 9, step);
  const example = new Example(statement, grid, recipe.batch, drawn(recipe, step), start);
  const { parts, status } = lossOf(method, statement, grid, recipe, node, example, step);
  const [loss, ...rest] = parts;
  const rate = mul(recipe.rate, exp(mul(-Math.LN2, floor(mul(0.1, step)))));
  const updates = new Map(adam(node, grad(loss, [node])[0], { rate: reshape(rate, []), clipNorm: recipe.clip }));
  updates.set(step, add(step, 1));
  const told = concat([loss, ...rest].map((part) => reshape(part, [1])));
  const compiled = await compileProgram(gpu, `t`, { outputs: { told, ...(status && { status }) }, updates });
  const { program, listing } = compiled;
  const full = program;
  gpu.write(compiled.array(node), fnoInitial(network, 0));
  const times: number[] = [];
  gpu.run(full);
  await gpu.done();
  const t0 = performance.now();
  gpu.run(full);
  await gpu.done();
  const whole = performance.now() - t0;
  for (let k = 0; k < full.length; k++) {
    let best = 1e9;
    for (let r = 0; r < 2; r++) {
      const t = performance.now();
      gpu.run(full, k, k + 1);
      await gpu.done();
      best = Math.min(best, performance.now() - t);
    }
    times.push(best);
  }
  const lines = listing.split('\n');
  const text = [
    `params ${fnoCount(network)} whole ${whole.toFixed(0)} sum ${times.reduce((a, b) => a + b, 0).toFixed(0)}`,
    lines[1],
    ...lines.slice(2, -1).map((l, k) => `${(times[k] ?? 0).toFixed(1).padStart(8)} ${l}`),
    lines.at(-1),
  ].join('\n');
  writeFileSync(process.env.OUT ?? '/tmp/moe-profile.txt', text);
}, 280000);
