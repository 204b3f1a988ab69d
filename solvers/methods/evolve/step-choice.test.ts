import { describe, expect, it } from 'vitest';
import { doublesOf, errorShare, mayDouble, SHALLOWEST, StepSearch, stepsBetween } from './step-choice';

/** Trials until a step is good enough whose error, as a share of what is allowed, is `at` by depth. */
function trialsFor(at: (depth: number) => number): { trials: number; depth: number } {
  let [depth, trials] = [SHALLOWEST, 1];
  for (const search = new StepSearch(4); at(depth) > 1; trials++) depth += search.halvings(at(depth));
  return { trials, depth };
}

describe('the choice of the step', () => {
  const trial = (distance: number, share = 1 / 1024) => ({ sizes: [2], distances: [2 * distance], share, order: 4 });

  it('takes a fifteenth of the distance for the error, and no less than rounding for what is allowed', () => {
    expect(errorShare(trial(6e-7, 1e-6))).toBeCloseTo(1, 12);
    expect(errorShare(trial(15 * 4e-5, 1))).toBeCloseTo(1, 12);
    expect(errorShare(trial(Number.NaN))).toBeNaN();
  });

  it('doubles where double the size holds the tolerance, or where only rounding is left', () => {
    expect(mayDouble(trial((0.9 * 15 * 4e-5) / 16 / 64, 1 / 64))).toBe(true);
    expect(mayDouble(trial((1.1 * 15 * 4e-5) / 16 / 64, 1 / 64))).toBe(false);
    expect(mayDouble(trial(5e-7, 1e-9))).toBe(true);
    expect(mayDouble(trial(7e-7, 1e-9))).toBe(false);
  });

  it('compares a component that is about to be born with the others', () => {
    const born = { sizes: [1, 1e-9], distances: [0, 1e-9], share: 1, order: 4 };
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
