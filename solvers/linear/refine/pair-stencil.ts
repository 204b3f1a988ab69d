import { Failure } from '../../base/result';
import { pointCount, type StencilOperator } from '../../grid';

/** A stencil operator as the device holds it: scaled, and written in differences (see `shaders/refine/stencil.wgsl`). */
export interface PairStencil {
  readonly operator: StencilOperator;
  /** Power of two that the coefficients were multiplied by, so that the largest is about 1. */
  readonly scale: number;
  /** The same row at every point, neighbours beyond the sides left out: one number a step. */
  readonly constant: boolean;
  /** f64 [steps][points], or [steps] if constant; the sum of the row stands in the place of the diagonal. */
  readonly coefficients: Float64Array<ArrayBuffer>;
  /** Some coefficient is no f32, so that low halves are needed. */
  readonly low: boolean;
  /** All are powers of two (or 0), so that products with them are exact. */
  readonly powers: boolean;
  /** Points that have an equation. */
  readonly equations: number;
}

/** Scales an operator and brings it into differences. Throws `bad-input` where a coefficient is not finite. */
export function pairStencil(operator: StencilOperator): PairStencil {
  const points = pointCount(operator.shape);
  const steps = operator.coefficients.length;
  const diagonal = operator.coefficients[0]!;
  let largest = 0;
  for (const plane of operator.coefficients) {
    for (let at = 0; at < points; at++) {
      const size = Math.abs(plane[at]!);
      if (!(size < Number.POSITIVE_INFINITY)) {
        throw new Failure('bad-input', `The operator has a coefficient ${plane[at]}: use finite coefficients.`);
      }
      if (size > largest) largest = size;
    }
  }
  const scale = largest > 0 ? 2 ** -Math.round(Math.log2(largest)) : 1;
  const row = constantRow(operator);
  const count = row ? 1 : points;
  const coefficients = new Float64Array(steps * count);
  for (let at = 0; at < count; at++) {
    const numbers = row ?? operator.coefficients.map((plane) => plane[at]!);
    numbers.forEach((value, step) => {
      coefficients[step * count + at] = scale * (step === 0 ? rowSum(numbers, operator.singular) : value);
    });
  }
  let equations = 0;
  for (let at = 0; at < points; at++) if (diagonal[at] !== 0) equations++;
  const low = coefficients.some((value) => Math.fround(value) !== value);
  const powers = coefficients.every(
    (value) => value === 0 || 2 ** Math.round(Math.log2(Math.abs(value))) === Math.abs(value),
  );
  return { operator, scale, constant: row !== null, coefficients, low, powers, equations };
}

/** Sum of a row of coefficients, with what rounding loses added back: what is left of 4 - 1 - 1 - 1 - 1 matters. */
function rowSum(numbers: readonly number[], singular: boolean): number {
  if (singular) return 0;
  let sum = 0;
  let lost = 0;
  for (const value of numbers) {
    const next = sum + value;
    const part = next - sum;
    lost += sum - (next - part) + (value - part);
    sum = next;
  }
  return sum + lost;
}

/** The row that stands at every point, if there is one: neighbours that do not exist have coefficient 0 there. */
function constantRow(operator: StencilOperator): number[] | null {
  const { shape, periodic, offsets, coefficients } = operator;
  const points = pointCount(shape);
  const middle = shape.reduceRight((at, count) => at * count + (count >> 1), 0);
  if (shape.some((count, axis) => count < 3 && !periodic[axis])) return null;
  const row = coefficients.map((plane) => plane[middle]!);
  const [nx, ny] = [shape[0]!, shape[1] ?? 1];
  const outside = (place: number, axis: number, by: number) =>
    !periodic[axis] && (place + by < 0 || place + by >= shape[axis]!);
  const same = offsets.every((step, k) => {
    const plane = coefficients[k]!;
    for (let at = 0; at < points; at++) {
      const place = [at % nx, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))];
      const missing = step.some((by, axis) => by !== 0 && outside(place[axis]!, axis, by));
      if (plane[at] !== (missing ? 0 : row[k])) return false;
    }
    return true;
  });
  return same ? row : null;
}
