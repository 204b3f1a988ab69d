import { randomNormal } from '../../../base/random';
import { compile, derivativeOf, type Expr, symbolsOf } from '../../../expr';
import type { Axis, Problem } from '../../problem';
import { isPeriodic } from './ansatz';
import { coordinatesOf, scopeOf } from './scope';

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
  return problem.axes
    .filter((axis) => isPeriodic(problem, axis))
    .filter((axis) => residuals.every((residual) => isMirrored(problem, residual, axis) !== 0))
    .filter((axis) => Object.values(problem.initial).every((start) => isMirrored(problem, start, axis) === 1))
    .filter((axis) => problem.sides.every(({ kind, axis: other }) => kind === 'periodic' || other !== axis.name))
    .filter((axis) =>
      problem.sides.every(({ values }) =>
        Object.values(values).every((value) => isMirrored(problem, value, axis) === 1),
      ),
    )
    .map(({ name }) => name);
}

/** 1 where mirroring leaves a formula as it is, -1 where it changes the sign, 0 else. */
function isMirrored(problem: Problem, formula: Expr, axis: Axis): 1 | -1 | 0 {
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
      if (name === axis.name) return axis.min + axis.max - values[k];
      const times = derivativeOf(name, scope)?.by.filter((by) => by === axis.name).length ?? 0;
      return times % 2 === 0 ? values[k] : -values[k];
    });
    const [here, there] = [evaluate(values), evaluate(mirrored)];
    const same = (factor: number): boolean => Math.abs(here - factor * there) <= TOLERANCE * (1 + Math.abs(here));
    if (sign === 0) sign = same(1) ? 1 : -1;
    if (!same(sign)) return 0;
  }
  return sign;
}
