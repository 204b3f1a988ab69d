import { describe, expect, it } from 'vitest';
import { atPointsOf } from './interpolate';
import type { HostField } from './solver';

const points = (cells: number, at: 'cells' | 'nodes') =>
  Float64Array.from({ length: at === 'nodes' ? cells + 1 : cells }, (_, k) => (k + (at === 'cells' ? 0.5 : 0)) / cells);

function field(cells: readonly number[], at: 'cells' | 'nodes', value: (x: number, y: number) => number): HostField {
  const [x, y] = cells.map((n) => points(n, at)) as [Float64Array, Float64Array];
  const data = Float64Array.from({ length: x.length * y.length }, (_, k) => {
    return value(x[k % x.length]!, y[Math.floor(k / x.length)]!);
  });
  return { name: 'u', shape: [y.length, x.length], data, coordinates: { y, x } };
}

describe('the points of another grid', () => {
  it.each(['cells', 'nodes'] as const)('are met exactly by cubics on %s, also next to the sides', (at) => {
    const cubic = (x: number, y: number) => 1 + x ** 3 - 2 * x * y + y ** 3 * x;
    const own = field([6, 5], at, cubic);
    const values = atPointsOf(own, field([12, 10], at, cubic));
    // Eight products of weights below 2 each: some eps.
    for (const [k, value] of own.data.entries()) expect(Math.abs(values[k]! - value)).toBeLessThan(1e-14);
  });
});
