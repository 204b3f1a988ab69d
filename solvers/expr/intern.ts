import { childrenOf, type Expr } from './ast';

/** Operations whose operands may change places without any change of value, not even in floating point. */
function commutes(expr: Expr): boolean {
  if (expr.kind === 'binary') return expr.op === '+' || expr.op === '*';
  return expr.kind === 'call' && (expr.name === 'min' || expr.name === 'max') && expr.args.length === 2;
}

/** Numbers formulas by their structure: two have the same number where they mean the same operations. */
export class Interner {
  private readonly ids = new Map<string, number>();
  private readonly known = new Map<Expr, number>();

  /** The number of `expr`; spans and the spelling of literals do not count, nor does the order of `a + b`. */
  id(expr: Expr): number {
    const seen = this.known.get(expr);
    if (seen !== undefined) return seen;
    const children = childrenOf(expr).map((child) => this.id(child));
    if (commutes(expr)) children.sort((a, b) => a - b);
    const key = `${headOf(expr)} ${children.join(' ')}`;
    let id = this.ids.get(key);
    if (id === undefined) this.ids.set(key, (id = this.ids.size));
    this.known.set(expr, id);
    return id;
  }
}

function headOf(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return `#${expr.value}`;
    case 'vector':
      return '(';
    case 'unary':
      return 'neg';
    case 'binary':
      return expr.op;
    default:
      return `${expr.kind}:${expr.name}`;
  }
}
