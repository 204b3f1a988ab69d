import { describe, expect, it } from 'vitest';
import { doublesOf, errorShare, mayDouble, SHALLOWEST, StepSearch, stepsBetween } from './step-choice';

/** Trials until a step is good enough whose error, as a share of what is allowed, is `at` by depth. */
function trialsFor(at: (depth: number) => number): { trials: number; depth: number } {
  let [depth, trials] = [SHALLOWEST, 1];
  for (const search = new StepSearch(4); at(depth) > 1; trials++) depth += search.halvings(at(depth));
  return { trials, depth };
}

describe('the choice of the step', () => {
  /** A trial of one component, 0.3 of the time after the beginning. */
  const trial = (distance: number, depth = 10, doubles = 4, from = 0.3) => {
    return { sizes: [2], distances: [2 * distance], from, doubles, depth, order: 4, tolerance: 4e-5 };
  };

  it('takes a fifteenth of the distance for the error, and no less than rounding for what is allowed', () => {
    expect(errorShare(trial(6e-7, 26))).toBeCloseTo(1, 12);
    expect(errorShare(trial((15 * 4e-5) / 128))).toBeCloseTo(1, 12);
    expect(errorShare(trial(Number.NaN))).toBeNaN();
  });

  it('doubles where double the size holds the tolerance, or where only rounding is left', () => {
    const most = (15 / 16) * (4e-5 / 8);
    expect(mayDouble(trial(0.9 * most, 6))).toBe(true);
    expect(mayDouble(trial(1.1 * most, 6))).toBe(false);
    expect(mayDouble(trial(5e-7, 16))).toBe(true);
    expect(mayDouble(trial(7e-7, 16))).toBe(false);
    // Louder noise is put to the test at the beginning of each sixteenth of the interval.
    expect(mayDouble(trial(2e-6, 16, 4, 0.25))).toBe(true);
    expect(mayDouble(trial(4e-6, 16, 4, 0.25))).toBe(false);
  });

  it('compares a component that is about to be born with the others', () => {
    // Its distance is all of its size.
    const born = { ...trial(0), sizes: [1, 1e-9], distances: [0, 1e-9] };
    expect(errorShare(born)).toBeLessThan(1);
  });

  it('finds the first step in two trials where errors fall as they should, in few where they fall slowly', () => {
    // Two to the four a halving, from a thousand times too large: three halvings are needed.
    expect(trialsFor((depth) => 1000 * 16 ** (SHALLOWEST - depth))).toEqual({ trials: 2, depth: SHALLOWEST + 3 });
    // A start that jumps: the error falls by two only, and thirteen halvings are needed.
    expect(trialsFor((depth) => 8000 * 2 ** (SHALLOWEST - depth)).trials).toBeLessThanOrEqual(4);
    // Nothing finite above 1 / 2^12 of the interval.
    const wild = trialsFor((depth) => (depth < 12 ? Number.POSITIVE_INFINITY : 16 ** (14 - depth)));
    expect(wild).toEqual({ trials: 4, depth: 14 });
  });

  it('goes over a 32nd of the interval at most, and meets its end', () => {
    expect(doublesOf(SHALLOWEST, 64)).toBe(1);
    expect(doublesOf(SHALLOWEST + 5, 64)).toBe(4);
    expect(doublesOf(SHALLOWEST + 5, 5)).toBe(2);
    expect(stepsBetween(SHALLOWEST)).toBe(2);
    expect(stepsBetween(20)).toBe(128);
  });
});
