import { Failure } from '../../../base/result';
import { derivativeOf, type Expr, parse, symbolsOf } from '../../../expr';
import type { Problem } from '../../problem';
import { scopeOf } from './scope';

/** A problem whose start is complete, and what was taken for granted. */
interface Started {
  readonly problem: Problem;
  readonly notes: readonly string[];
}

/**
 * Unknowns and rates that the equations let run from a start that a scene leaves out begin at 0, as in every method;
 * with measurements they are left free. What starts from `tables` is known.
 * @throws Failure 'bad-input' where nothing is said of the start at all
 */
export function withStart(problem: Problem, equations: readonly Expr[], tables: readonly string[]): Started {
  const { time, initial, data = [] } = problem;
  if (!time || data.length > 0) return { problem, notes: [] };
  const missing = problem.unknowns.flatMap((unknown) => {
    const order = orderInTime(problem, unknown, equations);
    const needed = Array.from({ length: order }, (_, k) => (k === 0 ? unknown : `${unknown}_${time.name.repeat(k)}`));
    return needed.filter((name) => !initial[name] && !tables.includes(name));
  });
  if (missing.length === 0) return { problem, notes: [] };
  if (Object.keys(initial).length + tables.length === 0) {
    const [first] = missing;
    throw new Failure(
      'bad-input',
      `conditions: nothing is said of ${first} at the start, so many solutions fit: say what ${first} is at ` +
        `${time.name}=${time.min}, or look for the steady state with recipes.pinn.steady`,
      'conditions',
    );
  }
  const zeros = Object.fromEntries(missing.map((name) => [name, parse('0')]));
  return {
    problem: { ...problem, initial: { ...initial, ...zeros } },
    notes: [`${missing.join(', ')}: not said, so 0 at the start`],
  };
}

function orderInTime(problem: Problem, unknown: string, equations: readonly Expr[]): number {
  const scope = scopeOf(problem);
  const derivatives = equations.flatMap((equation) =>
    [...symbolsOf(equation)].map((name) => derivativeOf(name, scope)),
  );
  const orders = derivatives.map((derivative) =>
    derivative?.unknown === unknown ? derivative.by.filter((by) => by === problem.time?.name).length : 0,
  );
  return Math.max(0, ...orders);
}
