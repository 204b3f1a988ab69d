import type { OperatorLevel } from './operator-level';

/** An axis by number: x, y, z. */
export type Axis = 0 | 1 | 2;

/**
 * The tridiagonal systems of all lines along an axis, factored, one array of points each: a right-hand side r gives
 * y_m = (r_m - lower_m y_{m-1}) inverse_m forwards, y_m -= upper_m y_{m+1} backwards, and on periodic axes
 * y_m -= (y_0 - y_last) closing_m.
 */
export interface LineFactors {
  readonly axis: Axis;
  readonly periodic: boolean;
  readonly count: number;
  /** Distance in memory of neighbours on a line. */
  readonly stride: number;
  readonly lower: Float64Array;
  readonly inverse: Float64Array;
  readonly upper: Float64Array;
  /** Of length 0 unless periodic. */
  readonly closing: Float64Array;
}

/** Factors the lines along an axis; periodic ones by Sherman and Morrison's formula, the closing couplings split off. */
export function lineFactors(level: OperatorLevel, axis: Axis): LineFactors {
  const { axes, points } = level;
  const { count, periodic } = axes[axis];
  const stride = [1, axes[0].count, axes[0].count * axes[1].count][axis]!;
  const factors: LineFactors = {
    axis,
    periodic,
    count,
    stride,
    lower: new Float64Array(points),
    inverse: new Float64Array(points),
    upper: new Float64Array(points),
    closing: new Float64Array(periodic ? points : 0),
  };
  for (let at = 0; at < points; at++) if (Math.floor(at / stride) % count === 0) factorLine(level, factors, at);
  return factors;
}

/** y = T^-1 r for the line that starts at `start`, in place. */
export function solveLine(factors: LineFactors, start: number, y: Float64Array): void {
  const { count, stride, lower, inverse, upper, closing, periodic } = factors;
  for (let m = 0, at = start; m < count; m++, at += stride) {
    const before = m > 0 ? lower[at]! * y[m - 1]! : 0;
    y[m] = (y[m]! - before) * inverse[at]!;
  }
  for (let m = count - 2; m >= 0; m--) y[m]! -= upper[start + m * stride]! * y[m + 1]!;
  if (!periodic) return;
  const jump = y[0]! - y[count - 1]!;
  for (let m = 0; m < count; m++) y[m]! -= jump * closing[start + m * stride]!;
}

function factorLine({ operator, steps }: OperatorLevel, factors: LineFactors, start: number): void {
  const { axis, count, stride, lower, inverse, upper, closing, periodic } = factors;
  const coefficient = (by: number, at: number): number => {
    for (let k = 0; 3 * k < steps.length; k++) {
      if ([0, 1, 2].every((a) => steps[3 * k + a] === (a === axis ? by : 0))) return operator.coefficients[k]![at]!;
    }
    return 0;
  };
  const end = start + (count - 1) * stride;
  const [first, last] = periodic ? [coefficient(-1, start), coefficient(1, end)] : [0, 0];
  for (let m = 0, at = start; m < count; m++, at += stride) {
    const before = m > 0 ? coefficient(-1, at) : 0;
    const after = m + 1 < count ? coefficient(1, at) : 0;
    const split = (m === 0 ? first : 0) + (m + 1 === count ? last : 0);
    const pivot = coefficient(0, at) + split - (m > 0 ? before * upper[at - stride]! : 0);
    lower[at] = before;
    inverse[at] = pivot !== 0 ? 1 / pivot : 0;
    upper[at] = after * inverse[at]!;
  }
  if (!periodic) return;
  const z = new Float64Array(count);
  z[0]! -= first;
  z[count - 1]! += last;
  solveLine({ ...factors, periodic: false }, start, z);
  const scale = 1 + z[0]! - z[count - 1]!;
  for (let m = 0; m < count; m++) closing[start + m * stride] = scale !== 0 ? z[m]! / scale : 0;
}
