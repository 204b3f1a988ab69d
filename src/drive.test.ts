import { expect, test } from 'vitest';
import { drive } from './drive';
import { aSolver } from './worker/host.testing';

const nothing = async (): Promise<void> => {};

test('a solve stops when it is told that it is enough, and says why; not before its first step', async () => {
  const solver = aSolver();
  const asked: number[] = [];
  const { result } = await drive(solver, [], nothing, {
    enough: ({ count }) => {
      asked.push(count!.value);
      return count!.value >= 20 ? 'count is above 19' : null;
    },
  });
  expect(asked[0]).toBeGreaterThan(0);
  expect(solver.stepCount).toBeGreaterThanOrEqual(20);
  expect(result).toEqual({ code: 'ok', advice: `Stopped after ${solver.stepCount} steps, as count is above 19.` });
});

test('limits in steps hold to the step', async () => {
  const solver = aSolver();
  await drive(solver, [], nothing, { steps: 17 });
  expect(solver.stepCount).toBe(17);
});
