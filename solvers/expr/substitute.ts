import { childrenOf, type Expr, type Span, withChildren } from './ast';
import { MAX_OPERATIONS } from './caps';
import { FormulaError } from './error';
import { capped } from './size';

/** A named formula; with arguments it is used as `R(u)`, without as `R`. */
export interface Definition {
  readonly parameters: readonly string[];
  readonly value: Expr;
}

export type Definitions = ReadonlyMap<string, Definition>;

/** Nodes that may be made while definitions are put in: four times what the largest formula can hold. */
const MAX_NODES = 4 * (2 * MAX_OPERATIONS + 1);

/**
 * `expr` with every definition replaced by its formula, which may use others. What is put in stands, for messages,
 * where its name stood. `text` is what `expr` was parsed from, and `field` the input it came from.
 * @throws FormulaError at the name of a definition that uses itself, at one without its arguments, and where the
 * result is larger than a formula may be.
 */
export function substitute(expr: Expr, definitions: Definitions, text: string, field?: string): Expr {
  const origin = { text, span: expr.span, field };
  const open: string[] = [];
  let nodes = 0;

  /** `locals` are the arguments of the definition that is being put in, `place` where it was used. */
  function visit(node: Expr, locals: ReadonlyMap<string, Expr>, place: Span | null): Expr {
    nodes++;
    const span = place ?? node.span;
    if (nodes > MAX_NODES) {
      const reason = `with its definitions put in the formula has more than ${MAX_OPERATIONS} operations: use fewer`;
      throw new FormulaError(text, span, reason, field);
    }
    const local = node.kind === 'symbol' ? locals.get(node.name) : undefined;
    if (local !== undefined) return local;
    const children = childrenOf(node).map((child) => visit(child, locals, place));
    const definition = node.kind === 'symbol' || node.kind === 'apply' ? definitions.get(node.name) : undefined;
    if (definition === undefined || (node.kind !== 'symbol' && node.kind !== 'apply')) {
      const same = withChildren(node, children);
      return place === null ? same : { ...same, span };
    }
    const { name } = node;
    const { parameters, value } = definition;
    if (open.includes(name)) {
      const reason = `\`${name}\` is defined by itself (${[...open, name].join(' -> ')}): break the circle`;
      throw new FormulaError(text, span, reason, field);
    }
    if (parameters.length !== children.length) {
      const written = parameters.length === 0 ? name : `${name}(${parameters.join(', ')})`;
      throw new FormulaError(text, span, `\`${name}\` is a definition: write ${written}`, field);
    }
    open.push(name);
    const result = visit(value, new Map(parameters.map((parameter, i) => [parameter, children[i]])), span);
    open.pop();
    return result;
  }

  return capped(visit(expr, new Map(), null), 'with its definitions put in the formula', origin);
}
