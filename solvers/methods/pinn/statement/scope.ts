import { Failure } from '../../../base/result';
import {
  derivativeName,
  derivativeOf,
  differentiate,
  type Expr,
  normalForm,
  parse,
  type Scope,
  simplify,
  substitute,
  symbolsOf,
  toText,
} from '../../../expr';
import type { Axis, Problem } from '../../problem';

/** The coordinates of a problem, time last. */
export function coordinatesOf({ axes, time }: Problem): readonly Axis[] {
  return time ? [...axes, time] : axes;
}

/** The names that residuals use. */
export function scopeOf(problem: Problem): Scope {
  return {
    unknowns: problem.unknowns,
    coordinates: coordinatesOf(problem).map(({ name }) => name),
    parameters: Object.keys(problem.parameters),
  };
}

/** Highest order of an input field's derivative that equations may use. */
const INPUT_ORDER = 2;

/**
 * The residuals of the equations, at the end of time without derivatives by it where they are to be `steady`, in unknowns, derivatives, coordinates and parameters: input fields are put in by
 * their formulas, those that come as arrays keep their names.
 * @throws Failure 'bad-input' where an input field is missing, or jumps where its slope is needed
 */
export function residualsOf(problem: Problem, steady = false): Expr[] {
  const scope = scopeOf(problem);
  const names = Object.keys(problem.inputs);
  const wide = { ...scope, unknowns: [...scope.unknowns, ...names] };
  const residuals = problem.equations.map((equation) => normalForm(equation, wide));
  const used = new Set(residuals.flatMap((residual) => [...symbolsOf(residual)]));
  const occurs = (name: string): boolean =>
    [...used].some((symbol) => symbol === name || derivativeOf(symbol, wide)?.unknown === name);
  const formulas = new Map<string, { parameters: string[]; value: Expr }>();
  for (const name of names.filter(occurs)) {
    const { formula, values } = problem.inputs[name];
    if (values) continue;
    if (!formula) throw new Failure('bad-input', `inputs.${name}: no numbers are given for it`, `inputs.${name}`);
    refuseJump(
      name,
      formula,
      [...used].some((symbol) => derivativeOf(symbol, wide)?.unknown === name),
    );
    for (const { by, value } of derivativesOf(formula, scope.coordinates)) {
      formulas.set(derivativeName(name, by, wide), { parameters: [], value });
    }
  }
  return residuals.map((residual, k) => {
    const whole = formulas.size === 0 ? residual : simplify(substitute(residual, formulas, problem.equations[k].text));
    return steady && problem.time ? withoutTime(whole, wide, problem.time) : whole;
  });
}

/** Calls of functions whose values jump. */
const JUMPS = /\b(where|step|sign|floor|mod)\(/;

/** A network's residuals at points see no flow across a jump, which the slope of the field stands for. */
function refuseJump(name: string, formula: Expr, isSloped: boolean): void {
  if (!isSloped || !JUMPS.test(toText(formula))) return;
  throw new Failure(
    'bad-input',
    `inputs.${name}: it jumps, and residuals at points do not see what flows across: write it smoothly, such as ` +
      '1/(1 + exp(-s/0.02)) for a distance s, or choose a method on a grid',
    `inputs.${name}`,
  );
}

function withoutTime(residual: Expr, scope: Scope, time: Axis): Expr {
  const gone = [...symbolsOf(residual)].filter((name) => derivativeOf(name, scope)?.by.includes(time.name));
  const known = new Map(gone.map((name) => [name, { parameters: [] as string[], value: parse('0') }]));
  known.set(time.name, { parameters: [], value: parse(`(${time.max})`) });
  return simplify(substitute(residual, known, ''));
}

/** A formula and its derivatives to the second order, by rows of coordinates in their order. */
function derivativesOf(formula: Expr, coordinates: readonly string[]): { by: string[]; value: Expr }[] {
  let last: { by: string[]; value: Expr }[] = [{ by: [], value: formula }];
  const all = [...last];
  for (let order = 1; order <= INPUT_ORDER; order++) {
    last = last.flatMap(({ by, value }) =>
      coordinates
        .slice(Math.max(0, coordinates.indexOf(by.at(-1) ?? '')))
        .map((name) => ({ by: [...by, name], value: differentiate(value, name) })),
    );
    all.push(...last);
  }
  return all;
}
