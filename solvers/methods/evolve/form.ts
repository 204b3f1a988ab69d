import { Failure } from '../../base/result';
import { derivativeOf, type Expr, linearise, normalForm, parse, type Scope, simplify, symbolsOf } from '../../expr';
import { componentName, isConstant, type LinearPart, type Reference, referenceOf, without } from './reference';
import type { EvolveSpec } from './spec';
import { type Context, type Frozen, split } from './split';

/** An array of the state: an unknown or one of its time derivatives, with what it changes by. */
export interface Component {
  readonly name: string;
  readonly unknown: string;
  /** The linear part with constant coefficients of its rate. */
  readonly linear: readonly LinearPart[];
  /** All of its rate that is not in `linear`; null = nothing. */
  readonly rest: Expr | null;
  /** What the rate is multiplied with where equations have terms such as `u_xxt`; empty = 1. */
  readonly mass: readonly LinearPart[];
}

/** An equation without time derivatives, `sum of linear = 0`. */
export interface Constraint {
  readonly text: string;
  readonly linear: readonly LinearPart[];
}

/** Equations solved for their time derivatives: m d(component)/dt = linear + rest, under the constraints. */
export interface SolvedForm {
  readonly scope: Scope;
  readonly components: readonly Component[];
  /** Unknowns that have no time derivative, in the order of the scope. */
  readonly instant: readonly string[];
  readonly constraints: readonly Constraint[];
  /** What each symbol in a `rest` stands for. */
  readonly references: ReadonlyMap<string, Reference>;
  /** The whole rate of each component as it was typed, before it was split. */
  readonly rates: readonly Expr[];
  readonly frozen: readonly Frozen[];
}

/** The names that the formulas of a spec may use. */
function scopeOf(spec: EvolveSpec): Scope {
  return {
    unknowns: spec.unknowns,
    coordinates: [...spec.axes.map(({ name }) => name), 't'],
    parameters: Object.keys(spec.parameters),
  };
}

/**
 * Solves each equation for its highest time derivative and splits the rate into the linear part with constant
 * coefficients (the derivative of the rate at the zero state, where it is finite and free of coordinates) and the rest.
 * @throws Failure 'bad-input' where an unknown has no equation, or an equation is not linear in its time derivative.
 */
export function solvedForm(spec: EvolveSpec): SolvedForm {
  const scope = scopeOf(spec);
  const residuals = spec.equations.map((equation) => normalForm(equation, scope, spec.definitions));
  const orders = timeOrders(residuals, scope);
  const instant = spec.unknowns.filter((name) => orders.get(name) === 0);
  const frozen: Frozen[] = [];
  const context: Context = { scope, orders, frozen };
  const owner = new Map<string, number>();
  const components: Component[] = [];
  const rates: Expr[] = [];
  residuals.forEach((residual, k) => {
    const leading = leadingOf(residual, context, spec.equations[k].text);
    if (leading === null) return;
    const other = owner.get(leading.unknown);
    if (other !== undefined) {
      const advice = `equations ${other + 1} and ${k + 1} both say how ${leading.unknown} changes: remove one`;
      throw new Failure('bad-input', advice, `equations[${k}]`);
    }
    owner.set(leading.unknown, k);
    const solved = solveFor(residual, leading, context, spec.equations[k].text);
    for (let order = 0; order + 1 < orders.get(leading.unknown)!; order++) {
      const name = componentName(leading.unknown, order);
      const next = componentName(leading.unknown, order + 1);
      const rate = parse(next);
      const part = { of: next, by: scope.coordinates.slice(1).map(() => 0), coefficient: parse('1') };
      components.push({ name, unknown: leading.unknown, linear: [part], rest: null, mass: [] });
      rates.push(rate);
    }
    components.push(solved.component);
    rates.push(solved.rate);
  });
  for (const name of spec.unknowns) {
    if (orders.get(name)! > 0 && !owner.has(name)) {
      throw new Failure('bad-input', `no equation says how ${name} changes: solve one for its time derivative`);
    }
  }
  const constraints = residuals.flatMap((residual, k): Constraint[] => {
    if ([...owner.values()].includes(k)) return [];
    return [constraintOf(residual, context, spec.equations[k].text)];
  });
  if (constraints.length !== instant.length) {
    const named = instant.join(', ') || 'no unknown';
    throw new Failure(
      'bad-input',
      `${constraints.length} equations without time derivatives cannot determine ${named}: give as many as unknowns`,
    );
  }
  const references = new Map<string, Reference>();
  for (const { rest } of components) {
    if (!rest) continue;
    for (const name of symbolsOf(rest)) {
      const found = referenceOf(name, context);
      if (found) references.set(name, found);
    }
  }
  const parameters = [...scope.parameters, ...frozen.map(({ parameter }) => parameter)];
  return { scope: { ...scope, parameters }, components, instant, constraints, references, rates, frozen };
}

