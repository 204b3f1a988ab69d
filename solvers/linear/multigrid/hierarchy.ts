import { Failure } from '../../base/result';
import { pointCount, type StencilOperator } from '../../grid';
import { coarsestPoints } from './coarsest';
import { galerkin } from './galerkin';
import { type Interpolation, interpolation } from './interpolation';
import { type OperatorLevel, operatorLevel } from './operator-level';

/** A level with the interpolation from the next coarser one; null on the coarsest. */
export interface HostLevel extends OperatorLevel {
  readonly weights: Interpolation | null;
}

/** Levels from fine to coarse, Galerkin operators in f64: axes are halved until few enough points are left. */
export function buildLevels(operator: StencilOperator): HostLevel[] {
  const levels: HostLevel[] = [];
  const few = coarsestPoints(pointCount(operator.shape));
  let next: StencilOperator = operator;
  for (;;) {
    const level = operatorLevel(next);
    if (level.points <= few) {
      levels.push({ ...level, weights: null });
      return levels;
    }
    if (!level.axes.some((axis) => axis.halved)) {
      throw new Failure('bad-input', `A grid of ${next.shape.join(' x ')} points cannot be coarsened.`);
    }
    const weights = interpolation(level);
    levels.push({ ...level, weights });
    next = galerkin(level, weights);
  }
}
