import { type Expr, parse, simplify, substitute } from '../../../expr';
import type { Problem } from '../../problem';

/** The problem of the state that no longer changes: what depends on time is taken at its end, the start is forgotten. */
export function steadyOf(problem: Problem): Problem {
  const { time } = problem;
  if (!time) return problem;
  const end = new Map([[time.name, { parameters: [], value: parse(`(${time.max})`) }]]);
  const frozen = (expr: Expr): Expr => simplify(substitute(expr, end, ''));
  const all = (given: Readonly<Record<string, Expr>>): Record<string, Expr> =>
    Object.fromEntries(Object.entries(given).map(([name, value]) => [name, frozen(value)]));
  return {
    ...problem,
    time: null,
    initial: {},
    random: null,
    randomFields: [],
    sides: problem.sides.map((side) => ({
      ...side,
      values: all(side.values),
      equations: side.equations.map(({ unknown, terms, given }) => ({
        unknown,
        terms: all(terms),
        given: frozen(given),
      })),
    })),
    obstacles: problem.obstacles.map((body) => ({ ...body, values: all(body.values) })),
    exact: all(problem.exact),
  };
}
