import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';
import type { Program } from './program';
import { Runner } from './runner';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** x <- 1664525 x + constant modulo 2^32: two of them do not commute, so the result tells the order. */
const step = (constant: number): Kernel => ({
  name: `step ${constant}`,
  wgsl: `override C: u32;
@group(0) @binding(0) var<storage, read_write> x: array<u32>;
@compute @workgroup_size(1) fn main() { x[0] = x[0] * 1664525u + C; x[1] = x[1] + 1u; }`,
  workgroup: [1, 1, 1],
  cost: { flops: 3, bytes: 16 },
  constants: { C: constant },
});
const CONSTANTS = [3, 5, 7, 11, 13];

async function record(): Promise<{ program: Program; read: () => Promise<number[]> }> {
  const x = gpu.upload('x', new Uint32Array([1, 0]));
  const program = await gpu.record('steps', (r) => {
    for (const constant of CONSTANTS) r.dispatch(step(constant), { x }, [1]);
  });
  return { program, read: async () => [...new Uint32Array(await gpu.read(x, 0, 8))] };
}

function oracle(replays: number): number[] {
  let x = 1;
  for (let k = 0; k < replays; k++) for (const c of CONSTANTS) x = (Math.imul(x, 1664525) + c) >>> 0;
  return [x, replays * CONSTANTS.length];
}

// 0 ms: one dispatch a slice. 1e9 ms: all in one.
test.each([0, 0.1, 1, 30, 1e9])('slices of %d ms give the same bits in the same order', async (sliceMs) => {
  const { program, read } = await record();
  const runner = new Runner(gpu, { sliceMs });
  await runner.run(program, 7);
  await runner.run(program);
  await runner.drain();
  expect(await read()).toEqual(oracle(8));
  if (sliceMs === 0) expect(runner.slices).toBe(8 * CONSTANTS.length);
  if (sliceMs === 1e9) expect(runner.slices).toBe(2);
});

test('runs asked for at once follow one another, and a write after the wait comes after the run', async () => {
  const { program, read } = await record();
  const runner = new Runner(gpu, { sliceMs: 0 });
  const runs = [runner.run(program, 2), runner.run(program, 3), runner.run(program, 0), runner.run(program)];
  await Promise.all(runs);
  // No drain: the read is ordered behind the last slice.
  expect(await read()).toEqual(oracle(6));
  await runner.drain();
});

test('at most two slices are in flight, and one when a run resolves', async () => {
  const { program } = await record();
  let inFlight = 0;
  let most = 0;
  const gates: (() => void)[] = [];
  const done = vi.spyOn(gpu, 'done').mockImplementation(() => {
    most = Math.max(most, ++inFlight);
    return new Promise((resolve) => gates.push(() => resolve(void inFlight--)));
  });
  const runner = new Runner(gpu, { sliceMs: 0 });
  let resolved = false;
  const run = runner.run(program, 2).then(() => {
    resolved = true;
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  await settle();
  expect([runner.slices, inFlight, resolved]).toEqual([2, 2, false]);
  gates.shift()!();
  await settle();
  expect([runner.slices, inFlight]).toEqual([3, 2]);
  while (!resolved) {
    gates.shift()!();
    await settle();
  }
  await run;
  expect([runner.slices, inFlight, most]).toEqual([10, 1, 2]);
  gates.shift()!();
  await runner.drain();
  done.mockRestore();
});

/**
 * Cuts of 400 replays on a device where a dispatch takes 10 ms, told through the clock alone; `share` is the part of
 * a slice's time that has passed between the news of the slice before and its own.
 */
async function cutsOn(share: (slice: number) => number): Promise<number[]> {
  const { program } = await record();
  let now = 0;
  const cuts: number[] = [];
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  const submit = vi.spyOn(gpu, 'run').mockImplementation((_, from = 0, to = 0) => void cuts.push(to - from));
  const done = vi.spyOn(gpu, 'done').mockImplementation(async () => {
    now += 10 * cuts.at(-1)! * share(cuts.length);
  });
  const runner = new Runner(gpu, { sliceMs: 30 });
  await runner.run(program, 400);
  await runner.drain();
  for (const spy of [clock, submit, done]) spy.mockRestore();
  expect(cuts.reduce((sum, cut) => sum + cut, 0)).toBe(2000);
  return cuts;
}

test('slices follow the clock: a slow device gets shorter ones', async () => {
  const cuts = await cutsOn(() => 1);
  // 30 ms are 3 dispatches; the first guess was far more.
  expect(cuts[0]).toBeGreaterThan(30);
  expect(new Set(cuts.slice(3, -1))).toEqual(new Set([3]));
});

test('slices keep their length where the device tells of two at once', async () => {
  const cuts = await cutsOn((slice) => (slice % 2 === 0 ? 2 : 0));
  // The sums waver by 7/8 and 7/6 about 3.
  expect(cuts.slice(10, -1).every((cut) => cut >= 2 && cut <= 4)).toBe(true);
});

test('a loss is told by the run, and by what comes after', async () => {
  const other = await openTestGpu();
  const x = other.upload('x', new Uint32Array(2));
  const program = await other.record('steps', (r) => r.dispatch(step(3), { x }, [1]));
  const runner = new Runner(other, { sliceMs: 0 });
  const run = runner.run(program, 1e6);
  await new Promise((resolve) => setTimeout(resolve, 20));
  other.device.destroy();
  await expect(run).rejects.toMatchObject({ code: 'lost' });
  await expect(runner.run(program)).rejects.toMatchObject({ code: 'lost' });
});

test('replaying creates no buffers, pipelines or bind groups and reads nothing back', async () => {
  const { program } = await record();
  const runner = new Runner(gpu, { sliceMs: 1 });
  const before = { ...gpu.counters };
  await runner.run(program, 100);
  await runner.drain();
  const { submits, dispatches, ...rest } = gpu.counters;
  expect(dispatches - before.dispatches).toBe(500);
  expect(submits - before.submits).toBe(runner.slices);
  expect({ ...before, ...rest }).toEqual(before);
});
