import {
  type Definitions,
  type Expr,
  FormulaError,
  linearise,
  normalForm,
  parse,
  parseEquation,
  type Scope,
  simplify,
  substitute,
} from '../solvers/expr';
import type { SideEquation } from '../solvers/methods/problem';
import { inField } from './formula';

/** The most derivatives along a side's axis that a condition may take. */
const MAX_ORDER = 3;

/** A condition on a side as a linear equation, or as a plain value `unknown = formula`. */
export type SideCondition =
  | { readonly kind: 'value'; readonly unknown: string; readonly value: Expr }
  | { readonly kind: 'equation'; readonly equation: SideEquation };

/**
 * Reads a condition such as `u = sin(y)`, `u_x = 0` or `u = -D*u_x` on a side of `axis`.
 * @throws FormulaError unless it is linear in one unknown and its derivatives along the axis.
 */
export function readSideCondition(
  field: string,
  text: string,
  axis: string,
  scope: Scope,
  definitions: Definitions,
): SideCondition {
  return inField(field, () => {
    const written = parseEquation(text);
    const { left } = written;
    const example = `"${scope.unknowns[0]} = 0" or "${scope.unknowns[0]}_${axis} = 0"`;
    const residual = normalForm(written, scope, definitions);
    const { terms, linear } = linearise(residual, scope);
    const unknowns = new Set(terms.map(({ unknown }) => unknown));
    const [unknown] = unknowns;
    if (unknown === undefined || unknowns.size > 1) {
      throw new FormulaError(text, left.span, `say one thing of one unknown, as in ${example}`);
    }
    if (!linear) throw new FormulaError(text, left.span, `it must be linear in ${unknown}: write e.g. ${example}`);
    for (const { name, channel } of terms) {
      const along = scope.coordinates.every((coordinate, i) => coordinate === axis || (channel[i] ?? 0) === 0);
      const order = channel.reduce((sum, count) => sum + count, 0);
      if (!along || order > MAX_ORDER) {
        const allowed = `derivatives along ${axis} up to order ${MAX_ORDER}`;
        throw new FormulaError(text, left.span, `${name} cannot stand here: use ${unknown} and its ${allowed}`);
      }
    }
    const nothing = new Map(terms.map(({ name }) => [name, { parameters: [], value: parse('0') }]));
    const rest = substitute(residual, nothing, text);
    const given = simplify({ kind: 'unary', op: '-', operand: rest, span: rest.span });
    if (terms.length === 1 && terms[0]!.name === unknown) {
      const value: Expr = { kind: 'binary', op: '/', left: given, right: terms[0]!.coefficient, span: given.span };
      return { kind: 'value', unknown, value: simplify(value) };
    }
    const coefficients = Object.fromEntries(terms.map(({ name, coefficient }) => [name, coefficient]));
    return { kind: 'equation', equation: { unknown, terms: coefficients, given } };
  });
}
