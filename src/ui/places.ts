import type { ShownField } from '../worker/protocol';
import { formatNumber } from './format';

/**
 * Where a field is least and largest, as in "; least -1 at (0, 0.5), largest 2 at (1, 0.5)".
 * Places without a number, as inside bodies, do not count; empty where there is none.
 */
export function placesInWords({ x, y, values }: ShownField, unit: string): string {
  let [least, largest] = [-1, -1];
  for (const [k, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    if (least < 0 || value < values[least]!) least = k;
    if (largest < 0 || value > values[largest]!) largest = k;
  }
  if (least < 0) return '';
  const told = (k: number): string =>
    `${formatNumber(values[k]!)}${unit === '' ? '' : ` ${unit}`} at (${[x[k % x.length]!, y[Math.floor(k / x.length)]!]
      .map((at) => formatNumber(at, 3))
      .join(', ')})`;
  return `; least ${told(least)}, largest ${told(largest)}`;
}
