import { randomUniform } from '../../base/random';
import { Failure } from '../../base/result';
import { compile, type Expr, symbolsOf } from '../../expr';
import type { Problem } from '../problem';

/** The symbols of the momentum equations, in the order of the compiled residuals' arguments. */
const SYMBOLS = ['u', 'v', 'p', 'u_t', 'u_x', 'u_y', 'u_xx', 'u_yy', 'v_t', 'v_x', 'v_y', 'v_xx', 'v_yy', 'p_x', 'p_y'];

type Values = Record<string, number>;

/**
 * The kinematic viscosity as a function of the parameters, read off the equations: they must be
 *   u_t + u u_x + v u_y + p_x = nu (u_xx + u_yy),  v_t + u v_x + v v_y + p_y = nu (v_xx + v_yy),  u_x + v_y = 0
 * up to order, arrangement and a constant factor, nu being any formula of the parameters.
 * @throws Failure 'bad-input' saying which equation is not of this form.
 */
export function viscosityOf(problem: Problem): (parameters: Readonly<Record<string, number>>) => number {
  const names = Object.keys(problem.parameters);
  const residuals = problem.equations.map(({ left, right }) => {
    const a = compileResidual(left, names);
    const b = compileResidual(right, names);
    return (values: Values, parameters: Readonly<Record<string, number>>) =>
      a(values, parameters) - b(values, parameters);
  });
  const zero = Object.fromEntries(SYMBOLS.map((name) => [name, 0]));
  const coefficient = (k: number, name: string, parameters: Readonly<Record<string, number>>) =>
    residuals[k]!({ ...zero, [name]: 1 }, parameters) - residuals[k]!(zero, parameters);
  const find = (name: string) => residuals.findIndex((_, k) => coefficient(k, name, problem.parameters) !== 0);
  const momentum = find('u_t');
  const nu = (parameters: Readonly<Record<string, number>>) =>
    -coefficient(momentum, 'u_xx', parameters) / coefficient(momentum, 'u_t', parameters);
  if (momentum >= 0) {
    const value = nu(problem.parameters);
    const forms: [string, (s: Values) => number][] = [
      ['u_t', (s) => s.u_t! + s.u! * s.u_x! + s.v! * s.u_y! + s.p_x! - value * (s.u_xx! + s.u_yy!)],
      ['v_t', (s) => s.v_t! + s.u! * s.v_x! + s.v! * s.v_y! + s.p_y! - value * (s.v_xx! + s.v_yy!)],
      ['u_x', (s) => s.u_x! + s.v_y!],
    ];
    const continuity = residuals.findIndex(
      (_, k) => k !== momentum && k !== find('v_t') && coefficient(k, 'u_x', problem.parameters) !== 0,
    );
    const places = [momentum, find('v_t'), continuity];
    for (const [n, [lead, form]] of forms.entries()) {
      assertForm(problem, residuals[places[n]!], places[n]!, lead, form);
    }
    if (problem.equations.length === 3 && value > 0) return nu;
  }
  throw new Failure(
    'bad-input',
    'method flow solves the incompressible Navier-Stokes equations in u, v, p: two momentum equations with a positive viscosity and u_x + v_y = 0',
    'equations',
  );
}

/** Compares the residual with the form at random points, up to the factor of its leading term. */
function assertForm(
  problem: Problem,
  residual: ((values: Values, parameters: Problem['parameters']) => number) | undefined,
  place: number,
  lead: string,
  form: (values: Values) => number,
): void {
  const zero = Object.fromEntries(SYMBOLS.map((name) => [name, 0]));
  const unit = { ...zero, [lead]: 1 };
  const factor = residual ? residual(unit, problem.parameters) / form(unit) : 0;
  for (let trial = 0; trial < 8; trial++) {
    const values = Object.fromEntries(SYMBOLS.map((name, k) => [name, 2 * randomUniform(trial, k) - 1]));
    const got = residual ? residual(values, problem.parameters) : Number.NaN;
    if (!(Math.abs(got - factor * form(values)) <= 1e-9 * Math.abs(factor))) {
      const advice =
        'this is not an equation of incompressible Navier-Stokes flow, which is all that method flow solves: remove the extra or missing terms';
      throw new Failure('bad-input', advice, place >= 0 ? `equations[${place}]` : 'equations');
    }
  }
}

function compileResidual(expr: Expr, names: readonly string[]) {
  const foreign = [...symbolsOf(expr)].find((name) => !SYMBOLS.includes(name) && !names.includes(name));
  if (foreign) {
    throw new Failure('bad-input', `method flow cannot use \`${foreign}\` in the equations`, 'equations');
  }
  const evaluate = compile(expr, [...SYMBOLS, ...names]);
  return (values: Values, parameters: Readonly<Record<string, number>>) =>
    evaluate([...SYMBOLS.map((name) => values[name]!), ...names.map((name) => parameters[name]!)]);
}
