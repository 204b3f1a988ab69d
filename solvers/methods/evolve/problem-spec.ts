import { Failure } from '../../base/result';
import { compile, type Expr, parse, symbolsOf } from '../../expr';
import type { Problem, Side } from '../problem';
import { startsOf } from './placed';
import { randomField } from './random-field';
import type { EvolveCondition, EvolveSpec } from './spec';

/**
 * A scene's problem as this method takes it, one sample.
 * @throws Failure 'bad-input' where it asks for what this method has not
 */
export function specOf(problem: Problem): EvolveSpec {
  const { time } = problem;
  if (!time) throw new Failure('bad-input', 'method evolve needs a time interval: add t to the coordinates');
  if (problem.axes.length === 0) throw new Failure('bad-input', 'method evolve needs an axis in space');
  if (problem.random) {
    throw new Failure(
      'bad-input',
      'method evolve draws fields by a spectrum, not velocities: give "spectrum"',
      'conditions',
    );
  }
  const axes = problem.axes.map(({ name, min, max }, a) => {
    const periodic = problem.sides.some((side) => side.axis === name && side.kind === 'periodic');
    // Mirrors and products need a whole number of points that halves; one more than an odd number is no loss.
    const points = problem.grid.cells[a] + (problem.grid.cells[a] % 2);
    return { name, min, max, points, periodic };
  });
  const initial = startsOf(problem);
  // Arrays for the start are in it already; what equations name must be a formula.
  const named = new Set(problem.equations.flatMap(({ left, right }) => [...symbolsOf(left), ...symbolsOf(right)]));
  const inputs = Object.entries(problem.inputs).flatMap(([name, { formula }]) => {
    if (formula) return [[name, { parameters: [], value: formula }] as const];
    const isNamed = [...named].some((symbol) => symbol === name || symbol.startsWith(`${name}_`));
    if (isNamed) throw new Failure('bad-input', `method evolve needs a formula for ${name}`, `inputs.${name}`);
    return [];
  });
  return {
    unknowns: problem.unknowns,
    axes,
    time,
    equations: problem.equations,
    definitions: new Map(inputs),
    parameters: problem.parameters,
    conditions: problem.sides.flatMap((side) => conditionsOf(problem, side)),
    obstacles: problem.obstacles,
    initial: { ...initial, ...drawn(problem, axes.toReversed()) },
    batch: 1,
    dt: problem.dt,
    ...settingsOf(problem),
  };
}

/** What `recipes.evolve` says. */
function settingsOf({ recipes }: Problem): Pick<EvolveSpec, 'tolerance'> {
  for (const [name, value] of Object.entries(recipes.evolve ?? {})) {
    const field = `recipes.evolve.${name}`;
    if (name !== 'tolerance') throw new Failure('bad-input', `method evolve has no setting ${name}: tolerance`, field);
    if (typeof value !== 'number' || !(value >= 1e-9 && value <= 0.1)) {
      throw new Failure('bad-input', `tolerance must be a number from 1e-9 to 0.1, not ${value}`, field);
    }
    return { tolerance: value };
  }
  return {};
}

const [ZERO, ONE] = [parse('0'), parse('1')];

function conditionsOf(problem: Problem, { axis, end, kind, values, equations }: Side): EvolveCondition[] {
  if (kind === 'periodic') return [];
  const make = (unknown: string, terms: Readonly<Record<string, Expr>>, given: Expr): EvolveCondition => {
    return { axis, end, unknown, terms, given };
  };
  const said = [
    ...Object.entries(values).map(([unknown, given]) => make(unknown, { [unknown]: ONE }, given)),
    ...equations.map(({ unknown, terms, given }) => make(unknown, terms, given)),
  ];
  if (kind !== 'wall') return said;
  const silent = problem.unknowns.filter((unknown) => {
    return !said.some((one) => one.unknown === unknown) && isDerived(problem, unknown, axis);
  });
  return [...said, ...silent.map((unknown) => make(unknown, { [`${unknown}_${axis}`]: ONE }, ZERO))];
}

/** Whether the equations have a derivative of an unknown along an axis; walls say nothing of others. */
function isDerived({ equations }: Problem, unknown: string, axis: string): boolean {
  return equations.some(({ left, right }) =>
    [...symbolsOf(left), ...symbolsOf(right)].some(
      (symbol) => symbol.startsWith(`${unknown}_`) && symbol.slice(unknown.length + 1).includes(axis),
    ),
  );
}

/** The random initial fields, on points that are periodic from end to end. */
function drawn(
  problem: Problem,
  axes: readonly { readonly min: number; readonly max: number; readonly points: number; readonly periodic: boolean }[],
): Record<string, Float64Array> {
  const names = ['k', ...Object.keys(problem.parameters)];
  return Object.fromEntries(
    problem.randomFields.map(({ unknown, spectrum, mean, rms, numpy }, sample) => {
      if (axes.some(({ periodic }) => !periodic)) {
        throw new Failure('bad-input', `a random ${unknown} needs periodic sides`, 'conditions');
      }
      const evaluate = compile(spectrum, names);
      const values = Object.values(problem.parameters);
      const field = randomField({
        shape: axes.map(({ points }) => points),
        lengths: axes.map(({ min, max }) => max - min),
        spectrum: (k) => evaluate([k, ...values]),
        seed: problem.seed,
        sample,
        mean,
        rms,
        ...(numpy !== undefined && { numpy }),
      });
      return [unknown, field];
    }),
  );
}
