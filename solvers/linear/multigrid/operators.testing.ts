import { randomUniform } from '../../base/random';
import { neighbourIndex, pointCount, type StencilOperator, starOffsets } from '../../grid';

/** What small operators of the tests are made of; everything has a default. */
export interface Making {
  readonly periodic?: readonly boolean[];
  /** For each axis, eliminated Dirichlet nodes at the ends (before, after): else closed ends. */
  readonly grounded?: readonly (readonly [boolean, boolean])[];
  /** Diffusion of the cell with the given corner of lowest index, by coordinates. */
  readonly a?: (place: readonly number[]) => number;
  /** Factor of the diffusion along each axis. */
  readonly along?: readonly number[];
  /** Reaction times volume, inside. */
  readonly c?: number;
  readonly hole?: (place: readonly number[]) => boolean;
}

/**
 * -div(a grad u) + c u on nodes with spacing 1, cells between them: a link between two nodes has the mean of the cells
 * around it times their share; nodes on closed ends have half volumes. Points in a hole are eliminated with u = 0.
 */
export function testOperator(shape: readonly number[], making: Making = {}): StencilOperator {
  const d = shape.length;
  const { periodic = shape.map(() => false), grounded = shape.map(() => [true, true] as const) } = making;
  const { a = () => 1, along = shape.map(() => 1), c = 0, hole = () => false } = making;
  const offsets = starOffsets(d);
  const coefficients = offsets.map(() => new Float64Array(pointCount(shape)));
  const hasCell = (at: number, axis: number): boolean => {
    if (periodic[axis]) return true;
    if (at < 0) return grounded[axis]![0];
    return at < shape[axis]! - 1 || grounded[axis]![1];
  };
  const cell = (place: number[]): number => {
    if (!place.every(hasCell)) return 0;
    return a(place.map((at, axis) => (periodic[axis] ? (at + shape[axis]!) % shape[axis]! : at)));
  };
  const corners = Array.from({ length: 2 ** d }, (_, k) => shape.map((_, axis) => (k >> axis) & 1));
  const total = pointCount(shape);
  for (let at = 0; at < total; at++) {
    const place = shape.map((count, axis) => Math.floor(at / pointCount(shape.slice(0, axis))) % count);
    if (hole(place)) continue;
    let diagonal = 0;
    offsets.forEach((step, k) => {
      if (k === 0) return;
      const axis = step.findIndex((by) => by !== 0);
      // Cells that touch the link: on its side along the axis, on both sides across it.
      const touching = corners.filter((corner) => corner[axis] === (step[axis]! > 0 ? 0 : 1));
      const link =
        touching.reduce((sum, corner) => sum + cell(place.map((p, b) => p - corner[b]!)), 0) *
        (along[axis]! / touching.length);
      diagonal += link;
      const to = neighbourIndex({ shape, periodic }, place, step);
      const end = place.map((p, b) => p + step[b]!);
      if (to >= 0 && !hole(end)) coefficients[k]![at] = -link;
    });
    coefficients[0]![at] = diagonal + c;
  }
  const singular = c === 0 && !making.hole && grounded.every(([b, e], axis) => periodic[axis] || (!b && !e));
  const coarseStart = shape.map((count, axis) => (!periodic[axis] && grounded[axis]![0] && count % 2 === 1 ? 1 : 0));
  return { shape, periodic, offsets, coefficients, symmetric: true, singular, coarseStart };
}

/** Uniform random numbers in (-1, 1), 0 where the operator has no equation. */
export function randomValues({ coefficients }: StencilOperator, seed: number): Float64Array {
  return Float64Array.from(coefficients[0]!, (value, k) => (value === 0 ? 0 : 2 * randomUniform(seed, k) - 1));
}
