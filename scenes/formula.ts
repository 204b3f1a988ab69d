import { Failure } from '../solvers/base/result';
import {
  check,
  type Expr,
  evaluateConstant,
  FormulaError,
  MAX_OPERATIONS,
  parse,
  parseEquation,
  type Scope,
} from '../solvers/expr';

/** Formulas by the name that stands for them. */
export type Definitions = ReadonlyMap<string, Expr>;

/** What is wrong with a text as a constant formula, to follow the field's name; null = nothing. */
export function constantFault(text: string): string | null {
  try {
    evaluateConstant(text);
    return null;
  } catch (error) {
    if (error instanceof Failure) return `= "${text}": ${error.message}`;
    throw error;
  }
}

/**
 * Runs `work`; failures about formulas leave it with the field's name in front, so that one line says both where
 * and what. They keep their place in the text.
 */
export function inField<T>(field: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof FormulaError) {
      throw new FormulaError(error.text, error.span, `${field}: ${error.reason}`, field);
    }
    if (error instanceof Failure) throw new Failure(error.code, `${field}: ${error.message}`, field);
    throw error;
  }
}

/** A formula of a scene: parsed, every name found in `scope`, definitions put in. */
export function readFormula(field: string, text: string, scope: Scope, definitions: Definitions): Expr {
  return inField(field, () => {
    const expr = parse(text);
    check(expr, scope, text);
    return expand(expr, definitions);
  });
}

/** As {@link readFormula}, for an equation `left = right`. */
export function readEquation(
  field: string,
  text: string,
  scope: Scope,
  definitions: Definitions,
): { readonly left: Expr; readonly right: Expr } {
  return inField(field, () => {
    const { left, right } = parseEquation(text);
    check(left, scope, text);
    check(right, scope, text);
    return { left: expand(left, definitions), right: expand(right, definitions) };
  });
}

/** Splits `name = formula`, as conditions say it; the name must be one of `names`. */
export function readAssignment(
  field: string,
  text: string,
  names: readonly string[],
  scope: Scope,
  definitions: Definitions,
): { readonly name: string; readonly value: Expr } {
  return inField(field, () => {
    const { left, right } = parseEquation(text);
    if (left.kind !== 'symbol' || !names.includes(left.name)) {
      throw new FormulaError(
        text,
        left.span,
        `write one unknown on the left, as in "${names[0]} = 0" (${names.join(', ')})`,
      );
    }
    check(right, scope, text);
    return { name: left.name, value: expand(right, definitions) };
  });
}

/** `expr` with every defined name replaced by its formula; shared, not copied, where a name stands twice. */
function expand(expr: Expr, definitions: Definitions): Expr {
  if (definitions.size === 0) return expr;
  const result = replace(expr, definitions);
  const operations = operationsOf(result, new Map());
  if (operations > MAX_OPERATIONS) {
    const advice = `with its definitions put in the formula has ${operations} operations: use at most ${MAX_OPERATIONS}`;
    throw new Failure('bad-input', advice);
  }
  return result;
}

function replace(expr: Expr, definitions: Definitions): Expr {
  switch (expr.kind) {
    case 'number':
      return expr;
    case 'symbol':
      return definitions.get(expr.name) ?? expr;
    case 'call':
      return { ...expr, args: expr.args.map((arg) => replace(arg, definitions)) };
    case 'unary':
      return { ...expr, operand: replace(expr.operand, definitions) };
    case 'binary':
      return { ...expr, left: replace(expr.left, definitions), right: replace(expr.right, definitions) };
  }
}

/** Operations of the written-out tree; shared parts are visited once but counted as often as they stand. */
function operationsOf(expr: Expr, known: Map<Expr, number>): number {
  const seen = known.get(expr);
  if (seen !== undefined) return seen;
  let total = 0;
  if (expr.kind === 'unary') total = 1 + operationsOf(expr.operand, known);
  else if (expr.kind === 'binary') total = 1 + operationsOf(expr.left, known) + operationsOf(expr.right, known);
  else if (expr.kind === 'call') total = expr.args.reduce((sum, arg) => sum + 1 + operationsOf(arg, known), 0);
  known.set(expr, total);
  return total;
}
