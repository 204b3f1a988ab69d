import type { Channels } from './task';

/**
 * Channels on another number of points: periodic axes by the trigonometric interpolation of their points, others by the
 * nearest cell, whose values may jump. `positions` gives points of an axis from 0 to 1, by their number.
 */
export function resampled(
  { shape, count, data }: Channels,
  wanted: readonly number[],
  periodic: readonly boolean[],
  positions: (axis: number, points: number) => Float64Array,
): Channels {
  let values: Float64Array = Float64Array.from(data);
  const now = [...shape];
  for (const [axis, points] of wanted.entries()) {
    const [from, to] = [positions(axis, now[axis]), positions(axis, points)];
    const table = periodic[axis] ? waves(from, to) : nearest(from, to);
    const after = now.slice(axis + 1).reduce((product, n) => product * n, count);
    const before = now.slice(0, axis).reduce((product, n) => product * n, 1);
    const next = new Float64Array(before * points * after);
    for (let b = 0; b < before; b++) {
      for (let i = 0; i < points; i++) {
        for (let k = 0; k < now[axis]; k++) {
          const weight = table[i * now[axis] + k];
          if (weight === 0) continue;
          for (let a = 0; a < after; a++) {
            next[(b * points + i) * after + a] += weight * values[(b * now[axis] + k) * after + a];
          }
        }
      }
    }
    values = next;
    now[axis] = points;
  }
  return { shape: wanted, count, data: Float32Array.from(values) };
}

/** Dirichlet's kernel, [to][from]; of an even number of points the last wave counts half on either side. */
function waves(from: Float64Array, to: Float64Array): Float64Array {
  const n = from.length;
  return Float64Array.from({ length: to.length * n }, (_, at) => {
    const away = to[Math.floor(at / n)] - from[at % n];
    const half = Math.PI * (away - Math.round(away));
    // Nearer than the places' own rounding, 2^-52.
    if (Math.abs(half) < 1e-13) return 1;
    const sum = Math.sin(n * half) / n;
    return n % 2 === 0 ? sum / Math.tan(half) : sum / Math.sin(half);
  });
}

function nearest(from: Float64Array, to: Float64Array): Float64Array {
  const table = new Float64Array(to.length * from.length);
  for (const [i, place] of to.entries()) {
    let best = 0;
    for (const [k, own] of from.entries()) if (Math.abs(own - place) < Math.abs(from[best] - place)) best = k;
    table[i * from.length + best] = 1;
  }
  return table;
}
