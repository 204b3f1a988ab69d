import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { runKernel } from '../../../tests/kernel';
import { randomBits, randomUniform } from '../../base/random';
import type { Gpu } from '../../gpu';
import { flow } from './index';
import { flowKernels } from './kernels';
import { EPS } from './kernels.testing';
import { flowProblem } from './problems.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

test.each([1, 63, 65])('the kernel sums four weighted entries of each of %i points', async (count) => {
  const cells = 50;
  const numbers = (seed: number, length: number) =>
    Float32Array.from({ length }, (_, k) => 2 * randomUniform(seed, k) - 1);
  const [velocity, pressure, weights] = [numbers(1, 4 * cells), numbers(2, 2 * cells), numbers(3, 4 * count)];
  // A point: four indices, four weights, the component, and three words that fill up its 48 bytes.
  const points = new Uint32Array(12 * count);
  const truth = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const component = randomBits(4, k) % 3;
    for (let n = 0; n < 4; n++) {
      const at = randomBits(5, 4 * k + n) % cells;
      points[12 * k + n] = at;
      const value =
        component < 2
          ? velocity[4 * at + component] + velocity[4 * at + component + 2]
          : pressure[2 * at] + pressure[2 * at + 1];
      truth[k] += weights[4 * k + n] * value;
    }
    new Float32Array(points.buffer).set(weights.subarray(4 * k, 4 * k + 4), 12 * k + 4);
    points[12 * k + 8] = component;
  }
  const { sample } = flowKernels({ obstacles: false, uniform: false });
  const arrays = { points, velocity, pressure, samples: new Float32Array(count) };
  // The kernel asks for the number of points.
  const out = await runKernel(gpu, sample, { arrays, exact: ['points'], extent: [count] });
  // Four terms of size at most 2, of 2 roundings each, and their sum.
  out.f32('samples').forEach((value, k) => {
    expect(Math.abs(value - truth[k])).toBeLessThanOrEqual(8 * 6 * EPS);
  });
});

test('profiles and the probe follow fields that are linear, up to the sides', async () => {
  const linear = ['0.3 + 0.5*y', '0.1'] as const;
  const problem = {
    ...flowProblem({
      x: [0, 2],
      cells: [21, 11],
      spacing: ['1 + x', '1 + 0.5*y'],
      sides: { west: linear, east: 'outflow', south: linear, north: linear },
      initial: { u: linear[0], v: linear[1] },
    }),
    profiles: [
      { title: 'u up', field: 'u', along: 'y', at: { x: 0.77 } },
      { title: 'v along', field: 'v', along: 'x', at: { y: 0.31 } },
      { title: 'u on the wall', field: 'u', along: 'x', at: { y: 0 } },
    ],
  };
  const solver = await flow.init(gpu, problem);
  const [up, along, wall] = await solver.profiles();
  // Linear fields are solenoidal, and bilinear interpolation keeps them; the projection may move them by 4e-7.
  const close = (value: number, want: number) => expect(Math.abs(value - want)).toBeLessThan(2e-6);
  expect([up.positions[0], up.positions[128]]).toEqual([0, 1]);
  up.values.forEach((value, k) => {
    close(value, 0.3 + 0.5 * up.positions[k]);
  });
  for (const value of along.values) close(value, 0.1);
  for (const value of wall.values) close(value, 0.3);
  const cell = solver.display.facesY.findIndex((face) => face > 0.6) - 1;
  const centre = (solver.display.facesY[cell] + solver.display.facesY[cell + 1]) / 2;
  const seen = await solver.probe(1.1, 0.6);
  close(seen.u, 0.3 + 0.5 * centre);
  close(seen.v, 0.1);
  // A difference over a cell magnifies the rounding of the lattice parts: 2^-20 / h.
  expect(Math.abs(seen.vorticity + 0.5)).toBeLessThan(1e-4);
  solver.dispose();
});

test('an end before the samples are recorded is told to who reads them only', async () => {
  // Nothing is compiled there yet.
  const fresh = await openTestGpu();
  const solver = await flow.init(fresh, {
    ...flowProblem({ cells: [8, 8], sides: { west: 'wall', east: 'wall', south: 'wall', north: 'wall' } }),
    profiles: [{ title: 'u up', field: 'u', along: 'y', at: { x: 0.5 } }],
  });
  solver.dispose();
  // A rejection that nobody hears fails the run of the tests within a turn.
  await fresh.compile(flowKernels({ obstacles: false, uniform: true }).sample);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(solver.profiles()).rejects.toThrow('released');
  fresh.close();
});
