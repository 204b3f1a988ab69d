import { type Expr, symbolNodes } from './ast';
import { orderOf } from './channels';
import { cannot, type EquationType, typeOfEquation, type Verdict } from './equation-type';
import type { Known } from './interval';
import { type Dependence, degreeIn, dependences, type LinearTerm, linearise } from './linearise';
import { partsOf } from './parts';
import { type Scope, TIME } from './scope';
import { typeOfSystem } from './system-type';

/**
 * How the unknowns stand in a system (Evans, Partial Differential Equations, 1.1): in no product with each other;
 * so in the highest derivatives, whose coefficients hold none or hold lower derivatives; or in any other way.
 */
export type Linearity = 'linear' | 'semilinear' | 'quasilinear' | 'nonlinear';

/** What a system of equations is. */
export interface Classification {
  /** The highest order of a derivative, by all coordinates. */
  readonly order: number;
  /** The highest order by time; 0 = stationary. */
  readonly timeOrder: number;
  readonly linearity: Linearity;
  readonly type: EquationType;
  /** In one sentence, how the type was told or why it cannot be told. */
  readonly reason: string;
}

/**
 * Tells what kind of equations the residuals are, from the signs of their highest derivatives. `residuals` are
 * normal forms, one an equation. `known` holds what is known of the values of parameters, coordinates and unknowns;
 * a type is told only where it holds for all of these values, and of unknowns without an entry for any value.
 * Backward heat flow counts as parabolic, and the Laplace equation in space and time as elliptic; `reason` then
 * says that they are ill-posed forwards in time.
 * @throws Failure 'bad-input' where a residual was not expanded.
 */
export function classify(residuals: readonly Expr[], scope: Scope, known: Known = new Map()): Classification {
  const used = residuals.flatMap((residual) => dependences(residual, scope));
  const time = scope.coordinates.indexOf(TIME);
  const { type, reason } = typeOf(residuals, used, scope, known);
  return {
    order: Math.max(0, ...used.map(({ channel }) => orderOf(channel))),
    timeOrder: Math.max(0, ...used.map(({ channel }) => channel[time] ?? 0)),
    linearity: residuals.map((residual) => linearityOf(residual, scope)).reduce(worse, 'linear'),
    type,
    reason,
  };
}

function typeOf(residuals: readonly Expr[], used: readonly Dependence[], scope: Scope, known: Known): Verdict {
  const all = residuals.map((residual) => partsOf(residual, scope, known));
  const hidden = used.find(({ name }) => !all.flat().some((part) => part.name === name));
  if (hidden !== undefined) return cannot(`${hidden.name} stands only inside jumps, such as sign or step`);
  // A coefficient that is known to be 0 takes its derivative away.
  const equations = all.map((parts) => parts.filter(({ sign }) => sign !== 0));
  const unknowns = new Set(equations.flat().map(({ unknown }) => unknown));
  if (equations.length === 1 && unknowns.size <= 1) return typeOfEquation(equations[0]);
  return typeOfSystem(equations, known);
}

const RANK: readonly Linearity[] = ['linear', 'semilinear', 'quasilinear', 'nonlinear'];

function worse(a: Linearity, b: Linearity): Linearity {
  return RANK[Math.max(RANK.indexOf(a), RANK.indexOf(b))];
}

function linearityOf(residual: Expr, scope: Scope): Linearity {
  const { terms, linear } = linearise(residual, scope);
  if (linear) return 'linear';
  const used = dependences(residual, scope);
  const time = scope.coordinates.indexOf(TIME);
  const order = Math.max(...used.map(({ channel }) => orderOf(channel)));
  const timeOrder = Math.max(...used.map(({ channel }) => channel[time] ?? 0));
  // The highest derivative by time leads, however many there are in space.
  const leading = new Set(
    used
      .filter(({ channel }) => orderOf(channel) === order || (timeOrder > 0 && channel[time] === timeOrder))
      .map(({ name }) => name),
  );
  if (degreeIn(residual, (name) => leading.has(name)) > 1) return 'nonlinear';
  const names = new Set(used.map(({ name }) => name));
  const varies = ({ coefficient }: LinearTerm): boolean =>
    [...symbolNodes(coefficient)].some(({ name }) => names.has(name));
  return terms.some((term) => leading.has(term.name) && varies(term)) ? 'quasilinear' : 'semilinear';
}
