import { expect, test } from 'vitest';
import { Pace } from './pace';

test('fills the time between two pictures, growing at most fourfold', () => {
  const pace = new Pace();
  const batches = [];
  for (let k = 0; k < 5; k++) {
    const n = pace.batch(0);
    batches.push(n);
    pace.stepped(n, 0.5 * n);
  }
  // 33.3 ms / 0.5 ms = 66 steps.
  expect(batches).toEqual([1, 4, 16, 64, 66]);
});

test('slow pictures get a third of the time', () => {
  const pace = new Pace();
  for (let k = 0; k < 5; k++) pace.stepped(20, 200);
  pace.drew(100);
  expect(pace.frameMs).toBe(300);
  expect(pace.batch(0)).toBe(20);
});

test('steps slower than a picture come one at a time', () => {
  const pace = new Pace();
  pace.stepped(1, 400);
  expect(pace.batch(0)).toBe(1);
});

test('a frozen tab does not change the pace', () => {
  const pace = new Pace();
  for (let k = 0; k < 5; k++) pace.stepped(33, 33);
  pace.stepped(33, 3_600_000);
  expect(pace.stepMs).toBe(1);
  expect(pace.batch(0)).toBe(33);
});

test('the speed is a cap', () => {
  const pace = new Pace();
  for (let k = 0; k < 5; k++) pace.stepped(33, 33);
  expect(pace.batch(3)).toBe(3);
  expect(pace.batch(1000)).toBe(33);
});