interface Leading {
  readonly unknown: string;
  /** Symbols with the highest time derivative of the unknown: the plain one and such as `u_xxt`. */
  readonly symbols: readonly string[];
}

function timeOrders(residuals: readonly Expr[], scope: Scope): Map<string, number> {
  const orders = new Map(scope.unknowns.map((name): [string, number] => [name, 0]));
  for (const residual of residuals) {
    for (const name of symbolsOf(residual)) {
      const derivative = derivativeOf(name, scope);
      if (!derivative) continue;
      const order = derivative.by.filter((by) => by === 't').length;
      orders.set(derivative.unknown, Math.max(order, orders.get(derivative.unknown)!));
    }
  }
  return orders;
}

function leadingOf(residual: Expr, { scope, orders }: Context, text: string): Leading | null {
  const symbols = [...symbolsOf(residual)].filter((name) => {
    const derivative = derivativeOf(name, scope);
    if (!derivative) return false;
    const order = derivative.by.filter((by) => by === 't').length;
    return order > 0 && order === orders.get(derivative.unknown);
  });
  const unknowns = new Set(symbols.map((name) => derivativeOf(name, scope)!.unknown));
  if (unknowns.size === 0) return null;
  if (unknowns.size > 1) {
    const list = [...unknowns].join(' and ');
    throw new Failure('bad-input', `"${text}" changes ${list} at once: solve it for one of them`);
  }
  const [unknown] = unknowns;
  return { unknown, symbols };
}

function solveFor(residual: Expr, { unknown, symbols }: Leading, context: Context, text: string) {
  const { scope, orders } = context;
  const name = componentName(unknown, orders.get(unknown)! - 1);
  const rest = without(residual, symbols);
  const terms = linearise(residual, scope).terms.filter((term) => symbols.includes(term.name));
  for (const { coefficient } of terms) {
    if ([...symbolsOf(coefficient)].some((used) => symbols.includes(used))) {
      throw new Failure('bad-input', `"${text}" is not linear in its time derivative: solve it for ${symbols[0]}`);
    }
  }
  const plain = symbols.length === 1 && referenceOf(symbols[0], context)!.by.every((order) => order === 0);
  const mass = plain ? [] : terms.map((term) => partOf(term.name, term.coefficient, context, text));
  const divisor = plain ? terms[0].coefficient : parse('1');
  const rate = simplify({
    kind: 'unary',
    op: '-',
    operand: { kind: 'binary', op: '/', left: rest, right: divisor, span: rest.span },
    span: rest.span,
  });
  const { linear, remainder } = split(rate, context);
  return { rate, component: { name, unknown, linear, rest: remainder, mass } };
}

/** A term whose coefficient must be constant in space and time. */
function partOf(name: string, coefficient: Expr, context: Context, text: string): LinearPart {
  if (!isConstant(coefficient, context.scope)) {
    throw new Failure('bad-input', `"${text}": ${name} must stand alone with a constant factor here`);
  }
  return { ...referenceOf(name, context)!, coefficient };
}

function constraintOf(residual: Expr, context: Context, text: string): Constraint {
  const { terms, linear } = linearise(residual, context.scope);
  const names = terms.map(({ name }) => name);
  const nothing = simplify(without(residual, names));
  if (!linear || !(nothing.kind === 'number' && nothing.value === 0)) {
    const advice = `"${text}" has no time derivative, so it must be linear in the unknowns with constant factors, and 0 where they are 0`;
    throw new Failure('bad-input', advice);
  }
  return { text, linear: terms.map((term) => partOf(term.name, term.coefficient, context, text)) };
}
