import type { Spectrum } from '../protocol';
import type { Points } from './points';

/** Waves across the domain that are told apart at most: what has more is not seen in a picture anyway. */
const MOST = 64;
/** Points are evenly spaced if no gap differs from the first by more than this part. */
const EVEN = 1e-3;

/** A function of a basis at an axis's points, and how many waves it has along the axis. */
interface Mode {
  readonly waves: number;
  readonly values: Float64Array;
}

/**
 * How a difference and what it is a difference from spread over wave numbers: along the first axis where the picture is
 * over time, with the mean square of all times, else over both axes in shells. Cosines of half waves stand for what is
 * not periodic (a type II cosine transform, which has no jump at the ends), sines and cosines for what is. The squares
 * of all shells add up to the field's mean square. Null where points are uneven or values missing.
 * @param pairs for each field that is compared, difference and reference, [ny][nx]
 */
export function spectrumOf(
  points: Points,
  { isPeriodic, alongX }: { readonly isPeriodic: readonly [boolean, boolean]; readonly alongX: boolean },
  pairs: readonly (readonly [Float32Array, Float32Array])[],
): Spectrum | null {
  const [nx, ny] = [points.x.length, points.y.length];
  if (!isEven(points.x) || (!alongX && !isEven(points.y))) return null;
  if (pairs.some((pair) => pair.some((values) => !values.subarray(0, nx * ny).every(Number.isFinite)))) return null;
  const right = modesOf(nx, isPeriodic[0]);
  const up = alongX ? null : modesOf(ny, isPeriodic[1]);
  // Waves across the longer side: those across the shorter one are as long, not as many.
  const [width, height] = [extentOf(points.x), alongX ? 0 : extentOf(points.y)];
  const longest = Math.max(width, height);
  const shell = isPeriodic[0] && (alongX || isPeriodic[1]) ? 1 : 0.5;
  const sums = [0, 1].map((which) => {
    const squares = new Map<number, number>();
    for (const pair of pairs) {
      for (const { i, j, square } of powersOf(pair[which]!, nx, ny, right, up)) {
        const waves = Math.hypot((right[i]!.waves * longest) / width, up ? (up[j]!.waves * longest) / height : 0);
        const at = shell * Math.round(waves / shell);
        squares.set(at, (squares.get(at) ?? 0) + square);
      }
    }
    return squares;
  });
  const waves = [...sums[0]!.keys()].filter((at) => at <= MOST).sort((a, b) => a - b);
  const size = (which: number): Float64Array => Float64Array.from(waves, (at) => Math.sqrt(sums[which]!.get(at) ?? 0));
  return { waves: Float64Array.from(waves), error: size(0), reference: size(1) };
}

/** Squares of a field's coefficients; without `up` their means over the rows. */
function* powersOf(
  field: Float32Array,
  nx: number,
  ny: number,
  right: readonly Mode[],
  up: readonly Mode[] | null,
): Generator<{ i: number; j: number; square: number }> {
  for (const [i, { values }] of right.entries()) {
    const column = Float64Array.from({ length: ny }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < nx; k++) sum += values[k]! * field[j * nx + k]!;
      return sum / nx;
    });
    if (!up) {
      yield { i, j: 0, square: column.reduce((sum, value) => sum + value * value, 0) / ny };
      continue;
    }
    for (const [j, mode] of up.entries()) {
      let sum = 0;
      for (let k = 0; k < ny; k++) sum += mode.values[k]! * column[k]!;
      yield { i, j, square: (sum / ny) ** 2 };
    }
  }
}

/** An orthonormal basis in the mean square, with at most {@link MOST} waves. */
function modesOf(n: number, isPeriodic: boolean): Mode[] {
  const mode = (waves: number, at: (k: number) => number): Mode => {
    const scale = waves === 0 ? 1 : Math.SQRT2;
    return { waves, values: Float64Array.from({ length: n }, (_, k) => scale * at(k)) };
  };
  if (!isPeriodic) {
    return Array.from({ length: Math.min(n, 2 * MOST + 1) }, (_, m) =>
      mode(m / 2, (k) => Math.cos((Math.PI * m * (k + 0.5)) / n)),
    );
  }
  const waves = Array.from({ length: Math.min(Math.ceil(n / 2), MOST + 1) }, (_, m) => m);
  return waves.flatMap((m) => [
    mode(m, (k) => Math.cos((2 * Math.PI * m * k) / n)),
    ...(m > 0 ? [mode(m, (k) => Math.sin((2 * Math.PI * m * k) / n))] : []),
  ]);
}

function isEven(points: Float64Array): boolean {
  if (points.length < 4) return false;
  const first = points[1]! - points[0]!;
  return points.every((at, k) => k === 0 || Math.abs(at - points[k - 1]! - first) <= EVEN * first);
}

function extentOf(points: Float64Array): number {
  return (points[1]! - points[0]!) * points.length;
}
