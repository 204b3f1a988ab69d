import { joinDoubles, splitDoubles } from '../../base/double-single';
import type { KnownAnswer } from '../../gpu';
import { neighbourIndex, pointCount } from '../../grid';
import { gridTable, ROWS, type StencilVariant } from './kernels';
import { stateWords } from './state';

const bitsOf = (numbers: Float32Array<ArrayBuffer>) => new Uint32Array(numbers.buffer);

/** Unit of the low halves: less than half an ulp of 4097, and all sums of the question fit 48 bits with it. */
const UNIT = 2 ** -13;

/** A number of 0 ... count - 1 for each k, without pattern enough for the questions. */
const pick = (k: number, count: number) => (Math.imul(k + 1, 0x9e3779b1) >>> 8) % count;

/**
 * Does the residual kernel compute in double-single? Halves are chosen so that every operation of right arithmetic is
 * exact: high halves are integers whose products need 26 bits, low halves a unit that f32 sums would lose. Low halves of
 * u change along x only, those of the coefficients stand where a step does not go along x: they never multiply where
 * the kernel would see it.
 */
export function residualQuestion({ offsets, constant, low, powers }: StencilVariant): KnownAnswer {
  const shape = offsets[0]!.length === 2 ? [13, 5] : [13, 4, 3];
  const points = pointCount(shape);
  const periodic = shape.map(() => !constant);
  const rows = constant ? 1 : points;
  const c = Float64Array.from({ length: offsets.length * rows }, (_, k) =>
    powers ? 4096 * 2 ** pick(k, 2) : 4097 + pick(k, 7),
  );
  const isAcross = (k: number) => offsets[Math.floor(k / rows)]![0] === 0;
  const cLow = c.map((_, k) => (low && isAcross(k) ? UNIT * (pick(k + 77, 3) - 1) : 0));
  const u = Float64Array.from({ length: points }, (_, k) => (pick(k + 33, 4) === 0 ? 0 : 4096 + pick(k, 16)));
  const uLow = u.map((_, k) => (u[k]! > 0 ? UNIT * (pick((k % 13) + 55, 3) - 1) : 0));
  const expected = Float32Array.from(u, (_, at) => pick(at, 1000) * UNIT + 0.5);
  const rhs = new Float64Array(points);
  for (let at = 0; at < points; at++) {
    const place = [at % 13, Math.floor(at / 13) % shape[1]!, Math.floor(at / (13 * shape[1]!))];
    let sum = 0;
    offsets.forEach((step, k) => {
      const near = neighbourIndex({ shape, periodic }, place, step);
      const row = k * rows + (constant ? 0 : at);
      const d = (near < 0 ? 0 : u[near]!) - (k === 0 ? 0 : u[at]!);
      const dLow = (near < 0 ? 0 : uLow[near]!) - (k === 0 ? 0 : uLow[at]!);
      sum += c[row]! * d + c[row]! * dLow + cLow[row]! * d;
    });
    rhs[at] = sum + expected[at]!;
  }
  const joined = (a: Float64Array, b: Float64Array) => splitDoubles(a.map((value, k) => value + b[k]!));
  const coefficients = joined(c, cLow);
  const partials = 13 * Math.ceil(shape[1]! / ROWS) * (shape[2] ?? 1);
  return {
    inputs: {
      grid: gridTable(shape, periodic),
      halt: new Uint32Array(4),
      coefficients: low ? coefficients : coefficients.slice(0, c.length),
      unknown: joined(u, uLow),
      rhs: splitDoubles(rhs),
      residual: new Float32Array(points),
      partial: new Float32Array(4 * partials),
    },
    output: 'residual',
    expected: bitsOf(expected),
    extent: [13, Math.ceil(shape[1]! / ROWS), shape[2] ?? 1],
  };
}

/** Does the correction keep what lies below the f32 of the sum? */
export function correctQuestion(): KnownAnswer {
  const points = 67;
  const before = splitDoubles(Float64Array.from({ length: points }, (_, k) => 1 + pick(k, 1000) * 2 ** -40));
  const direction = Float32Array.from({ length: points }, (_, k) => (pick(k + 9, 2001) - 1000) * 2 ** -36);
  const after = joinDoubles(before, points).map((value, k) => value + direction[k]!);
  return {
    inputs: {
      grid: gridTable([points, 1], [false, false]),
      halt: new Uint32Array(4),
      state: stateWords({ step: 1 }),
      direction,
      unknown: before,
    },
    output: 'unknown',
    expected: bitsOf(splitDoubles(after)),
    extent: [points],
  };
}

/**
 * Do sums keep what cancellation uncovers? The four totals are 3, 5, 7 and 9 beside 2^30 - 2^30, which meet what is
 * small both within a lane (36 and 100) and between lanes (36, 37, 42).
 */
export function reduceQuestion(largest: boolean): KnownAnswer {
  const rows = Array.from({ length: 201 }, (_, k) => [3, 5, 7, 9].map((total) => Number(100 <= k && k < 100 + total)));
  rows[36] = [0, 0, 0, 0].map(() => 2 ** 30);
  rows[37] = [0, 0, 0, 0].map(() => 2 ** 30);
  rows[170] = [0, 0, 0, 0].map(() => -(2 ** 31));
  return {
    inputs: {
      grid: gridTable([201, 1], [false, false]),
      halt: new Uint32Array(4),
      size: new Uint32Array([rows.length, 0, 0, 0]),
      partial: Float32Array.from(rows.flat()),
      totals: new Float32Array(4),
    },
    output: 'totals',
    expected: bitsOf(Float32Array.of(largest ? 2 ** 30 : 3, 5, 7, 9)),
    extent: [1],
  };
}
