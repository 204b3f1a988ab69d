import linkSource from '../../shaders/array/gather/link.wgsl?raw';
import scatterSource from '../../shaders/array/gather/scatter_add.wgsl?raw';
import takeSource from '../../shaders/array/gather/take.wgsl?raw';
import { Failure } from '../base/result';
import { foldItems, type Kernel } from '../gpu';
import { constant, initialValue } from './leaves';
import { makeNode, type Node, type Op, storageOf } from './node';
import { normaliseAxes, type Shape, sameShape, shown, sizeOf } from './shape';
import type { Operand, Stage } from './stage';
import { reshape } from './views';

/** Places along an axis: numbers known now, or an array of whole numbers that a program computes or is given. */
export type Indices = ArrayLike<number> | Node;

const WORKGROUP = 64;
/** Ends a chain of places: see shaders/array/gather/link.wgsl. */
const NONE = 0xffffffff;
/** Whole numbers up to here are exact in f32. */
const MAX_EXTENT = 2 ** 24;

/**
 * The elements of `x` at `indices` along `axis`, whose extent becomes the shape of the indices. An index of a device
 * array that lies outside gives 0; a fraction is cut off. No derivative by the indices. One dispatch.
 * @throws Failure 'bad-input' where given numbers are no places of the axis
 */
export function gather(x: Node, indices: Indices, axis = 0): Node {
  const [along] = normaliseAxes([axis], x.shape);
  const places = placesOf('gather', indices, x.shape[along]);
  const [before, after] = [x.shape.slice(0, along), x.shape.slice(along + 1)];
  const flat = reshape(x, [sizeOf(before), x.shape[along], sizeOf(after)]);
  return reshape(take(flat, reshape(places, [sizeOf(places.shape)])), [...before, ...places.shape, ...after]);
}

/**
 * The adjoint of {@link gather}: an array of `extent` along `axis`, in which each element is the sum of those of `x`
 * whose index names it, in their order, so that the bits are the same every time. One dispatch where the indices are
 * numbers or a constant; else one more that compares each index with each place, extent times count comparisons.
 * @param x as {@link gather} gives it: the shape of the indices stands where `axis` will be
 * @throws Failure 'bad-input' where shapes do not fit, or given numbers are no places of the axis
 */
export function scatterAdd(x: Node, indices: Indices, extent: number, axis = 0): Node {
  const places = placesOf('scatterAdd', indices, extent);
  const rank = places.shape.length;
  const along = axis < 0 ? axis + x.shape.length - rank + 1 : axis;
  if (!sameShape(x.shape.slice(along, along + rank), places.shape)) {
    throw new Failure('bad-input', `scatterAdd: ${shown(x.shape)} has not ${shown(places.shape)} at axis ${axis}`);
  }
  const [before, after] = [x.shape.slice(0, along), x.shape.slice(along + rank)];
  const count = sizeOf(places.shape);
  const flat = reshape(x, [sizeOf(before), count, sizeOf(after)]);
  return reshape(addUp(flat, reshape(places, [count]), extent), [...before, extent, ...after]);
}

function placesOf(name: string, indices: Indices, extent: number): Node {
  if (extent > MAX_EXTENT) throw new Failure('bad-input', `${name}: axes of over ${MAX_EXTENT} have no exact indices`);
  if ('op' in indices) return indices;
  const wrong = Array.from(indices).find((index) => !(Number.isInteger(index) && index >= 0 && index < extent));
  if (wrong !== undefined) throw new Failure('bad-input', `${name}: ${wrong} is no place of an axis of ${extent}`);
  return constant(indices, [indices.length], 'indices');
}

/** The place that an index names, or -1. */
function placeOf(index: number, extent: number): number {
  return index >= 0 && index < extent ? Math.floor(index) : -1;
}

