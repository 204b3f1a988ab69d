import type { StencilOperator } from '../../grid';
import type { Interpolation } from './interpolation';
import { emptyCoarse, type OperatorLevel, stepCode } from './operator-level';

/**
 * The coarse operator P^T A P, with all neighbours of a box. A point's row times P reaches coarse points by -1, 0 or 1
 * from its own one; each of the coarse points that it is interpolated from takes its share.
 */
export function galerkin(level: OperatorLevel, weights: Interpolation): StencilOperator {
  const { operator, axes, steps, neighbours } = level;
  const [x, y, z] = axes;
  const coarse = emptyCoarse(level);
  const byCode: Float64Array[] = [];
  coarse.offsets.forEach((step, k) => {
    byCode[stepCode(step[0]!, step[1]!, step[2] ?? 0)] = coarse.coefficients[k]!;
  });
  const corners = weights.flatMap((array, corner) => (array.length > 0 ? [corner] : []));
  const product = new Float64Array(27);
  const wrap = (at: number, axis: (typeof axes)[number]): number =>
    at >= 0 && at < axis.coarseCount ? at : axis.periodic ? (at + axis.coarseCount) % axis.coarseCount : -1;
  let at = 0;
  for (let k = 0; k < z.count; k++) {
    for (let j = 0; j < y.count; j++) {
      for (let i = 0; i < x.count; i++, at++) {
        product.fill(0);
        for (let n = 0; n < neighbours.length; n++) {
          const value = operator.coefficients[n]![at]!;
          const to = neighbours[n]![at]!;
          if (value === 0 || to < 0) continue;
          const rx = x.relative[steps[3 * n]! + 1]![i]!;
          const ry = y.relative[steps[3 * n + 1]! + 1]![j]!;
          const rz = z.relative[steps[3 * n + 2]! + 1]![k]!;
          for (const corner of corners) {
            const weight = weights[corner]![to]!;
            if (weight === 0) continue;
            product[stepCode(rx + (corner & 1), ry + ((corner >> 1) & 1), rz + (corner >> 2))]! += value * weight;
          }
        }
        for (const corner of corners) {
          const weight = weights[corner]![at]!;
          if (weight === 0) continue;
          const [bx, by, bz] = [corner & 1, (corner >> 1) & 1, corner >> 2];
          const [ci, cj, ck] = [wrap(x.coarse[i]! + bx, x), wrap(y.coarse[j]! + by, y), wrap(z.coarse[k]! + bz, z)];
          const row = ci + x.coarseCount * (cj + y.coarseCount * ck);
          for (let c = 0; c < 27; c++) {
            if (product[c] === 0) continue;
            const to = c - bx - 3 * by - 9 * bz;
            byCode[to]![row]! += weight * product[c]!;
          }
        }
      }
    }
  }
  return coarse;
}
