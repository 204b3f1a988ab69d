import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BRIEF, timeBlocks } from './blocks';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Steps that take so many milliseconds each; what was asked for, in order. */
function device(...times: number[]) {
  const asked: number[] = [];
  let turn = 0;
  const run = async (steps: number): Promise<void> => {
    asked.push(steps);
    vi.advanceTimersByTime(steps * times[Math.min(turn++, times.length - 1)]!);
  };
  return { asked, run };
}

it('warms up, then makes blocks that last long enough', async () => {
  const { asked, run } = device(100);
  expect(await timeBlocks(run)).toEqual({ ms: 100, min: 100, max: 100, samples: Array(7).fill(100), steps: 49 });
  expect(asked).toEqual([4, 1, 5, ...Array(7).fill(7)]);
});

it('makes no more than the warm-up of slow steps, and one a block', async () => {
  const { asked, run } = device(9000);
  expect((await timeBlocks(run)).steps).toBe(7);
  expect(asked).toEqual([4, 1, ...Array(7).fill(1)]);
});

it('puts a bound on the steps of a block', async () => {
  const { asked, run } = device(0.5);
  await timeBlocks(run);
  expect(asked.at(-1)).toBe(40);
});

it('gives the median, and tells when the clock starts', async () => {
  const { asked, run } = device(1000, 1000, 800, 900, 700, 5000, 950, 1000, 850);
  let before = 0;
  const times = await timeBlocks(run, () => {
    before = asked.length;
  });
  expect(times).toMatchObject({ ms: 900, min: 700, max: 5000 });
  expect(before).toBe(2);
});

it('keeps every block in order', async () => {
  const { run } = device(1000, 1000, 800, 900, 700, 5000, 950, 1000, 850);
  expect((await timeBlocks(run)).samples).toEqual([800, 900, 700, 5000, 950, 1000, 850]);
});

it('is shorter where it is asked to be', async () => {
  const { asked, run } = device(50);
  expect((await timeBlocks(run, () => {}, BRIEF)).steps).toBe(15);
  expect(asked).toEqual([1, 1, 2, ...Array(5).fill(3)]);
});