/** y[o, j, i] = x[o, indices[j], i] */
function take(x: Node, indices: Node): Node {
  const [outer, extent, inner] = x.shape;
  const count = sizeOf(indices.shape);
  const shape = [outer, count, inner];
  const op: Op = {
    name: 'gather',
    key: 'gather',
    form: {
      kind: 'stages',
      lower: (context) => {
        const places = [context.inputOffset(0), context.inputOffset(1), context.outputOffset];
        const operands = { src: input(0), indices: input(1), dst: output };
        const cost = { flops: 0, bytes: 12 };
        const sizes = [sizeOf(shape), extent, count, inner, ...places];
        return { stages: [stage('gather/take', takeSource, sizes, operands, cost)], scratch: [] };
      },
    },
    evaluate: ([values, at]) =>
      filled(shape, (o, j, i) => {
        const place = placeOf(at[j], extent);
        return place < 0 ? 0 : values[(o * extent + place) * inner + i];
      }),
    vjp: (g) => [addUp(g, indices, extent), null],
    jvp: ([tangent]) => tangent && take(tangent, indices),
  };
  return makeNode(op, [x, indices], shape);
}

/** y[o, r, i] = sum of x[o, j, i] over the j with indices[j] = r */
function addUp(x: Node, indices: Node, extent: number): Node {
  const [outer, count, inner] = x.shape;
  const shape = [outer, extent, inner];
  const known = initialValue(storageOf(indices));
  const op: Op = {
    name: 'scatter add',
    key: 'scatter add',
    form: {
      kind: 'stages',
      lower: (context) => {
        const chain = known ? ({ kind: 'table', data: chainOf(known, extent) } as const) : scratch;
        const links = stage(
          'gather/link',
          linkSource,
          [extent, count, context.inputOffset(1)],
          { indices: input(1), chain },
          { flops: 2 * count, bytes: 4 + (8 * count) / extent },
        );
        const sums = stage(
          'gather/scatter_add',
          scatterSource,
          [sizeOf(shape), extent, count, inner, context.inputOffset(0), context.outputOffset],
          { src: input(0), chain, dst: output },
          { flops: count / extent, bytes: 4 + (8 * count) / extent },
        );
        return { stages: known ? [sums] : [links, sums], scratch: known ? [] : [extent + count] };
      },
    },
    evaluate: ([values, at]) => {
      const chain = chainOf(at, extent);
      return filled(shape, (o, r, i) => {
        let sum = 0;
        for (let j = chain[r]; j !== NONE; j = chain[extent + j]) sum += values[(o * count + j) * inner + i];
        return sum;
      });
    },
    vjp: (g) => [take(g, indices), null],
    jvp: ([tangent]) => tangent && addUp(tangent, indices, extent),
  };
  return makeNode(op, [x, indices], shape);
}

/** What shaders/array/gather/link.wgsl makes. */
function chainOf(indices: ArrayLike<number>, extent: number): Uint32Array {
  const chain = new Uint32Array(extent + indices.length).fill(NONE);
  for (let j = indices.length - 1; j >= 0; j--) {
    const place = placeOf(indices[j], extent);
    if (place < 0) continue;
    chain[extent + j] = chain[place];
    chain[place] = j;
  }
  return chain;
}

const output = { kind: 'output' } as const;
const scratch = { kind: 'scratch', index: 0 } as const;

function input(index: number): Operand {
  return { kind: 'input', index };
}

/** A dispatch of sizes[0] threads. */
function stage(
  name: string,
  wgsl: string,
  sizes: readonly number[],
  operands: Stage['operands'],
  cost: Kernel['cost'],
): Stage {
  return {
    kernel: { name, wgsl, workgroup: [WORKGROUP, 1, 1], cost },
    operands: { ...operands, sizes: { kind: 'table', data: Uint32Array.from(sizes) } },
    extent: foldItems(sizes[0], WORKGROUP),
  };
}

function filled([outer, rows, inner]: Shape, value: (o: number, r: number, i: number) => number): Float64Array {
  const result = new Float64Array(outer * rows * inner);
  for (let k = 0; k < result.length; k++) {
    const row = Math.floor(k / inner);
    result[k] = value(Math.floor(row / rows), row % rows, k % inner);
  }
  return result;
}
