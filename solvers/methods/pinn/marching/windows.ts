import { Failure } from '../../../base/result';
import { derivativeOf, symbolsOf } from '../../../expr';
import type { Axis, Problem } from '../../problem';
import type { PinnRecipe } from '../recipe';
import { coordinatesOf, residualsOf, scopeOf } from '../statement/scope';

/** Window `k` of `count` equal ones of a problem's time. */
export function windowOf({ time }: Problem, count: number, k: number): Axis {
  const { min, max, name } = time!;
  const at = (part: number): number => min + ((max - min) * part) / count;
  return { name, min: at(k), max: at(k + 1) };
}

/** A problem within one window; only the first has the problem's own start. */
export function problemWithin(problem: Problem, count: number, k: number): Problem {
  const within = { ...problem, time: windowOf(problem, count, k) };
  return k === 0 ? within : { ...within, initial: {}, random: null, randomFields: [] };
}

/**
 * The unknowns that go on from one window into the next: those whose rate the equations know.
 * @throws Failure 'bad-input' where time cannot be cut into windows
 */
export function carriedOver(problem: Problem, recipe: PinnRecipe): readonly string[] {
  const refuse = (why: string): never => {
    throw new Failure('bad-input', `recipes.pinn.windows: ${why}`, 'recipes.pinn.windows');
  };
  const { time } = problem;
  if (!time || recipe.steady) return refuse('the problem has no time to march through');
  if (recipe.optimiser !== 'levenberg-marquardt') return refuse(`${recipe.optimiser} trains all of time at once`);
  if (problem.data) return refuse('what is measured at all times is learned at once');
  const scope = scopeOf(problem);
  const rates = residualsOf(problem)
    .flatMap((residual) => [...symbolsOf(residual)])
    .map((symbol) => derivativeOf(symbol, scope))
    .filter((derivative) => derivative?.by.includes(time.name));
  if (rates.some((rate) => rate!.by.filter((by) => by === time.name).length > 1)) {
    return refuse('the equations need a rate at the start of each window, and values alone are handed on');
  }
  return problem.unknowns.filter((unknown) => rates.some((rate) => rate!.unknown === unknown));
}

/** Nodes along each axis on which one window's end is handed to the next, by the number of axes. */
const NODES = [513, 97, 33];

export function handoverNodes({ axes }: Problem): Float64Array[] {
  const count = NODES[axes.length - 1];
  return axes.map(({ min, max }) =>
    Float64Array.from({ length: count }, (_, k) => min + ((max - min) * k) / (count - 1)),
  );
}

/** Which window each place belongs to, of `reached` ones; what lies beyond is held at the end of the last. */
export function placesByWindow(
  problem: Problem,
  count: number,
  reached: number,
  places: readonly ArrayLike<number>[],
): { readonly members: readonly number[]; readonly places: Float64Array[] }[] {
  const last = coordinatesOf(problem).length - 1;
  const { min, max } = problem.time!;
  const end = windowOf(problem, count, reached - 1).max;
  const members: number[][] = Array.from({ length: reached }, () => []);
  for (let k = 0; k < places[last].length; k++) {
    const window = Math.floor(((places[last][k] - min) / (max - min)) * count);
    members[Math.min(reached - 1, Math.max(0, window))].push(k);
  }
  return members.map((own) => ({
    members: own,
    places: places.map((axis, a) => Float64Array.from(own, (k) => (a === last ? Math.min(axis[k], end) : axis[k]))),
  }));
}
