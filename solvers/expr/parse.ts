import { type BinaryOperator, type Equation, type Expr, LEVEL, OPERATOR_LEVEL, type Span } from './ast';
import { MAX_CHARACTERS, MAX_DEPTH, MAX_OPERATIONS } from './caps';
import { FormulaError, shortened } from './error';
import {
  FOREIGN_FUNCTIONS,
  FUNCTIONS,
  isFunctionName,
  isOperatorName,
  OPERATORS,
  type OperatorName,
  signature,
} from './functions';
import { similarName } from './names';
import { depthOf } from './size';
import { type Token, tokenAt } from './tokens';

/** The argument names of each definition that is written with arguments, such as `R(u)`. */
export type Signatures = ReadonlyMap<string, readonly string[]>;

const NO_SIGNATURES: Signatures = new Map();

/**
 * The formula that `text` says, or the part of it at `within`. `field` is the name of the input it came from, for
 * messages. Spans count in the whole text.
 * @throws FormulaError pointing at the first thing that is wrong.
 */
export function parse(text: string, field?: string, signatures = NO_SIGNATURES, within?: Span): Expr {
  const parser = new Parser(text, field, signatures, within);
  const expr = parser.expression(LEVEL.comparison);
  parser.end();
  refuseDeep(expr, text, field);
  return expr;
}

/**
 * The equation `left = right` that `text` says, with exactly one `=`; see {@link parse}.
 * @throws FormulaError pointing at the first thing that is wrong.
 */
export function parseEquation(text: string, field?: string, signatures = NO_SIGNATURES, within?: Span): Equation {
  const parser = new Parser(text, field, signatures, within);
  const left = parser.expression(LEVEL.comparison);
  parser.equals();
  const right = parser.expression(LEVEL.comparison);
  parser.end();
  refuseDeep(left, text, field);
  refuseDeep(right, text, field);
  return { text, left, right };
}

function isOperator(token: Token, text: string): boolean {
  return token.kind === 'operator' && token.text === text;
}

function describe(token: Token): string {
  return token.kind === 'end' ? 'the end' : `\`${shortened(token.text)}\``;
}

/** Top-down operator precedence (Pratt, POPL 1973): operators bind by {@link OPERATOR_LEVEL}. */
class Parser {
  private token: Token;
  private previous: Token | null = null;
  private operations = 0;
  private readonly open: Span[] = [];
  private readonly textEnd: number;

  constructor(
    private readonly text: string,
    private readonly field: string | undefined,
    private readonly signatures: Signatures,
    [start, end]: Span = [0, text.length],
  ) {
    if (end - start > MAX_CHARACTERS) {
      const reason = `a formula has at most ${MAX_CHARACTERS} characters, not ${end - start}: name its parts as definitions`;
      throw this.error([start + MAX_CHARACTERS, end], reason);
    }
    this.textEnd = end;
    this.token = tokenAt(text, start, end, field);
    if (this.token.kind === 'end')
      throw this.error(this.token.span, 'the formula is empty: write a number, a name or more');
  }

  /** What follows, as far as its operators bind at least as tightly as `level`. */
  expression(level: number): Expr {
    const start = this.token.span[0];
    let left = this.operand();
    for (;;) {
      this.refuseProduct();
      const op = this.token;
      const own = op.kind === 'operator' ? (OPERATOR_LEVEL as Partial<Record<string, number>>)[op.text] : undefined;
      if (own === undefined || own < level) return left;
      this.count(op.span);
      this.advance();
      // A power groups to the right and takes a sign in its exponent; the others group to the left.
      const right = this.expression(own === LEVEL.power ? LEVEL.unary : own + 1);
      left = { kind: 'binary', op: op.text as BinaryOperator, left, right, span: [start, this.lastEnd()] };
      const next = this.token;
      if (own === LEVEL.comparison && next.kind === 'operator' && /^[<>]/.test(next.text)) {
        throw this.error(next.span, 'comparisons do not chain: multiply two of them, as in (0 < x)*(x < 1)');
      }
    }
  }

  /** Expects the `=` of an equation. */
  equals(): void {
    if (!isOperator(this.token, '=')) {
      if (this.token.kind !== 'end') this.end();
      throw this.error(this.token.span, 'an equation needs `=`: add the right side, if only `= 0`');
    }
    this.advance();
  }

  /** Expects the end of the text. */
  end(): void {
    const { kind, text, span } = this.token;
    if (kind === 'end') return;
    if (text === ')') throw this.error(span, 'this `)` closes nothing: remove it or add a `(`');
    if (text === '=') throw this.error(span, 'no `=` belongs here: a formula has none, an equation has one');
    throw this.error(span, `\`${text}\` belongs between the arguments of a function: remove it`);
  }

  /** A number, a name, a call, a bracket, or one of these with a sign. */
  private operand(): Expr {
    const token = this.token;
    const start = token.span[0];
    if (token.kind === 'number') {
      this.advance();
      return { kind: 'number', value: this.numberOf(token), text: token.text, span: token.span };
    }
    if (token.kind === 'name') return this.nameOrCall(token);
    if (isOperator(token, '-') || isOperator(token, '+')) {
      this.count(token.span);
      this.advance();
      const operand = this.expression(LEVEL.unary);
      return token.text === '+' ? operand : { kind: 'unary', op: '-', operand, span: [start, this.lastEnd()] };
    }
    if (isOperator(token, '(')) {
      const items = this.args();
      if (items.length > 1) return { kind: 'vector', items, span: [start, this.lastEnd()] };
      if (items.length === 1) return items[0];
      throw this.error([start, this.lastEnd()], 'these brackets are empty: write a formula between them');
    }
    const after = this.previous === null ? 'at the start' : `after ${describe(this.previous)}`;
    throw this.error(token.span, `a number, a name or \`(\` must stand ${after}, but found ${describe(token)}`);
  }

