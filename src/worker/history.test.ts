import { beforeEach, describe, expect, test } from 'vitest';
import { History } from './history';
import type { Frames } from './history-frames';
import { aSolver, type CountingSolver } from './host.testing';

/** Pictures that only remember of which step they are. */
class FakeFrames implements Frames {
  readonly capacity = 8;
  readonly bytes = 8;
  readonly slots: (number | undefined)[] = [];
  shown: number | undefined;
  disposed = false;
  readonly #solver: CountingSolver;
  readonly #stored: () => void;

  constructor(solver: CountingSolver, stored: () => void) {
    this.#solver = solver;
    this.#stored = stored;
  }

  store(slot: number): void {
    expect(slot).toBeGreaterThanOrEqual(0);
    expect(slot).toBeLessThan(this.capacity);
    this.slots[slot] = this.#solver.stepCount;
    this.#stored();
  }
  show(slot: number): void {
    this.shown = this.slots[slot];
  }
  async probe(slot: number) {
    return { u: this.slots[slot]! };
  }
  dispose(): void {
    this.disposed = true;
  }
}

let solver: CountingSolver;
let frames: FakeFrames;
let history: History;
let now: number;
/** What a picture costs, ms. */
let cost: number;

beforeEach(async () => {
  solver = aSolver();
  now = 0;
  cost = 0;
  frames = new FakeFrames(solver, () => {
    now += cost;
  });
  history = new History({
    solver,
    overTime: false,
    hasPast: true,
    openFrames: async () => frames,
    done: async () => {},
    read: async (_array, from, bytes) => Float32Array.of(from, bytes),
    kept: () => {},
    now: () => now,
  });
  await history.warm();
});

/** Steps, `ms` each, with the history asked before each. */
async function run(steps: number, ms: number): Promise<void> {
  for (let k = 0; k < steps; k++) {
    await history.offer();
    await solver.step(1);
    now += ms;
  }
}

/** The step of every moment that can be looked at, as the pictures have it. */
function stepsShown(): (number | undefined)[] {
  const steps = Array.from({ length: history.count }, (_, index) => {
    const moment = history.show(index)!;
    history.pictured.refresh(['u']);
    expect(frames.shown).toBe(moment.step);
    expect(moment.time).toBe(moment.step! / 2);
    return frames.shown;
  });
  history.show(null);
  return steps;
}

describe('pictures', () => {
  test('the start is kept, then at most ten a second, and thinned evenly when there is no more room', async () => {
    await run(5, 50);
    expect(stepsShown()).toEqual([0, 2, 4]);
    await run(95, 50);
    const steps = stepsShown() as number[];
    expect(steps.length).toBeGreaterThan(4);
    expect(steps.length).toBeLessThanOrEqual(8);
    const apart = steps[1]! - steps[0]!;
    for (const [k, step] of steps.entries()) expect(step).toBe(k * apart);
  });

  test('a picture that takes long is taken seldom: at most one part in forty of the time', async () => {
    cost = 20;
    await run(300, 50);
    // 15 s of steps and what the pictures cost.
    expect(now - 15_000).toBeLessThanOrEqual(now / 40 + cost);
    expect(now).toBeGreaterThan(15_000);
    const steps = stepsShown() as number[];
    expect(steps[1]! - steps[0]!).toBeGreaterThanOrEqual((40 * 20) / 50);
  });

  test('the present is drawn from the solver, a past moment from its picture, and running on forgets what is looked at', async () => {
    await run(7, 100);
    history.pictured.refresh(['u']);
    expect(frames.shown).toBeUndefined();
    expect(history.show(3)).toMatchObject({ index: 3, count: 7, step: 3, time: 1.5 });
    expect(await history.probe(0, 0)).toEqual({ u: 3 });
    expect(history.show(1000)).toMatchObject({ index: 6 });
    expect(history.show(-5)).toMatchObject({ index: 0 });
    expect(history.show(Number.NaN)).toMatchObject({ index: 0 });
    expect(history.show(null)).toBeNull();
    expect(await history.probe(7, 0)).toEqual({ u: 7 });
    history.show(2);
    await history.offer();
    expect(history.shown).toBeNull();
  });

  test('a run that went back by itself forgets what came after; a reset forgets all', async () => {
    await run(6, 100);
    solver.stepCount = 2;
    await history.offer();
    expect(stepsShown()).toEqual([0, 1, 2]);
    solver.stepCount = 0;
    history.clear();
    expect(history.count).toBe(0);
    expect(history.show(0)).toBeNull();
    await run(3, 100);
    expect(stepsShown()).toEqual([0, 1, 2]);
  });

  test('without room there are none, and steps go on', async () => {
    history = new History({
      solver,
      overTime: false,
      hasPast: true,
      openFrames: () => Promise.reject(new Error('no memory')),
      done: async () => {},
      read: async (_array, from, bytes) => Float32Array.of(from, bytes),
      kept: () => {},
      now: () => now,
    });
    await history.warm();
    await run(5, 100);
    expect(history.count).toBe(0);
    expect(history.show(0)).toBeNull();
  });
});

describe('states to go on from', () => {
  test('at most eight, spread over the run; going on takes the last before the moment', async () => {
    await run(600, 100);
    const { count } = history;
    const moment = history.show(Math.floor(count / 2))!;
    expect(moment.from!.time).toBeLessThanOrEqual(moment.time);
    // 60 s and at most eight states: at least four remain, none farther than 16 s from the next.
    expect(moment.time - moment.from!.time).toBeLessThanOrEqual(160 / 2);
    await history.goOn();
    expect(solver.stepCount).toBe(moment.from!.step);
    await history.offer();
    expect(history.count).toBeLessThan(count);
    expect(solver.saves).toBeLessThanOrEqual(31);
  });

  test('without a moment to go on from it says so', async () => {
    await expect(history.goOn()).rejects.toMatchObject({ code: 'bad-input', field: 'moment' });
  });
});

test('pictures over time are looked at row by row, as far as the time has come', async () => {
  const facesY = Float64Array.from({ length: 12 }, (_, k) => k - 0.5);
  solver.display = { ...solver.display, ny: 11, facesY };
  history = new History({
    solver,
    overTime: true,
    hasPast: true,
    openFrames: () => Promise.reject(new Error('not asked for')),
    done: async () => {},
    read: async (_array, from, bytes) => Float32Array.of(from, bytes),
    kept: () => {},
    now: () => now,
  });
  await history.warm();
  await run(9, 100);
  // The time is 4.5: rows of t = 0 to 4.
  expect(history.count).toBe(5);
  expect(history.show(3)).toMatchObject({ index: 3, count: 5, step: null, time: 3, from: { step: 0, time: 0 } });
  history.pictured.refresh(['u']);
  expect(solver.refreshed.at(-1)).toBe('u');
  // Two cells across: row 3 begins after 6 numbers; the present is row 4.
  const [line] = await history.profiles();
  expect(line).toMatchObject({ title: 'u at this moment', field: 'u', positions: Float64Array.of(0.5, 1.5) });
  expect(line!.values).toEqual(Float64Array.of(4 * 2 * 3, 8));
  history.show(null);
  expect((await history.profiles())[0]!.values[0]).toBe(4 * 2 * 4);
});
