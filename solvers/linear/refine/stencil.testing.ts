import { randomUniform } from '../../base/random';
import { neighbourIndex, pointCount, type StencilOperator } from '../../grid';

/** An operator of random negative links and a diagonal that outweighs them; with a hole, where a row is 0. */
export function randomStencil(
  shape: readonly number[],
  periodic: readonly boolean[],
  offsets: readonly (readonly number[])[],
  hole = false,
): StencilOperator {
  const points = pointCount(shape);
  const coefficients = offsets.map(() => new Float64Array(points));
  for (let at = 0; at < points; at++) {
    if (hole && at === 7) continue;
    const place = shape.map((count, axis) => Math.floor(at / pointCount(shape.slice(0, axis))) % count);
    let sum = 0;
    offsets.forEach((step, k) => {
      if (k === 0) return;
      const link = 0.1 + randomUniform(k, at);
      sum += link;
      if (neighbourIndex({ shape, periodic }, place, step) >= 0) coefficients[k]![at] = -link;
    });
    coefficients[0]![at] = sum + 0.01 * randomUniform(99, at);
  }
  const coarseStart = shape.map(() => 0 as const);
  return { shape, periodic, offsets, coefficients, symmetric: false, singular: false, coarseStart };
}

/** -laplace with eliminated Dirichlet nodes, spacing 1: one row everywhere, `across` along the last axis. */
export function constantStencil(
  shape: readonly number[],
  periodic: readonly boolean[],
  offsets: readonly (readonly number[])[],
  across = 1,
): StencilOperator {
  const last = shape.length - 1;
  const link = (step: readonly number[]) => (step[last] === 0 ? 1 : across);
  const diagonal = offsets.slice(1).reduce((sum, step) => sum + link(step), 0);
  const coefficients = offsets.map((step, k) =>
    Float64Array.from({ length: pointCount(shape) }, (_, at) => {
      if (k === 0) return diagonal;
      const place = shape.map((count, axis) => Math.floor(at / pointCount(shape.slice(0, axis))) % count);
      return neighbourIndex({ shape, periodic }, place, step) < 0 ? 0 : -link(step);
    }),
  );
  const singular = periodic.every(Boolean);
  const coarseStart = shape.map((count, axis) => (!periodic[axis] && count % 2 === 1 ? 1 : 0) as 0 | 1);
  return { shape, periodic, offsets, coefficients, symmetric: true, singular, coarseStart };
}
