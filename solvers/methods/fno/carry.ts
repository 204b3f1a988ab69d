import {
  add,
  concat,
  constant,
  div,
  floor,
  gather,
  matmul,
  mean,
  mul,
  type Node,
  reshape,
  slice,
  sub,
  transpose,
} from '../../array';
import { refine } from './refine';

/** Fields are read off a grid of at least so many points along each axis. */
const FINE = 256;
/** What a shift of 1 is, as a part of an axis. */
const SHIFT = 1 / 16;
/** Points of a cubic, from the one before a place on. */
const TAPS = [-1, 0, 1, 2];

/** Numbers at each point that tell from where fields are carried there: see {@link carried}. */
export function carriers(axes: number): number {
  return axes + axes ** 2;
}

/**
 * Periodic fields carried along and blurred, as a flow does that diffuses: each point gets the mean of the values that
 * stand d + L s from it, over all s of 1 and -1, whose covariance L L^T is. Between points these are the trigonometric
 * polynomial through the values, on a grid of {@link FINE} points or more, and cubics between those.
 * @param fields [samples, points .., unknowns]; no gradient goes back to them
 * @param from [samples, points .., carriers]: d in parts of an axis of {@link SHIFT}; then, in {@link FINE}-ths of it, row
 * by row, by how much L differs from the identity
 * @returns as `fields`
 */
export function carried(fields: Node, from: Node): Node {
  const points = fields.shape.slice(1, -1);
  const unknowns = fields.shape[points.length + 1];
  const finer = Math.max(1, 2 ** Math.ceil(Math.log2(FINE / Math.min(...points))));
  const planes = fields.shape[0] * unknowns;
  // Unknowns beside the samples: what is far from a point is the same of all.
  const ahead = [0, points.length + 1, ...points.map((_, axis) => axis + 1)];
  const fine = points.map((count) => count * finer);
  const size = product(fine);
  const places: Node[] = [numbered([fields.shape[0], unknowns, ...points.map(() => 1)], size)];
  const shares: Node[] = [];
  let stride = size;
  for (const [axis, count] of points.entries()) {
    stride /= fine[axis];
    // One axis of taps for each axis of space, in front.
    const taps = points.map((_, other) => (other === axis ? TAPS.length : 1));
    const far = mul(fine[axis], distances(from, axis, points));
    const whole = floor(far);
    const share = sub(far, whole);
    const here = numbered(
      points.map((_, other) => (other === axis ? count : 1)),
      finer,
    );
    const tap = constant(TAPS, [...taps, 1, 1, 1, ...points.map(() => 1)]);
    places.push(mul(stride, wrapped(add(add(whole, here), tap), fine[axis])));
    shares.push(reshape(cubics(share), [...taps, ...share.shape]));
  }
  const source = reshape(finely(transpose(fields, ahead), points, finer), [planes * size]);
  const found = gather(source, places.reduce(add));
  const value = mean([found, ...shares].reduce(mul), [...points.keys(), points.length]);
  return transpose(mul(TAPS.length ** points.length, value), [0, ...points.map((_, axis) => axis + 2), 1]);
}

/** How far along an axis the values stand, in parts of it, for each choice of signs: [signs, samples, 1, points ..]. */
function distances(from: Node, axis: number, points: readonly number[]): Node {
  const axes = points.length;
  const part = (k: number): Node => reshape(slice(from, axes + 1, k, k + 1), [1, from.shape[0], 1, ...points]);
  const shift = mul(SHIFT, part(axis));
  const spread = points.map((_, other) => {
    const signs = Array.from({ length: 2 ** axes }, (_, which) => ((which >> other) % 2 === 0 ? 1 : -1) / FINE);
    const length = part(axes + axis * axes + other);
    return mul(constant(signs, [signs.length, 1, 1, ...points.map(() => 1)]), other === axis ? add(1, length) : length);
  });
  return spread.reduce(add, shift);
}

/** 0, step, 2 step, .. in a shape. */
function numbered(shape: readonly number[], step: number): Node {
  return constant(
    Float64Array.from({ length: product(shape) }, (_, k) => k * step),
    shape,
  );
}

/** Whole numbers by which of 0 .. count - 1 they are behind so many periods; the half is for division's rounding. */
function wrapped(x: Node, count: number): Node {
  return sub(x, mul(count, floor(div(add(x, 0.5), count))));
}

/** Lagrange's polynomials of the points -1, 0, 1, 2 at a place from 0 to 1: [4, ..]. */
function cubics(at: Node): Node {
  const polynomials = TAPS.map((own) => {
    const others = TAPS.filter((other) => other !== own);
    const factor = others.reduce((all, other) => all / (own - other), 1);
    return mul(factor, others.map((other) => sub(at, other)).reduce(mul));
  });
  return concat(polynomials.map((one) => reshape(one, [1, ...one.shape])));
}

/** Values [.., points] on a grid `finer` times as fine, by their trigonometric polynomial along each axis. */
function finely(values: Node, points: readonly number[], finer: number): Node {
  if (finer === 1) return values;
  let result = values;
  const before = values.shape.length - points.length;
  for (const [axis, count] of points.entries()) {
    const along = before + axis;
    const last = result.shape.length - 1;
    const order = result.shape.map((_, k) => (k === along ? last : k === last ? along : k));
    const matrix = constant(finerMatrix(count, finer), [count, count * finer]);
    result = transpose(matmul(transpose(result, order), matrix), order);
  }
  return result;
}

/** What each of `count` values counts at the points of a grid `finer` times as fine, [count, count finer]. */
function finerMatrix(count: number, finer: number): Float64Array {
  const rows = Array.from({ length: count }, (_, k) => {
    return refine(
      Float64Array.from({ length: count }, (_, j) => (j === k ? 1 : 0)),
      [count],
      finer,
    );
  });
  return Float64Array.from(rows.flatMap((row) => [...row]));
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, n) => all * n, 1);
}
