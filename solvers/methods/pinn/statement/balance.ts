import { Failure } from '../../../base/result';
import { CONSTANTS, compile, type Expr, linearise, symbolsOf } from '../../../expr';
import type { Problem, Side } from '../../problem';
import { sobol } from '../points/sobol';
import { scopeOf } from './scope';

/** Places at which a source is averaged, and the part of its size below which its mean counts as rounding. */
const PLACES = 4096;
const TOLERANCE = 0.02;

/**
 * Refuses a steady problem in which nothing can flow out and whose source does not vanish on average: no solution
 * exists, though each condition by itself is a good one.
 * @throws Failure 'bad-input'
 */
export function refuseUnbalanced(problem: Problem, equations: readonly Expr[]): void {
  const { axes, time, unknowns, sides, parameters, obstacles } = problem;
  if (time || unknowns.length !== 1 || equations.length !== 1 || obstacles.length > 0) return;
  if (!sides.every((side) => isClosed(side, unknowns[0]))) return;
  const [equation] = equations;
  const known = new Set(Object.keys(parameters));
  const { terms } = linearise(equation, scopeOf(problem));
  const spreads = ({ name, coefficient }: (typeof terms)[number]): boolean => {
    const isSecond = axes.some((axis) => name === `${unknowns[0]}_${axis.name}${axis.name}`);
    return isSecond && [...symbolsOf(coefficient)].every((symbol) => known.has(symbol));
  };
  if (!terms.every(spreads)) return;
  const names = [...terms.map(({ name }) => name), ...axes.map(({ name }) => name), ...known];
  const given = new Set([...names, ...CONSTANTS.keys()]);
  if ([...symbolsOf(equation)].some((symbol) => !given.has(symbol))) return;
  const source = compile(equation, names);
  let [sum, squares] = [0, 0];
  for (let k = 1; k <= PLACES; k++) {
    const place = axes.map(({ min, max }, axis) => min + (max - min) * sobol(k, axis, 3));
    const value = source([...terms.map(() => 0), ...place, ...Object.values(parameters)]);
    sum += value;
    squares += value * value;
  }
  if (!(Math.abs(sum / PLACES) > TOLERANCE * Math.sqrt(squares / PLACES))) return;
  throw new Failure(
    'bad-input',
    `conditions: they contradict the equation: nothing leaves through any side, yet the source of ${unknowns[0]} is not ` +
      `0 on average: give ${unknowns[0]} or its slope on a side`,
    'conditions',
  );
}

/** Whether nothing of an unknown passes through a side. */
function isClosed({ kind, values, equations }: Side, unknown: string): boolean {
  if (kind === 'periodic') return true;
  if (unknown in values) return false;
  if (kind === 'wall' && equations.length === 0) return true;
  return equations.some(({ terms, given }) => !(unknown in terms) && given.kind === 'number' && given.value === 0);
}
