import { expect, test } from 'vitest';
import { inverseLookup } from './flowGrid';

const faces = (n: number, at: (t: number) => number) => Float64Array.from({ length: n + 1 }, (_, k) => at(k / n));

/** What the shaders do with the table. */
function look(table: Float32Array, fraction: number): number {
  const s = fraction * (table.length - 1);
  const k = Math.min(Math.floor(s), table.length - 2);
  return table[k]! + (s - k) * (table[k + 1]! - table[k]!);
}

test('two entries are exact on a uniform axis', () => {
  const table = inverseLookup(faces(10, (t) => -3 + 5 * t));
  expect([...table]).toEqual([-0.5, 9.5]);
  for (let k = 0; k < 10; k++) expect(look(table, (k + 0.5) / 10)).toBeCloseTo(k, 6);
});

test('the centres of a stretched axis have their index, its faces lie between them', () => {
  const positions = faces(48, (t) => Math.tanh(3 * (2 * t - 1)) / Math.tanh(3));
  const table = inverseLookup(positions);
  const centres = Array.from({ length: 48 }, (_, k) => (positions[k]! + positions[k + 1]!) / 2);
  const knots = [-1, ...centres, 1];
  const slopes = knots.slice(1).map((knot, k) => (k === 0 || k === 48 ? 0.5 : 1) / (knot - knots[k]!));
  // Where the slope of the map changes between two entries, linear interpolation is off by at most a quarter of the
  // entry times the change; and by the rounding of an index to f32.
  const change = Math.max(...slopes.slice(1).map((slope, k) => Math.abs(slope - slopes[k]!)));
  const bound = (change * (2 / (table.length - 1))) / 4 + 4e-6;
  for (const [k, x] of centres.entries()) expect(Math.abs(look(table, (x + 1) / 2) - k)).toBeLessThan(bound);
  expect(bound).toBeLessThan(0.03);
  expect(look(table, 0)).toBe(-0.5);
  expect(look(table, 1)).toBeCloseTo(47.5, 5);
  for (let k = 1; k < table.length; k++) expect(table[k]!).toBeGreaterThan(table[k - 1]!);
});
