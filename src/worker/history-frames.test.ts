import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomUniform } from '../../solvers/base/random';
import type { Gpu } from '../../solvers/gpu';
import type { Display } from '../../solvers/methods/solver';
import { openTestGpu } from '../../tests/gpu';
import { openFrames } from './history-frames';

/** Cells that neither a block of 32 nor a workgroup of 64 divides. */
const [NX, NY] = [37, 23];
const BUDGET = 2 ** 22;

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu({ budget: BUDGET });
});
afterAll(() => gpu.close());

function display(): Display & { velocity: NonNullable<Display['velocity']> } {
  const faces = (n: number) => Float64Array.from({ length: n + 1 }, (_, k) => k);
  const fields = ['u', 'v'].map((name) => {
    const data = gpu.storage(name, 4 * NX * NY);
    return { name, title: name, latex: name, unit: '', kind: 'diverging' as const, data };
  });
  const velocity = gpu.storage('velocity', 8 * NX * NY);
  return { nx: NX, ny: NY, facesX: faces(NX), facesY: faces(NY), fields, velocity, distance: null };
}

/** Numbers of all sizes, some of them nothing. */
function numbers(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, k) => {
    return k % 11 === 0 ? 0 : (randomUniform(seed, k) - 0.5) * 10 ** (16 * randomUniform(seed + 100, k) - 8);
  });
}

test('stored pictures come back within half a step of 1/32767 of their block, whatever was drawn since', async () => {
  const shown = display();
  const frames = (await openFrames(gpu, shown))!;
  const arrays = [...shown.fields.map(({ data }) => data), shown.velocity];
  const content = (seed: number) => arrays.map((_, k) => numbers((k === 2 ? 2 : 1) * NX * NY, 10 * seed + k));
  const slots = [0, 3, frames.capacity - 1];
  for (const slot of slots) {
    content(slot).forEach((data, k) => void gpu.write(arrays[k]!, data));
    frames.store(slot);
  }
  for (const slot of [...slots].reverse()) {
    frames.show(slot);
    for (const [k, wanted] of content(slot).entries()) {
      const got = new Float32Array(await gpu.read(arrays[k]!));
      let worst = 0;
      wanted.forEach((value, i) => {
        const first = i - (i % 32);
        const scale = wanted.subarray(first, first + 32).reduce((a, b) => Math.max(a, Math.abs(b)), 1e-30);
        worst = Math.max(worst, Math.abs(got[i]! - value) / scale);
      });
      // Half a step, and three roundings of f32: the quotient, the way to whole numbers and back.
      expect(worst).toBeLessThan(0.5 / 32767 + 4 * 2 ** -24);
      expect(worst).toBeGreaterThan(0.1 / 32767);
    }
  }
  const { u } = await frames.probe(3, 2.5, 1.5);
  const row = new Float32Array(await gpu.read(arrays[0]!, 4 * NX, 12));
  expect(u).toBe(row[2]);
  frames.dispose();
});

test('they take 2.1 bytes a number, within a sixteenth of the budget, and allocate nothing on the way', async () => {
  const shown = display();
  const before = gpu.counters.bytesAlive;
  const frames = (await openFrames(gpu, shown))!;
  expect(frames.bytes / (4 * NX * NY)).toBeCloseTo(4 * (17 / 32), 1);
  expect(frames.capacity % 2).toBe(0);
  const taken = gpu.counters.bytesAlive - before;
  expect(taken).toBeLessThanOrEqual(BUDGET / 16 + 4096);
  expect(taken).toBeGreaterThan((BUDGET / 16) * 0.8);
  const { buffersCreated } = gpu.counters;
  for (let slot = 0; slot < frames.capacity; slot++) frames.store(slot);
  expect(gpu.counters.buffersCreated).toBe(buffersCreated);
  frames.dispose();
  expect(gpu.counters.bytesAlive).toBe(before);
});

test('a display that leaves no room has no timeline', async () => {
  const shown = display();
  const rest = gpu.budget - gpu.counters.bytesAlive;
  const ballast = gpu.storage('ballast', rest - 16 * 1024);
  expect(await openFrames(gpu, shown)).toBeNull();
  gpu.release(ballast);
});
