import { expect, test } from 'vitest';
import { ForceHistory } from './forces';

const SPEED = 1.5;
const LENGTH = 0.1;
/** Force of coefficient 1. */
const UNIT = (SPEED ** 2 * LENGTH) / 2;

/** Lift 0.2 + 0.9 sin, drag 3 + 0.05 sin at twice the frequency, as behind a cylinder. */
function shedding(frequency: number, step: number, count: number): ForceHistory {
  const history = new ForceHistory(SPEED, LENGTH);
  for (let k = 0; k < count; k++) {
    const phase = 2 * Math.PI * frequency * k * step;
    history.add(k * step, [UNIT * (3 + 0.05 * Math.sin(2 * phase)), UNIT * (0.2 + 0.9 * Math.sin(phase))]);
  }
  return history;
}

test('the last forces are coefficients 2 F / (U^2 L)', () => {
  const history = new ForceHistory(SPEED, LENGTH);
  expect(history.metrics()).toEqual({});
  history.add(0, [UNIT, -2 * UNIT]);
  const { cD, cL, St } = history.metrics();
  expect(cD.value).toBeCloseTo(1, 12);
  expect(cL.value).toBeCloseTo(-2, 12);
  expect(St).toBeUndefined();
});

test.each([20, 45])('a sine gives its Strouhal number and its peaks, %i samples a period', (samples) => {
  const frequency = 4.5;
  // 8.3 periods: the mean over the last half is off by less than the swing / periods.
  const { St, cDmax, cLmax } = shedding(frequency, 1 / (frequency * samples), Math.round(8.3 * samples)).metrics();
  // Crossings lie on chords of the sine, all shifted alike; their distances are exact to the curvature, (2 pi / samples)^3.
  expect(Math.abs(St.value / ((LENGTH * frequency) / SPEED) - 1)).toBeLessThan(((2 * Math.PI) / samples) ** 3 / 6);
  // A parabola through three samples of a sine: error below amplitude (2 pi / samples)^4 / 24 at its own frequency.
  expect(Math.abs(cLmax.value - 1.1)).toBeLessThan((0.9 * ((2 * Math.PI) / samples) ** 4) / 24);
  expect(Math.abs(cDmax.value - 3.05)).toBeLessThan((0.05 * ((4 * Math.PI) / samples) ** 4) / 24);
});

test('rounding noise is no shedding', () => {
  const history = new ForceHistory(SPEED, LENGTH);
  for (let k = 0; k < 500; k++) history.add(k, [UNIT, 1e-4 * UNIT * Math.sin(k)]);
  expect(history.metrics().St).toBeUndefined();
});

test('a long record keeps its last part, and clear forgets everything', () => {
  const frequency = 4.5;
  const history = shedding(frequency, 1 / (frequency * 20), 30_000);
  const { St } = history.metrics();
  expect(Math.abs(St.value / ((LENGTH * frequency) / SPEED) - 1)).toBeLessThan(0.01);
  history.clear();
  expect(history.metrics()).toEqual({});
});
