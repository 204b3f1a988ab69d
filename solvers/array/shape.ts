import { Failure } from '../base/result';

/** Extents of an array, slowest axis first (C order); [] is a scalar. */
export type Shape = readonly number[];

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** Elements between neighbours along each axis, C order. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/**
 * The shape of an elementwise operation: axes are matched from the last, an extent of 1 stretches.
 * @throws Failure 'bad-input' where two extents differ and neither is 1.
 */
export function broadcastShapes(...shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const extents = shapes.map((shape) => shape[shape.length - rank + axis] ?? 1);
    const extent = extents.find((value) => value !== 1) ?? 1;
    if (extents.some((value) => value !== 1 && value !== extent)) {
      throw new Failure(
        'bad-input',
        `shapes ${shapes.map(shown).join(' and ')} do not broadcast: make them equal or 1`,
      );
    }
    return extent;
  });
}

/**
 * Axes as indices from 0, ascending, each once; negative ones count from the last. No axes means all of them.
 * @throws Failure 'bad-input' where an axis is out of range or named twice.
 */
export function normaliseAxes(axes: readonly number[] | undefined, shape: Shape): number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  const chosen = axes.map((axis) => (axis < 0 ? axis + shape.length : axis)).toSorted((a, b) => a - b);
  if (
    chosen.some((axis, k) => !(Number.isInteger(axis) && axis >= 0 && axis < shape.length) || axis === chosen[k - 1])
  ) {
    throw new Failure('bad-input', `axes ${shown(axes)} do not fit an array of shape ${shown(shape)}`);
  }
  return chosen;
}

/** A shape for messages: `[2, 3]`. */
export function shown(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
