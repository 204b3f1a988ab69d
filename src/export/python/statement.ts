import { resolve, type Scene } from '../../../scenes';
import { Failure } from '../../../solvers/base/result';
import { derivativeOf, type Expr, parse, simplify, substitute, symbolsOf, toText } from '../../../solvers/expr';
import { coordinatesOf, residualsOf, scopeOf } from '../../../solvers/methods/pinn/statement/scope';
import { isPeriodic, isVelocity, valuesAt } from '../../../solvers/methods/pinn/statement/sides';
import { steadyOf } from '../../../solvers/methods/pinn/statement/steady';
import type { Axis, Obstacle, Problem } from '../../../solvers/methods/problem';

/** Where a condition holds. */
export type Place =
  | { readonly kind: 'side'; readonly axis: Axis; readonly end: 'min' | 'max' }
  | { readonly kind: 'body'; readonly body: Obstacle }
  | { readonly kind: 'start' };

/** An unknown has this value somewhere. */
export interface GivenValue {
  readonly unknown: string;
  readonly value: Expr;
  readonly place: Place;
}

/** A residual vanishes somewhere; of the body's own normal, its slope. */
export interface GivenResidual {
  readonly unknown: string;
  readonly residual: Expr;
  readonly place: Place;
}

/** A problem as a script states it. */
export interface Statement {
  readonly problem: Problem;
  /** Time last. */
  readonly coordinates: readonly Axis[];
  readonly periodic: readonly string[];
  readonly residuals: readonly Expr[];
  readonly values: readonly GivenValue[];
  readonly slopes: readonly GivenResidual[];
}

/**
 * Reads a scene as residuals and conditions of a network.
 * @throws Failure 'bad-input' with the reason why a script cannot state it
 */
export function statementOf(scene: Scene): Statement {
  const { problem: stated, method } = resolve(scene);
  if (method === 'design') throw no('method', 'a design looks for a field of the equation, not only for its solution');
  const isSteady = stated.time !== null && stated.recipes.pinn?.steady === true;
  const problem = isSteady ? steadyOf(stated) : stated;
  if (problem.random || problem.randomFields.length > 0) {
    throw no('conditions', 'the start is drawn at random, by numbers that Python does not have');
  }
  const residuals = residualsOf(stated, isSteady);
  const coordinates = coordinatesOf(problem);
  const periodic = problem.axes.filter((axis) => isPeriodic(problem, axis)).map(({ name }) => name);
  const sides = problem.axes
    .filter(({ name }) => !periodic.includes(name))
    .flatMap((axis) => [onSide(problem, axis, 'min'), onSide(problem, axis, 'max')]);
  const all = [...sides, ...problem.obstacles.map((body) => onBody(problem, body)), atStart(problem, residuals)];
  const statement = {
    problem,
    coordinates,
    periodic,
    residuals,
    values: all.flatMap(({ values }) => values),
    slopes: all.flatMap(({ slopes }) => slopes),
  };
  refuseUnknownNames(statement);
  return statement;
}

interface Conditions {
  readonly values: readonly GivenValue[];
  readonly slopes: readonly GivenResidual[];
}

function onSide(problem: Problem, axis: Axis, end: 'min' | 'max'): Conditions {
  const side = problem.sides.find((one) => one.axis === axis.name && one.end === end);
  const place: Place = { kind: 'side', axis, end };
  if (!side) return { values: [], slopes: [] };
  const values: GivenValue[] = [];
  const slopes: GivenResidual[] = [];
  for (const unknown of problem.unknowns) {
    const value = valuesAt(problem, unknown, axis.name)[end];
    if (value) values.push({ unknown, value, place });
    else if (side.kind === 'outflow' && unknown === 'p') values.push({ unknown, value: parse('0'), place });
    else if (side.kind === 'outflow' || (side.kind === 'wall' && unknown !== 'p')) {
      slopes.push({ unknown, residual: parse(`${unknown}_${axis.name}`), place });
    }
  }
  for (const { unknown, terms, given } of side.equations) {
    const sum = Object.entries(terms).map(([name, factor]) => `(${toText(factor)})*${name}`);
    slopes.push({ unknown, residual: simplify(parse(`${sum.join(' + ')} - (${toText(given)})`)), place });
  }
  return { values, slopes };
}

