import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Watchdog } from './watchdog';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('work that does not end is told once, in ten seconds, with what to do', async () => {
  const told: string[] = [];
  const dog = new Watchdog((text) => told.push(text));
  dog.watch(new Promise(() => {}));
  dog.watch(Promise.resolve());
  await vi.advanceTimersByTimeAsync(9_500);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toEqual([expect.stringMatching(/not answered.*restart the browser/)]);
});

test('short work, however much of it, is no hang, and leaves no timer behind', async () => {
  const told: string[] = [];
  const dog = new Watchdog((text) => told.push(text));
  for (let k = 0; k < 100; k++) {
    dog.watch(new Promise((resolve) => setTimeout(resolve, 900)));
    await vi.advanceTimersByTimeAsync(500);
  }
  dog.watch(Promise.reject(new Error('lost')));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a page that was frozen has not waited: missed looks count as one', () => {
  const told: string[] = [];
  const dog = new Watchdog((text) => told.push(text));
  dog.watch(new Promise(() => {}));
  // The timer of a page that is frozen for an hour fires once when it wakes up.
  vi.advanceTimersByTime(1_000);
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([]);
});
