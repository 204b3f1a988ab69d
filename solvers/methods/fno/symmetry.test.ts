import { expect, test } from 'vitest';
import { moved, type Symmetry, symmetriesOf } from './symmetry';
import type { Channels, OperatorTask } from './task';

const channels = (shape: readonly number[], of: (y: number, x: number) => number): Channels => ({
  shape,
  count: 1,
  data: Float32Array.from({ length: shape[0] * shape[1] }, (_, at) => of(Math.floor(at / shape[1]), at % shape[1])),
});

/** A task whose answer is any function of the input channels. */
const task = (solve: (inputs: Channels) => Channels, turning = 0): Pick<OperatorTask, 'solve' | 'turning'> => ({
  turning,
  solve: async (all) => all.map((inputs) => ({ inputs, frames: [solve(inputs)] })),
});

test('a channel moves as its grid does', () => {
  const field = channels([3, 3], (y, x) => 10 * y + x);
  const flip: Symmetry = { exchange: false, flips: [true, false], sign: 1 };
  expect(Array.from(moved(field, flip, 0).data)).toEqual([20, 21, 22, 10, 11, 12, 0, 1, 2]);
  expect(Array.from(moved(field, { exchange: true, flips: [], sign: 1 }, 0).data)).toEqual([
    0, 10, 20, 1, 11, 21, 2, 12, 22,
  ]);
  expect(moved(moved(field, flip, 0), flip, 0).data).toEqual(field.data);
});

test('all eight of a square where the answer moves along', async () => {
  const inputs = channels([5, 5], (y, x) => y ** 2 + 3 * x + x * y);
  const square = task(({ shape, count, data }) => ({ shape, count, data: data.map((value) => value ** 2) }));
  const found = await symmetriesOf(square, (await square.solve([inputs]))[0]);
  expect(found).toHaveLength(8);
  const images = new Set(found.map((symmetry) => moved(inputs, symmetry, 0).data.join()));
  expect(images.size).toBe(8);
});

test('an answer that leans on x loses the flip of x and the exchange', async () => {
  const inputs = channels([5, 5], (y, x) => y ** 2 + 3 * x + x * y);
  const leaning = task(({ shape, count, data }) => ({
    shape,
    count,
    data: data.map((value, at) => value * (1 + (at % 5))),
  }));
  const found = await symmetriesOf(leaning, (await leaning.solve([inputs]))[0]);
  expect(found).toEqual([
    { exchange: false, flips: [false, false], sign: 1 },
    { exchange: false, flips: [true, false], sign: 1 },
  ]);
});

test('a field that turns its sign in the mirror, as vorticity does', async () => {
  const inputs = channels([5, 5], (y, x) => y ** 2 + 3 * x + x * y - 9);
  // The sign of what is left of the middle and of what is right of it.
  const turning = task(
    ({ shape, count, data }) => ({ shape, count, data: data.map((value, at) => value ** 2 * Math.sign((at % 5) - 2)) }),
    1,
  );
  const found = await symmetriesOf(turning, (await turning.solve([inputs]))[0]);
  expect(found.map(({ exchange, flips, sign }) => [exchange, ...flips, sign])).toEqual([
    [false, false, false, 1],
    [false, false, true, -1],
    [false, true, false, 1],
    [false, true, true, -1],
  ]);
});
