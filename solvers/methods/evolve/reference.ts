import { derivativeOf, type Expr, parse, type Scope, substitute, symbolsOf } from '../../expr';

const ZERO = parse('0');

/** What a symbol of an equation stands for: a derivative in space of a component or of an unknown without time. */
export interface Reference {
  /** Name of the component, such as `u` or `u_t`, or of an unknown that an equation without time determines. */
  readonly of: string;
  /** Order by each spatial axis. */
  readonly by: readonly number[];
}

/** A constant times a derivative; the coefficient is a formula in the parameters alone. */
export interface LinearPart extends Reference {
  readonly coefficient: Expr;
}

/** The name of the component that holds the `order`-th time derivative of an unknown. */
export function componentName(unknown: string, order: number): string {
  return order === 0 ? unknown : `${unknown}_${'t'.repeat(order)}`;
}

/** What a symbol stands for; null where it is no unknown and no derivative of one. */
export function referenceOf(name: string, { scope }: { readonly scope: Scope }): Reference | null {
  const derivative = scope.unknowns.includes(name) ? { unknown: name, by: [] } : derivativeOf(name, scope);
  if (!derivative) return null;
  const by = scope.coordinates
    .filter((coordinate) => coordinate !== 't')
    .map((coordinate) => derivative.by.filter((one) => one === coordinate).length);
  return { of: componentName(derivative.unknown, derivative.by.filter((one) => one === 't').length), by };
}

/** Whether a formula uses parameters and numbers alone. */
export function isConstant(expr: Expr, scope: Scope): boolean {
  return [...symbolsOf(expr)].every((name) => scope.parameters.includes(name));
}

/** `expr` with 0 for each of `names`. */
export function without(expr: Expr, names: readonly string[]): Expr {
  return substitute(expr, new Map(names.map((name) => [name, { parameters: [], value: ZERO }])), '');
}
