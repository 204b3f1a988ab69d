import { Failure } from '../solvers/base/result';
import {
  check,
  type Definitions,
  type Expr,
  evaluateConstant,
  expand,
  FormulaError,
  parse,
  parseEquation,
  type Scope,
  substitute,
} from '../solvers/expr';
import type { Equation } from '../solvers/methods/problem';

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

/** The formula of a definition: parsed, every name found in `scope`, earlier definitions put in. */
export function readDefinition(field: string, text: string, scope: Scope, definitions: Definitions): Expr {
  return inField(field, () => {
    const expr = parse(text);
    check(expr, scope, text);
    return substitute(expr, definitions, text);
  });
}

/** A formula of a scene: parsed, every name found in `scope`, definitions put in, vector operators written out. */
export function readFormula(field: string, text: string, scope: Scope, definitions: Definitions): Expr {
  return inField(field, () => settle(parse(text), scope, definitions, text));
}

/** As {@link readFormula}, for an equation `left = right`; `written` still has its vector operators. */
export function readEquation(field: string, text: string, scope: Scope, definitions: Definitions): Equation {
  return inField(field, () => {
    const parsed = parseEquation(text);
    const left = substituted(parsed.left, scope, definitions, text);
    const right = substituted(parsed.right, scope, definitions, text);
    return {
      text,
      left: expand(left, scope, text),
      right: expand(right, scope, text),
      written: { left, right },
    };
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
      throw new FormulaError(text, left.span, `write one of ${names.join(', ')} on the left, as in "${names[0]} = 0"`);
    }
    return { name: left.name, value: settle(right, scope, definitions, text) };
  });
}

function settle(expr: Expr, scope: Scope, definitions: Definitions, text: string): Expr {
  return expand(substituted(expr, scope, definitions, text), scope, text);
}

function substituted(expr: Expr, scope: Scope, definitions: Definitions, text: string): Expr {
  check(expr, scope, text);
  return substitute(expr, definitions, text);
}
