import { randomUniform } from '../../../base/random';
import { Failure } from '../../../base/result';
import { compile, derivativeOf, differentiate, type Expr, linearise, parse, simplify, symbolsOf } from '../../../expr';
import type { SolvedForm } from '../form';
import { referenceOf, without } from '../reference';

/** A component's rate as div(D grad u) + rest. */
export interface Part {
  readonly name: string;
  /** D along each axis, x first: formulas in the components, coordinates, t and parameters; null where there is none. */
  readonly diffusion: readonly (Expr | null)[];
  /** In the components, their slopes, second derivatives of other components, coordinates, t and parameters. */
  readonly rest: Expr | null;
}

/** States at which it is tried whether a formula is nothing, or does not depend on a slope. */
const TRIALS = 8;

/**
 * Writes every rate as fluxes that nothing is lost in, and what is left: D is the factor of u_xx, and what the product
 * rule makes of (D u_x)_x beside D u_xx is taken from the rest, so that porous media move their fronts at the right speed.
 * @throws Failure 'bad-input' by name of what this has no answer for
 */
export function partsOf(form: SolvedForm): Part[] {
  if (form.instant.length > 0) {
    refuse(`${form.instant.join(', ')} without a time derivative needs periodic or mirrored sides`);
  }
  return form.components.map(({ name, unknown, mass }, i) => {
    if (name !== unknown) refuse(`waves in ${unknown} (two derivatives by t) need periodic or mirrored sides`);
    if (mass.length > 0) refuse(`a rate of a slope of ${unknown} needs periodic or mirrored sides`);
    return partOf(form, name, form.rates[i]);
  });
}

function partOf(form: SolvedForm, name: string, rate: Expr): Part {
  const axes = form.scope.coordinates.slice(0, -1);
  const diffusion: (Expr | null)[] = axes.map(() => null);
  let rest = rate;
  let moves = false;
  for (const { name: symbol, coefficient } of linearise(rate, form.scope).terms) {
    const { of, by } = referenceOf(symbol, form)!;
    const order = by.reduce((sum, count) => sum + count, 0);
    if (order > 2) refuse(`${symbol}, of order ${order}, needs one dimension, or periodic or mirrored sides`);
    if (order > 0) moves = true;
    if (order < 2) continue;
    const along = by.indexOf(2);
    if (along < 0) refuse(`the mixed derivative ${symbol} needs periodic or mirrored sides`);
    if (of !== name) continue;
    if ([...symbolsOf(coefficient)].some((used) => derivativeOf(used, form.scope))) {
      refuse(`the factor of ${symbol} has derivatives in it: only factors of values and places can be used here`);
    }
    diffusion[along] = coefficient;
    rest = without(rest, [symbol]);
  }
  if (moves && diffusion.every((d) => d === null)) {
    refuse(`${name} moves without diffusion, which needs one dimension, or periodic or mirrored sides: add diffusion`);
  }
  diffusion.forEach((d, a) => {
    if (d) rest = difference(rest, productRule(form, name, d, axes[a]));
  });
  return { name, diffusion, rest: withoutEmpty(form, simplify(rest)) };
}

/** What the product rule makes of (D u_x)_x beside D u_xx: D_x u_x. */
function productRule({ scope, components }: SolvedForm, name: string, d: Expr, axis: string): Expr[] {
  const slope = symbol(`${name}_${axis}`);
  const own = symbolsOf(d);
  const inner = components
    .filter((one) => own.has(one.name))
    .map((one) => product(differentiate(d, one.name), symbol(`${one.name}_${axis}`)));
  if (scope.coordinates.includes(axis) && own.has(axis)) inner.push(differentiate(d, axis));
  return inner.map((one) => product(one, slope));
}

/** The formula without slopes that it does not depend on; null where it is nothing. */
function withoutEmpty(form: SolvedForm, rest: Expr): Expr | null {
  const slopes = [...symbolsOf(rest)].filter((name) => derivativeOf(name, form.scope));
  const idle = slopes.filter((name) => isNothing(differentiate(rest, name)));
  const left = simplify(without(rest, idle));
  return isNothing(left) ? null : left;
}

/** Whether a formula is 0 at random states, up to rounding of its terms. */
function isNothing(expr: Expr): boolean {
  if (expr.kind === 'number') return expr.value === 0;
  const names = [...symbolsOf(expr)];
  const evaluate = compile(expr, names);
  for (let trial = 0; trial < TRIALS; trial++) {
    const values = names.map((_, k) => 0.3 + 1.4 * randomUniform(5, trial * names.length + k));
    // Each of a few dozen terms is of the size of 10 at most.
    if (!(Math.abs(evaluate(values)) <= 1e-12)) return false;
  }
  return true;
}

function difference(from: Expr, parts: readonly Expr[]): Expr {
  return parts.reduce<Expr>((left, right) => ({ kind: 'binary', op: '-', left, right, span: from.span }), from);
}

function product(left: Expr, right: Expr): Expr {
  return { kind: 'binary', op: '*', left, right, span: left.span };
}

function symbol(name: string): Expr {
  return parse(name);
}

function refuse(what: string): never {
  throw new Failure('bad-input', what, 'equations');
}
