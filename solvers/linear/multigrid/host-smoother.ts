import { type Colour, colouring, ordered } from './colouring';
import { type LineFactors, solveLine } from './line-factors';
import type { OperatorLevel } from './operator-level';
import type { Smoother } from './smoother';

/** f - A u at one point. */
export function residualAt(level: OperatorLevel, u: Float64Array, f: Float64Array, at: number): number {
  const { operator, neighbours } = level;
  let value = f[at]!;
  for (let k = 0; k < neighbours.length; k++) {
    const coefficient = operator.coefficients[k]![at]!;
    if (coefficient !== 0) value -= coefficient * u[neighbours[k]![at]!]!;
  }
  return value;
}

/** One sweep in place, f64; `reversed` takes colours, axes or weights in the opposite order (the adjoint sweep). */
export function sweep(
  level: OperatorLevel,
  smoother: Smoother,
  u: Float64Array,
  f: Float64Array,
  reversed = false,
): void {
  if (smoother.kind === 'jacobi') {
    for (const weight of ordered(smoother.weights, reversed)) jacobi(level, weight, u, f);
  } else if (smoother.kind === 'colours') {
    for (const colour of ordered(colouring(level), reversed)) {
      eachPoint(level, colour, (at) => relax(level, smoother.relaxation, u, f, at));
    }
  } else {
    for (const factors of ordered(smoother.lines, reversed)) {
      for (const colour of ordered(colouring(level, factors.axis), reversed)) {
        eachPoint(level, colour, (at) => relaxLine(level, factors, smoother.relaxation, u, f, at));
      }
    }
  }
}

function relax(level: OperatorLevel, weight: number, u: Float64Array, f: Float64Array, at: number): void {
  const diagonal = level.operator.coefficients[0]![at]!;
  if (diagonal !== 0) u[at]! += (weight * residualAt(level, u, f, at)) / diagonal;
}

function jacobi(level: OperatorLevel, weight: number, u: Float64Array, f: Float64Array): void {
  const change = new Float64Array(level.points);
  for (let at = 0; at < level.points; at++) {
    const diagonal = level.operator.coefficients[0]![at]!;
    if (diagonal !== 0) change[at] = (weight * residualAt(level, u, f, at)) / diagonal;
  }
  for (let at = 0; at < level.points; at++) u[at]! += change[at]!;
}

/** Solves the equations of a line for its unknowns, all others fixed. */
function relaxLine(
  level: OperatorLevel,
  factors: LineFactors,
  weight: number,
  u: Float64Array,
  f: Float64Array,
  start: number,
): void {
  const { count, stride } = factors;
  const change = new Float64Array(count);
  for (let m = 0; m < count; m++) change[m] = residualAt(level, u, f, start + m * stride);
  solveLine(factors, start, change);
  for (let m = 0; m < count; m++) u[start + m * stride]! += weight * change[m]!;
}

function eachPoint({ axes }: OperatorLevel, { first, step, count, parity }: Colour, visit: (at: number) => void): void {
  for (let c = 0; c < count[2]; c++) {
    const k = first[2] + c * step[2];
    for (let b = 0; b < count[1]; b++) {
      const j = first[1] + b * step[1];
      const row = axes[0].count * (j + axes[1].count * k);
      for (let a = 0; a < count[0]; a++) {
        const i = first[0] + a * step[0];
        if (parity < 0 || ((i + j + k) & 1) === parity) visit(row + i);
      }
    }
  }
}
