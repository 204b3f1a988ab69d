import { afterAll, beforeAll, expect, test } from 'vitest';
import grid from '../../../shaders/flow/grid.wgsl?raw';
import { openTestGpu } from '../../../tests/gpu';
import { runKernel } from '../../../tests/kernel';
import { randomUniform } from '../../base/random';
import type { Gpu, Kernel } from '../../gpu';
import { split } from './layout';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const QUANTUM = 2 ** -20;
const STEPS = 1000;
/** Numbers; no workgroup divides it. */
const COUNT = 77;

const SUM: Kernel = {
  name: 'test/accumulate',
  wgsl: `${grid}
@group(0) @binding(0) var<uniform> flow: Flow;
@group(0) @binding(1) var<storage, read> steps: array<f32>;
@group(0) @binding(2) var<storage, read_write> numbers: array<vec2f>;
@compute @workgroup_size(64)
fn sum(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= flow.nx) { return; }
  var number = numbers[id.x];
  for (var k = 0u; k < flow.ny; k++) {
    number = accumulate(number, steps[k * flow.nx + id.x], flow.quantum);
  }
  numbers[id.x] = number;
}`,
  workgroup: [64, 1, 1],
  cost: { flops: 0, bytes: 0 },
};

/** Adds up `steps` [STEPS][COUNT] on the device, from `start`; (hi, lo) of every number. */
async function addUp(start: Float32Array, steps: Float32Array): Promise<Float32Array> {
  const out = await runKernel(gpu, SUM, {
    uniforms: { flow: { nx: COUNT, ny: STEPS, quantum: QUANTUM } },
    arrays: { steps, numbers: start },
    extent: [COUNT],
  });
  return out.f32('numbers');
}

/** Random numbers in [-1, 1] as (hi, lo). */
const START = Float32Array.from(
  { length: 2 * COUNT },
  (_, k) => split(2 * randomUniform(1, k >> 1) - 1, QUANTUM)[k & 1],
);

function exactSums(steps: Float32Array): number[] {
  return Array.from({ length: COUNT }, (_, c) => {
    let sum = START[2 * c] + START[2 * c + 1];
    for (let k = 0; k < STEPS; k++) sum += steps[k * COUNT + c];
    return sum;
  });
}

function expectOnLattice(numbers: Float32Array): void {
  for (let c = 0; c < COUNT; c++) {
    expect(Number.isInteger(numbers[2 * c] / QUANTUM)).toBe(true);
    expect(Math.abs(numbers[2 * c + 1])).toBeLessThanOrEqual(0.75 * QUANTUM);
  }
}

test('steps on a lattice of 2^-40 add up without any error, small and large ones', async () => {
  for (const most of [2 ** -30, 2 ** -22, 2 ** -18]) {
    const steps = Float32Array.from({ length: STEPS * COUNT }, (_, k) => {
      return Math.round(((2 * randomUniform(3, k) - 1) * most) / 2 ** -40) * 2 ** -40;
    });
    const start = START.map((value, k) => (k & 1 ? Math.round(value / 2 ** -40) * 2 ** -40 : value));
    const numbers = await addUp(start, steps);
    expectOnLattice(numbers);
    // rest + step is below 2^-17 and a multiple of 2^-40: 23 bits, so every operation is exact.
    const shift = Array.from({ length: COUNT }, (_, c) => START[2 * c + 1] - start[2 * c + 1]);
    const errors = exactSums(steps).map((sum, c) => numbers[2 * c] + numbers[2 * c + 1] - (sum - shift[c]));
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(2 ** -45);
  }
});

test('any steps add up to 2^-40 of the largest number', async () => {
  const steps = Float32Array.from({ length: STEPS * COUNT }, (_, k) => {
    return (2 * randomUniform(5, k) - 1) * 2 ** (-20 - 20 * randomUniform(7, k));
  });
  const numbers = await addUp(START, steps);
  expectOnLattice(numbers);
  const errors = exactSums(steps).map((sum, c) => numbers[2 * c] + numbers[2 * c + 1] - sum);
  // An addition rounds a number below 2 quanta by at most 2^-24 quanta; all of them in one direction:
  expect(Math.max(...errors.map(Math.abs))).toBeLessThan(STEPS * 2 ** -24 * QUANTUM);
  // They are as often up as down: sqrt(STEPS / 3) times that, and the numbers are of size 1.
  const mean = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / COUNT);
  expect(mean).toBeLessThan(2 ** -40);
});

test('a number that has settled between two lattice points does not flicker', async () => {
  // Steps that go to and fro by half a quantum keep the lattice part where it is.
  const steps = Float32Array.from(
    { length: STEPS * COUNT },
    (_, k) => (Math.floor(k / COUNT) % 2 ? -1 : 1) * 0.2 * QUANTUM,
  );
  const start = START.map((value, k) => (k & 1 ? 0.5 * QUANTUM : value));
  const numbers = await addUp(start, steps);
  for (let c = 0; c < COUNT; c++) expect(numbers[2 * c]).toBe(start[2 * c]);
});
