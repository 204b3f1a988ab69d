import { expect, test } from 'vitest';
import { napWhile } from './nap';

/** Turns of the event loop while `promise` is pending, by a loop such as Dawn's. */
async function turnsDuring(promise: Promise<unknown>): Promise<number> {
  let turns = 0;
  let on = true;
  const turn = () => {
    turns++;
    if (on) setImmediate(turn);
  };
  setImmediate(turn);
  await promise.catch(() => {});
  on = false;
  return turns;
}

const later = (ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, 'done'));

/**
 * Each turn lasts at least its nap: 8 of 0.05 ms until 0.4 ms, then the wait grows by 9/8 a turn until 8 ms
 * (ln(8 / 0.4) / ln(9 / 8) = 26), then 1 ms a turn; and two for the ends.
 */
const mostTurns = (ms: number) => 8 + 26 + Math.max(0, ms - 8) + 2;

test('the event loop turns slowly while something is awaited, and freely afterwards', async () => {
  const begin = performance.now();
  const napped = await turnsDuring(napWhile(later(100)));
  expect(napped).toBeLessThanOrEqual(mostTurns(performance.now() - begin));
  expect(napped).toBeGreaterThan(10);
  // A free turn takes microseconds.
  expect(await turnsDuring(later(100))).toBeGreaterThan(10 * napped);
});

test('the value and the reason pass through', async () => {
  await expect(napWhile(later(1))).resolves.toBe('done');
  await expect(napWhile(Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('waits that overlap share their naps, and the last one ends them', async () => {
  const begin = performance.now();
  const short = napWhile(later(20));
  const long = napWhile(later(100));
  await short;
  const napped = await turnsDuring(long);
  // The naps begin anew when the short wait ends.
  expect(napped).toBeLessThanOrEqual(mostTurns(performance.now() - begin));
  expect(await turnsDuring(later(50))).toBeGreaterThan(5 * napped);
});
