import { Failure } from '../../base/result';
import { pointCount } from '../stencil-operator';
import { type Frame, triple } from './frame';
import type { At, OfPlace, Quantity } from './problem';

/** A quantity at every cell, C order. @throws Failure 'bad-input' where it is not finite or its size fits nothing. */
export function atCells(quantity: Quantity, frame: Frame, name: string): Float64Array {
  return finite(sample(quantity, frame, frame.middles, 'cells', name), frame.middles, name);
}

/** A quantity at every point of the frame, C order. @throws Failure as {@link atCells}. */
export function atPoints(quantity: Quantity, frame: Frame, name: string): Float64Array {
  return finite(sample(quantity, frame, frame.places, frame.at, name), frame.places, name);
}

function sample(
  quantity: Quantity,
  frame: Frame,
  places: readonly Float64Array[],
  at: At,
  name: string,
): Float64Array<ArrayBuffer> {
  const shape = places.map(({ length }) => length);
  if (typeof quantity === 'number') return new Float64Array(pointCount(shape)).fill(quantity);
  if (typeof quantity !== 'function') return resample(quantity, frame, at, name);
  return evaluate(quantity, places);
}

/** An array of cells or nodes at the points wanted: itself, or means of the nearest values. */
function resample(values: ArrayLike<number>, frame: Frame, at: At, name: string): Float64Array<ArrayBuffer> {
  const nodes = frame.cells.map((count) => count + 1);
  const from = values.length === pointCount(frame.cells) ? 'cells' : 'nodes';
  if (from === 'nodes' && values.length !== pointCount(nodes)) {
    const sizes = `${frame.cells.join(' x ')} (cells) or ${nodes.join(' x ')} (nodes)`;
    throw new Failure('bad-input', `${name} has ${values.length} values: give ${sizes}`, name);
  }
  let data = Float64Array.from(values);
  let shape: readonly number[] = from === 'cells' ? frame.cells : nodes;
  for (let axis = 0; axis < frame.dimensions; axis++) {
    const count = frame.cells[axis];
    const wraps = frame.periodic[axis];
    const pair = pairing(from, at, count, wraps);
    const length = at === 'nodes' && !wraps ? count + 1 : count;
    data = alongAxis(data, shape, axis, length, pair);
    shape = shape.with(axis, length);
  }
  return data;
}

/** The two values along an axis whose mean stands at point i. */
function pairing(from: At, to: At, count: number, wraps: boolean): (i: number) => [number, number] {
  if (from === to) return (i) => [i, i];
  if (from === 'nodes') return (i) => [i, i + 1];
  return (i) => (wraps ? [(i + count - 1) % count, i] : [Math.max(i - 1, 0), Math.min(i, count - 1)]);
}

function alongAxis(
  data: Float64Array,
  shape: readonly number[],
  axis: number,
  length: number,
  pair: (i: number) => [number, number],
): Float64Array<ArrayBuffer> {
  const inner = pointCount(shape.slice(0, axis));
  const outer = pointCount(shape.slice(axis + 1));
  const out = new Float64Array(inner * length * outer);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < length; i++) {
      const [a, b] = pair(i).map((at) => (o * shape[axis] + at) * inner);
      const to = (o * length + i) * inner;
      for (let n = 0; n < inner; n++) out[to + n] = (data[a + n] + data[b + n]) / 2;
    }
  }
  return out;
}

function finite(values: Float64Array, places: readonly Float64Array[], name: string): Float64Array {
  const index = values.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) refuseValue(name, values[index], placeOf(index, places), 'give finite numbers');
  return values;
}

/** Coordinates of the point with this index. */
export function placeOf(index: number, places: readonly ArrayLike<number>[]): number[] {
  let rest = index;
  return places.map((along) => {
    const at = rest % along.length;
    rest = (rest - at) / along.length;
    return along[at];
  });
}

/** @throws Failure 'bad-input' that says where `name` has which value. */
export function refuseValue(name: string, value: number, point: readonly number[], advice: string): never {
  const where = point.map((x) => Number(x.toPrecision(4))).join(', ');
  throw new Failure('bad-input', `${name} is ${Number(value.toPrecision(6))} at (${where}): ${advice}`, name);
}

/** A quantity of a wall at one point of it. @throws Failure 'bad-input' where it is not finite. */
export function atWall(quantity: Quantity, point: readonly number[], name: string, index = -1): number {
  if (typeof quantity === 'object' && (index < 0 || index >= quantity.length)) {
    const advice = index < 0 ? 'a number or a function' : 'one value for each point of the side';
    throw new Failure('bad-input', `${name} has ${quantity.length} values: give ${advice}`, name);
  }
  const value =
    typeof quantity === 'number'
      ? quantity
      : typeof quantity === 'object'
        ? quantity[index]
        : quantity(...triple(point));
  return Number.isFinite(value) ? value : refuseValue(name, value, point, 'give finite numbers');
}

/** A distance at the points of a lattice. @throws Failure 'bad-input' where it is not finite. */
export function onLattice(distance: OfPlace, places: readonly Float64Array[]): Float64Array {
  return finite(evaluate(distance, places), places, 'a distance');
}

function evaluate(of: OfPlace, places: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const values = new Float64Array(pointCount(places.map(({ length }) => length)));
  const [xs, ys] = places;
  const zs = places[2] ?? [0];
  let index = 0;
  for (const z of zs) for (const y of ys) for (const x of xs) values[index++] = of(x, y, z);
  return values;
}
