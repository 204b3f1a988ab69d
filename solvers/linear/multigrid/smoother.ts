import type { CycleSettings } from './cycle';
import { type Axis, type LineFactors, lineFactors } from './line-factors';
import type { OperatorLevel } from './operator-level';

/** How a level is smoothed. */
export type Smoother =
  /** Gauss-Seidel, a colour at a time, over-relaxed. */
  | { readonly kind: 'colours'; readonly relaxation: number }
  /** Lines along the axes solved exactly, every other one at a time (zebra), one axis after the other. */
  | { readonly kind: 'lines'; readonly lines: readonly LineFactors[]; readonly relaxation: number }
  /** Two steps of Jacobi with these weights: equal ones, or those of {@link chebyshevWeights}. */
  | { readonly kind: 'jacobi'; readonly weights: readonly [number, number] };

/** Couplings beyond this ratio are too unequal for points: red-black relaxation then damps by less than 0.6 a sweep. */
const UNEQUAL = 3.5;
/** Share of points whose couplings must be unequal before lines are worth their cost. */
const ENOUGH = 0.1;

/**
 * Axes along which points couple so much more strongly than along another one that lines should be relaxed: read from
 * each row within the box, summed over the other axes (Trottenberg, Oosterlee & Schueller, Multigrid (2001), section 5.1).
 */
function strongAxes({ operator, axes, points, steps, neighbours }: OperatorLevel): Axis[] {
  const long = ([0, 1, 2] as const).filter((a) => axes[a].count > 2);
  const strong = [0, 0, 0];
  const coupling = new Float64Array(3);
  let alive = 0;
  for (let at = 0; at < points; at++) {
    if (operator.coefficients[0]![at] === 0 || neighbours.some((to) => to[at]! < 0)) continue;
    alive++;
    coupling.fill(0);
    for (let k = 1; k < operator.coefficients.length; k++) {
      const value = operator.coefficients[k]![at]!;
      for (const a of long) if (steps[3 * k + a] !== 0) coupling[a]! -= value;
    }
    const least = Math.min(...long.map((a) => Math.max(0, coupling[a]!)));
    for (const a of long) if (coupling[a]! > UNEQUAL * least) strong[a]!++;
  }
  return long.filter((a) => strong[a]! > ENOUGH * alive);
}

/** The smoother of a level: what the settings say, or what the coefficients call for. */
export function chooseSmoother(level: OperatorLevel, { smoother, relaxation }: CycleSettings): Smoother {
  if (smoother === 'jacobi' || smoother === 'chebyshev') {
    const [a, b] = chebyshevWeights(level, smoother === 'jacobi' ? 1 : 2);
    return { kind: 'jacobi', weights: [a!, b ?? a!] };
  }
  if (smoother === 'points') return { kind: 'colours', relaxation };
  const axes = smoother === 'auto' ? strongAxes(level) : smoother.filter((a) => level.axes[a].count > 1);
  return axes.length === 0
    ? { kind: 'colours', relaxation }
    : { kind: 'lines', lines: axes.map((a) => lineFactors(level, a)), relaxation: 1 };
}

/**
 * Weights of `degree` Jacobi steps that damp the eigenvalues of D^-1 A between `most` / 4 and `most` best
 * (Saad, Iterative Methods for Sparse Linear Systems (2003), section 12.3); `most` is bounded by the rows' sums.
 */
function chebyshevWeights(level: OperatorLevel, degree: number): number[] {
  const most = largestEigenvalue(level);
  const [centre, radius] = [(5 / 8) * most, (3 / 8) * most];
  return Array.from({ length: degree }, (_, m) => 1 / (centre + radius * Math.cos((Math.PI * (m + 0.5)) / degree)));
}

/** Gershgorin's bound of the eigenvalues of D^-1 A. */
function largestEigenvalue({ operator, points }: OperatorLevel): number {
  let most = 0;
  for (let at = 0; at < points; at++) {
    const diagonal = operator.coefficients[0]![at]!;
    if (diagonal === 0) continue;
    const sum = operator.coefficients.reduce((total, array) => total + Math.abs(array[at]!), 0);
    most = Math.max(most, sum / Math.abs(diagonal));
  }
  return most;
}
