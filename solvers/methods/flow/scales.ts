import type { FlowGrid } from './layout';

/** Courant rate max(|u|/dx + |v|/dy) of pairs (u, v), at least 0. */
export function courantRate(pairs: Float64Array, { x, y }: FlowGrid): number {
  const dx = Math.min(...x.widths);
  const dy = Math.min(...y.widths);
  let rate = 0;
  for (let k = 0; k < pairs.length; k += 2) {
    rate = Math.max(rate, Math.abs(pairs[k]!) / dx + Math.abs(pairs[k + 1]!) / dy);
  }
  return rate;
}

/** Largest component of velocities. */
export function largestSpeed(components: Float64Array): number {
  return components.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** The power of two at or below `value`; 1 for 0. */
export function powerOfTwo(value: number): number {
  return value > 0 ? 2 ** Math.floor(Math.log2(value)) : 1;
}
