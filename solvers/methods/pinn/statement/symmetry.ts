import { randomNormal } from '../../../base/random';
import { compile, derivativeOf, type Expr, symbolsOf } from '../../../expr';
import type { Axis, Problem } from '../../problem';
import { coordinatesOf, scopeOf } from './scope';
import { isPeriodic, valuesAt } from './sides';

/** Draws at which mirrored residuals are compared: a formula that passes all of them by chance is not to be feared. */
const DRAWS = 24;
const TOLERANCE = 1e-10;

/**
 * The periodic axes about whose middle every unknown is even: mirrored, the equations say the same and the start is
 * the same, so by uniqueness the solution is its own mirror image. Found by numbers: each residual at values drawn at
 * random, and at the mirrored ones, must be equal up to the sign.
 */
export function evenAxes(problem: Problem, residuals: readonly Expr[]): string[] {
  if (!problem.time) return [];
  const about = (axis: Axis): Mirror => ({ axis, at: (axis.min + axis.max) / 2, parity: () => 1 });
  return problem.axes
    .filter((axis) => isPeriodic(problem, axis))
    .filter((axis) => residuals.every((residual) => isMirrored(problem, residual, about(axis)) !== 0))
    .filter((axis) => Object.values(problem.initial).every((start) => isMirrored(problem, start, about(axis)) === 1))
    .filter((axis) => problem.sides.every(({ kind, axis: other }) => kind === 'periodic' || other !== axis.name))
    .filter((axis) =>
      problem.sides.every(({ values }) =>
        Object.values(values).every((value) => isMirrored(problem, value, about(axis)) === 1),
      ),
    )
    .map(({ name }) => name);
}

/** How an unknown goes on beyond a side: 1 as in a mirror (its slope is 0 there), -1 upside down (it is 0 there). */
export interface Parity {
  readonly min: 1 | -1;
  readonly max: 1 | -1;
}

/** By axis, then by unknown. */
export type Mirrors = ReadonlyMap<string, ReadonlyMap<string, Parity>>;

/**
 * The axes along which the whole problem goes on beyond both sides as in mirrors: every unknown or its slope is 0
 * there, and equations, start and the other sides say the same of the reflected unknowns. The solution is then
 * periodic over twice the length, and sines and cosines hold the sides.
 */
export function mirrorsOf(problem: Problem, residuals: readonly Expr[]): Mirrors {
  if (problem.obstacles.length > 0) return new Map();
  const found = new Map<string, ReadonlyMap<string, Parity>>();
  for (const axis of problem.axes) {
    const parities = new Map<string, Parity>();
    for (const unknown of problem.unknowns) {
      const [min, max] = [parityAt(problem, unknown, axis, 'min'), parityAt(problem, unknown, axis, 'max')];
      if (min !== 0 && max !== 0) parities.set(unknown, { min, max });
    }
    if (parities.size < problem.unknowns.length) continue;
    const reflects = (['min', 'max'] as const).every((end) => {
      const parity = (unknown: string): 1 | -1 => parities.get(unknown)![end];
      const mirror = { axis, at: axis[end], parity };
      return (
        residuals.every((residual) => isMirrored(problem, residual, mirror) !== 0) &&
        saidOfUnknowns(problem, axis).every(({ unknown, formula }) => {
          const sign = isMirrored(problem, formula, mirror);
          return sign === parity(unknown) || isZero(formula);
        })
      );
    });
    if (reflects) found.set(axis.name, parities);
  }
  return found;
}

/** What is given of unknowns: the start, and values on the sides of other axes; slopes there must be 0. */
function saidOfUnknowns(problem: Problem, axis: Axis): { unknown: string; formula: Expr }[] {
  const start = Object.entries(problem.initial).map(([name, formula]) => ({ unknown: name.split('_')[0], formula }));
  const others = problem.sides.filter((side) => side.axis !== axis.name);
  const sides = others.flatMap(({ values, equations }) => [
    ...Object.entries(values).map(([unknown, formula]) => ({ unknown, formula })),
    ...equations.map(({ unknown, given }) => ({ unknown, formula: given })),
  ]);
  return [...start, ...sides];
}

/** The parity that a side's condition asks for: -1 where the value is 0, 1 where the slope is, 0 where neither is said. */
function parityAt(problem: Problem, unknown: string, axis: Axis, end: 'min' | 'max'): 1 | -1 | 0 {
  const side = problem.sides.find((one) => one.axis === axis.name && one.end === end);
  if (!side || side.kind === 'periodic' || side.kind === 'outflow') return 0;
  const value = valuesAt(problem, unknown, axis.name)[end];
  if (value) return isZero(value) ? -1 : 0;
  const own = side.equations.filter((equation) => equation.unknown === unknown);
  if (own.length === 0) return side.kind === 'wall' && !isFlow(problem) ? 1 : 0;
  const [{ terms, given }] = own;
  const slopeAlone = own.length === 1 && Object.keys(terms).join() === `${unknown}_${axis.name}`;
  return slopeAlone && isZero(given) ? 1 : 0;
}

function isFlow({ unknowns }: Problem): boolean {
  return unknowns.includes('u') && unknowns.includes('p');
}

function isZero(formula: Expr): boolean {
  return formula.kind === 'number' && formula.value === 0;
}

/** A plane across an axis, and what becomes of the unknowns beyond it. */
interface Mirror {
  readonly axis: Axis;
  readonly at: number;
  readonly parity: (unknown: string) => 1 | -1;
}

/** 1 where mirroring leaves a formula as it is, -1 where it changes the sign, 0 else. */
function isMirrored(problem: Problem, formula: Expr, { axis, at, parity }: Mirror): 1 | -1 | 0 {
  const scope = scopeOf(problem);
  const names = [...symbolsOf(formula)];
  const evaluate = compile(formula, names);
  const coordinates = coordinatesOf(problem);
  let sign: 1 | -1 | 0 = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const values = names.map((name, k) => {
      const own = coordinates.find((one) => one.name === name);
      const normal = randomNormal(23, draw * names.length + k);
      if (own) return own.min + ((own.max - own.min) * (1 + Math.tanh(normal))) / 2;
      return problem.parameters[name] ?? normal;
    });
    const mirrored = names.map((name, k) => {
      if (name === axis.name) return 2 * at - values[k];
      const derivative = derivativeOf(name, scope);
      if (!derivative && !problem.unknowns.includes(name)) return values[k];
      const times = derivative?.by.filter((by) => by === axis.name).length ?? 0;
      const sign = parity(derivative?.unknown ?? name);
      return times % 2 === 0 ? sign * values[k] : -sign * values[k];
    });
    const [here, there] = [evaluate(values), evaluate(mirrored)];
    const same = (factor: number): boolean => Math.abs(here - factor * there) <= TOLERANCE * (1 + Math.abs(here));
    if (sign === 0) sign = same(1) ? 1 : -1;
    if (!same(sign)) return 0;
  }
  return sign;
}
