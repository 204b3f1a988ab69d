import type { FunctionName, OperatorName } from './functions';

/** Where a node stands in its source text: from `start` up to, not including, `end`, in UTF-16 code units. */
export type Span = readonly [start: number, end: number];

export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '<' | '<=' | '>' | '>=';

/** A literal: finite, never negative; `text` is how it was written. */
export interface NumberExpr {
  readonly kind: 'number';
  readonly value: number;
  readonly text: string;
  readonly span: Span;
}

/** An unknown, derivative (`u_xx`), coordinate, parameter, definition or constant; names are ASCII. */
export interface SymbolExpr {
  readonly kind: 'symbol';
  readonly name: string;
  readonly span: Span;
}

export interface CallExpr {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly args: readonly Expr[];
  readonly span: Span;
}

export interface UnaryExpr {
  readonly kind: 'unary';
  readonly op: '-';
  readonly operand: Expr;
  readonly span: Span;
}

/** Comparisons give 1 where they hold and 0 where they do not. */
export interface BinaryExpr {
  readonly kind: 'binary';
  readonly op: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  readonly span: Span;
}

/** A row of components, `(u, v)`: at least two where it is written. */
export interface VectorExpr {
  readonly kind: 'vector';
  readonly items: readonly Expr[];
  readonly span: Span;
}

/** A vector operator such as `lap(u)`; `expand` turns it into derivatives. */
export interface OperatorExpr {
  readonly kind: 'operator';
  readonly name: OperatorName;
  readonly args: readonly Expr[];
  readonly span: Span;
}

/** A definition with arguments at work, such as `R(u)`; `substitute` puts its formula in. */
export interface ApplyExpr {
  readonly kind: 'apply';
  readonly name: string;
  readonly args: readonly Expr[];
  readonly span: Span;
}

/**
 * A formula, immutable. Vectors, operators and applied definitions are how people write; values and code are made
 * of the other nodes alone, and refuse a formula that was not expanded.
 */
export type Expr = NumberExpr | SymbolExpr | CallExpr | UnaryExpr | BinaryExpr | VectorExpr | OperatorExpr | ApplyExpr;

/** `left = right`; the spans of both sides count in `text`. */
export interface Equation {
  readonly text: string;
  readonly left: Expr;
  readonly right: Expr;
}

/**
 * How tightly a node binds, as the grammar reads it: 1 comparison, 2 sum, 3 product, 4 unary minus, 5 power,
 * 6 everything that needs no brackets.
 */
export const LEVEL = { comparison: 1, sum: 2, product: 3, unary: 4, power: 5, atom: 6 } as const;

/** The level of each binary operator. */
export const OPERATOR_LEVEL: Readonly<Record<BinaryOperator, number>> = {
  '<': LEVEL.comparison,
  '<=': LEVEL.comparison,
  '>': LEVEL.comparison,
  '>=': LEVEL.comparison,
  '+': LEVEL.sum,
  '-': LEVEL.sum,
  '*': LEVEL.product,
  '/': LEVEL.product,
  '^': LEVEL.power,
};

/** The nodes right below `expr`, from left to right. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'number':
    case 'symbol':
      return [];
    case 'vector':
      return expr.items;
    case 'call':
    case 'operator':
    case 'apply':
      return expr.args;
    case 'unary':
      return [expr.operand];
    case 'binary':
      return [expr.left, expr.right];
  }
}

/** `expr` with other nodes right below it, in the order of {@link childrenOf}; itself where nothing changes. */
export function withChildren(expr: Expr, children: readonly Expr[]): Expr {
  const old = childrenOf(expr);
  if (children.every((child, i) => child === old[i])) return expr;
  switch (expr.kind) {
    case 'number':
    case 'symbol':
      return expr;
    case 'vector':
      return { ...expr, items: children };
    case 'call':
    case 'operator':
    case 'apply':
      return { ...expr, args: children };
    case 'unary':
      return { ...expr, operand: children[0] };
    case 'binary':
      return { ...expr, left: children[0], right: children[1] };
  }
}

/** Whether `child` is the beginning of the chain that `expr` ends, as `a + b` in `a + b - c`. */
export function continuesChain(expr: Expr, child: Expr): boolean {
  if (expr.kind !== 'binary' || child.kind !== 'binary' || expr.left !== child) return false;
  const level = OPERATOR_LEVEL[expr.op];
  return level === OPERATOR_LEVEL[child.op] && (level === LEVEL.sum || level === LEVEL.product);
}

/** Every symbol node of `expr`, from left to right, repeated as often as it is written; constants included. */
export function* symbolNodes(expr: Expr): Generator<SymbolExpr> {
  const waiting: Expr[] = [expr];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === 'symbol') yield node;
    else waiting.push(...childrenOf(node).toReversed());
  }
}