  private numberOf(token: Token): number {
    const value = Number(token.text);
    if (!Number.isFinite(value)) throw this.error(token.span, 'this number is too large: the largest is about 1.8e308');
    if (value === 0 && /[1-9]/.test(token.text.split(/e/i)[0])) {
      throw this.error(token.span, 'this number is too small: the smallest is about 5e-324, or write 0');
    }
    return value;
  }

  private nameOrCall(token: Token): Expr {
    const name = token.text;
    this.advance();
    const called = isOperator(this.token, '(');
    const defined = this.signatures.get(name);
    if (defined !== undefined && called) return this.application(token, defined);
    if (isOperatorName(name)) return this.operator(token, name);
    if (!isFunctionName(name)) {
      if (!called) return { kind: 'symbol', name, span: token.span };
      const known = [...Object.keys(FUNCTIONS), ...Object.keys(OPERATORS), ...this.signatures.keys()];
      const meant = FOREIGN_FUNCTIONS.get(name.toLowerCase()) ?? similarName(name, known);
      const shown = shortened(name);
      const fix = meant === null ? `for a product write ${shown}*(...)` : `did you mean ${meant}(...)?`;
      throw this.error(token.span, `\`${shown}\` is not a function: ${fix}`);
    }
    if (!called) throw this.error(token.span, `\`${name}\` needs its arguments in brackets: write ${signature(name)}`);
    const args = this.args();
    const { parameters, variadic } = FUNCTIONS[name];
    const span = this.counted(token, args, parameters.length, variadic, signature(name));
    return { kind: 'call', name, args, span };
  }

  private operator(token: Token, name: OperatorName): Expr {
    if (!isOperator(this.token, '(')) {
      throw this.error(token.span, `\`${name}\` needs its argument in brackets: write ${OPERATORS[name]}`);
    }
    const args = this.args();
    const span = this.counted(token, args, name === 'dot' ? 2 : 1, false, OPERATORS[name]);
    return { kind: 'operator', name, args, span };
  }

  private application(token: Token, parameters: readonly string[]): Expr {
    const args = this.args();
    const span = this.counted(token, args, parameters.length, false, `${token.text}(${parameters.join(', ')})`);
    return { kind: 'apply', name: token.text, args, span };
  }

  /** The span of the call that has just been read; refuses a wrong number of arguments. */
  private counted(token: Token, args: readonly Expr[], least: number, more: boolean, written: string): Span {
    const span: Span = [token.span[0], this.lastEnd()];
    if (args.length < least || (args.length > least && !more)) {
      const wanted = `${least}${more ? ' or more' : ''} ${least === 1 ? 'argument' : 'arguments'}`;
      throw this.error(span, `\`${shortened(token.text)}\` takes ${wanted}, not ${args.length}: write ${written}`);
    }
    this.count(span);
    return span;
  }

  /** What stands between brackets, separated by commas. */
  private args(): Expr[] {
    this.enter();
    const args: Expr[] = [];
    if (!isOperator(this.token, ')')) {
      args.push(this.expression(LEVEL.comparison));
      while (isOperator(this.token, ',')) {
        this.count(this.token.span);
        this.advance();
        args.push(this.expression(LEVEL.comparison));
      }
    }
    this.leave();
    return args;
  }

  private enter(): void {
    if (this.open.length === MAX_DEPTH) {
      throw this.error(this.token.span, `brackets nest at most ${MAX_DEPTH} deep: name an inner part as a definition`);
    }
    this.open.push(this.token.span);
    this.advance();
  }

  private leave(): void {
    if (!isOperator(this.token, ')')) {
      if (this.token.kind !== 'end') {
        throw this.error(this.token.span, `a \`)\` is missing before ${describe(this.token)}`);
      }
      throw this.error(this.open[this.open.length - 1], 'this bracket is never closed: add a `)`');
    }
    this.open.pop();
    this.advance();
  }

  /** Two operands side by side: the language writes every product with `*`. */
  private refuseProduct(): void {
    const { kind, span } = this.token;
    if (this.previous === null || !(kind === 'number' || kind === 'name' || isOperator(this.token, '('))) return;
    const source = this.text.slice(...this.previous.span);
    const touching = this.previous.span[1] === span[0];
    if (touching && kind === 'number' && this.previous.kind === 'number') {
      throw this.error(
        [this.previous.span[0], span[1]],
        'this is not a number: write it with one decimal point, such as 1.25',
      );
    }
    const left = source === ')' ? '(...)' : shortened(source);
    const right = kind === 'operator' ? '(...)' : shortened(this.text.slice(...span));
    throw this.error(span, `a product needs its sign: write ${left}*${right}`);
  }

  private advance(): void {
    this.previous = this.token;
    this.token = tokenAt(this.text, this.token.span[1], this.textEnd, this.field);
  }

  private lastEnd(): number {
    return this.previous === null ? 0 : this.previous.span[1];
  }

  private count(span: Span): void {
    this.operations++;
    if (this.operations > MAX_OPERATIONS) {
      throw this.error(span, `a formula has at most ${MAX_OPERATIONS} operations: name its parts as definitions`);
    }
  }

  private error(span: Span, reason: string): FormulaError {
    return new FormulaError(this.text, span, reason, this.field);
  }
}

/** Recursion is bounded here by MAX_OPERATIONS, which the parser has counted. */
function refuseDeep(expr: Expr, text: string, field: string | undefined): void {
  if (depthOf(expr) <= MAX_DEPTH) return;
  const reason = `a formula nests at most ${MAX_DEPTH} deep: name an inner part as a definition`;
  throw new FormulaError(text, expr.span, reason, field);
}
