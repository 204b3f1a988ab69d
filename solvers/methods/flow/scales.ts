import type { FlowGrid } from './layout';

/** Courant rate max(|u|/dx + |v|/dy) of a padded velocity field or side table, at least 0. */
export function courantRate(field: Float32Array, { x, y }: FlowGrid): number {
  const dx = Math.min(...x.widths);
  const dy = Math.min(...y.widths);
  let rate = 0;
  for (let k = 0; k < field.length; k += 4) {
    rate = Math.max(rate, Math.abs(field[k]!) / dx + Math.abs(field[k + 1]!) / dy);
  }
  return rate;
}

/** Largest component of a padded velocity field or side table. */
export function largestSpeed(field: Float32Array): number {
  let speed = 0;
  for (let k = 0; k < field.length; k += 4) {
    speed = Math.max(speed, Math.abs(field[k]!), Math.abs(field[k + 1]!));
  }
  return speed;
}

/** The power of two at or below `value`; 1 for 0. */
export function powerOfTwo(value: number): number {
  return value > 0 ? 2 ** Math.floor(Math.log2(value)) : 1;
}
