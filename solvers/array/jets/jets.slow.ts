import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { record } from '../../../tests/report';
import { benchmark, type Gpu } from '../../gpu';
import type { JetShape } from '.';
import { numbers, parameterCount, recordJets } from './jets.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const BURGERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [2, 0],
];
const wide = (outputs: number): number[] => [2, 64, 64, 64, 64, outputs];

/** The networks of the compared workloads at the points where derivatives are wanted. */
const CASES: Readonly<Record<string, JetShape>> = {
  'W1: 4 x 64, Burgers': { sizes: wide(1), channels: BURGERS, points: 2048, activation: 'tanh' },
  'W1: 4 x 64, values': { sizes: wide(1), channels: [[0, 0]], points: 512, activation: 'tanh' },
  'W1b: 8 x 20, Burgers': {
    sizes: [2, ...new Array(8).fill(20), 1],
    channels: BURGERS,
    points: 8192,
    activation: 'tanh',
  },
  'W2: 4 x 64, Navier-Stokes': { sizes: wide(3), channels: [...BURGERS, [0, 2]], points: 2048, activation: 'tanh' },
};

test.each(Object.entries(CASES))('%s', async (name, shape) => {
  const length = parameterCount(shape.sizes);
  const begun = performance.now();
  const run = await recordJets(gpu, shape, numbers(length, 1, 0.2), numbers(2 * shape.points, 2));
  const compiled = performance.now() - begun;
  gpu.run(run.forward);
  const forward = await benchmark(gpu, run.forward, 7);
  const backward = await benchmark(gpu, run.backward, 7);
  const flops = run.forward.cost.flops + run.backward.cost.flops;
  const ms = forward.ms + backward.ms;
  record(
    'Networks with derivatives',
    {
      case: name,
      'forward, ms': forward.ms,
      'backward, ms': backward.ms,
      'GFLOP/s': flops / ms / 1e6,
      'compile, ms': compiled,
      dispatches: run.forward.cost.dispatches + run.backward.cost.dispatches,
    },
    gpu.adapterName,
  );
  run.release();
  expect(ms).toBeGreaterThan(0);
});