/** Values on a body; one without any is a wall: it holds a flow still and lets nothing else through. */
function onBody(problem: Problem, body: Obstacle): Conditions {
  const place: Place = { kind: 'body', body };
  const isWall = Object.keys(body.values).length === 0;
  const values: GivenValue[] = [];
  const slopes: GivenResidual[] = [];
  for (const unknown of problem.unknowns) {
    const value = body.values[unknown] ?? (isWall && isVelocity(problem, unknown) ? parse('0') : null);
    if (value) values.push({ unknown, value, place });
    else if (isWall && unknown !== 'p') slopes.push({ unknown, residual: normalSlope(problem, unknown), place });
  }
  return { values, slopes };
}

/** The slope across a body's surface, by the components of its normal. */
function normalSlope({ axes }: Problem, unknown: string): Expr {
  return parse(axes.map(({ name }) => `${NORMAL}${name}*${unknown}_${name}`).join(' + '));
}

/** Names of the normal's components begin like that. */
export const NORMAL = 'normal';

/** What equations move starts from its formula, or from 0; with measurements it may be left open. */
function atStart(problem: Problem, residuals: readonly Expr[]): Conditions {
  const { time, initial, data = [] } = problem;
  const values: GivenValue[] = [];
  const slopes: GivenResidual[] = [];
  if (!time) return { values, slopes };
  const place: Place = { kind: 'start' };
  for (const unknown of problem.unknowns) {
    for (let k = 0; k < orderInTime(problem, unknown, residuals); k++) {
      const name = k === 0 ? unknown : `${unknown}_${time.name.repeat(k)}`;
      const value = initial[name] ?? (data.length > 0 ? null : parse('0'));
      if (!value) continue;
      const formula = withInputs(problem, value);
      if (k === 0) values.push({ unknown, value: formula, place });
      else slopes.push({ unknown, residual: simplify(parse(`${name} - (${toText(formula)})`)), place });
    }
  }
  return { values, slopes };
}

/** A start may be an input field: its formula is put in. */
function withInputs({ inputs }: Problem, value: Expr): Expr {
  const formulas = [...symbolsOf(value)].flatMap((name) => {
    if (!Object.hasOwn(inputs, name)) return [];
    const { formula } = inputs[name]!;
    if (!formula) throw no(`inputs.${name}`, 'it comes as an array, not as a formula');
    return [[name, { parameters: [], value: formula }] as const];
  });
  return formulas.length === 0 ? value : substitute(value, new Map(formulas), toText(value));
}

function orderInTime(problem: Problem, unknown: string, residuals: readonly Expr[]): number {
  const scope = scopeOf(problem);
  const orders = residuals.flatMap((residual) =>
    [...symbolsOf(residual)].map((symbol) => {
      const derivative = derivativeOf(symbol, scope);
      return derivative?.unknown === unknown ? derivative.by.filter((by) => by === problem.time?.name).length : 0;
    }),
  );
  return Math.max(0, ...orders);
}

/** What comes as an array has no formula, and a condition cannot be given by what is still sought. */
function refuseUnknownNames({ problem, residuals, values }: Statement): void {
  const scope = scopeOf(problem);
  const known = new Set([...scope.unknowns, ...scope.coordinates, ...scope.parameters]);
  for (const symbol of residuals.flatMap((residual) => [...symbolsOf(residual)])) {
    if (known.has(symbol) || derivativeOf(symbol, scope)) continue;
    throw no(`inputs.${symbol.split('_')[0]}`, 'it comes as an array, not as a formula');
  }
  for (const { name } of problem.inferred ?? []) {
    if (values.some(({ value }) => symbolsOf(value).has(name))) {
      throw no(`parameters.${name}`, 'it is sought, and a condition is given by it');
    }
  }
}

function no(field: string, why: string): Failure {
  return new Failure('bad-input', `${field}: ${why}`, field);
}
