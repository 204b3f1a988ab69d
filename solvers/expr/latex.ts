import type { BinaryExpr, CallExpr, Equation, Expr, NumberExpr, OperatorExpr } from './ast';
import type { FunctionName } from './functions';
import { nameToLatex } from './latex-name';
import type { Scope } from './scope';

/** How tightly a piece of printed mathematics binds. A fraction bar is its own bracket but for powers. */
const BINDS = { loose: 0, comparison: 1, sum: 2, negative: 3, quotient: 4, product: 5, fraction: 6, power: 7, atom: 8 };

interface Piece {
  readonly tex: string;
  readonly binds: number;
  /** Whether it ends in the argument of an operator, which a factor after it would seem to join. */
  readonly open?: boolean | undefined;
  /** Whether it is higher than a line, so that brackets around it must grow. */
  readonly tall: boolean;
}

/**
 * LaTeX of a formula: fractions, juxtaposed products, Greek letters, derivatives as subscripts, brackets only
 * where they are needed. With a scope, `NAME_abc` prints as a derivative exactly where it is one; without, it does
 * where the letters are the usual coordinates.
 */
export function toLatex(expr: Expr, scope?: Scope): string {
  return print(expr, { scope, inline: false }).tex;
}

/** LaTeX of an equation, `left = right`; see {@link toLatex}. */
export function equationToLatex(equation: Pick<Equation, 'left' | 'right'>, scope?: Scope): string {
  return `${toLatex(equation.left, scope)} = ${toLatex(equation.right, scope)}`;
}

interface Style {
  readonly scope: Scope | undefined;
  /** In exponents a quotient is written on the line. */
  readonly inline: boolean;
}

function print(expr: Expr, style: Style): Piece {
  switch (expr.kind) {
    case 'number':
      return printNumber(expr);
    case 'symbol':
      return { tex: nameToLatex(expr.name, style.scope), binds: BINDS.atom, tall: false };
    case 'call':
      return printCall(expr, style);
    case 'vector': {
      const rows = expr.items.map((item) => print(item, style).tex).join(' \\\\ ');
      return { tex: `\\begin{pmatrix} ${rows} \\end{pmatrix}`, binds: BINDS.atom, tall: true };
    }
    case 'operator':
      return printOperator(expr, style);
    case 'apply': {
      const pieces = expr.args.map((arg) => print(arg, style));
      const list = { tex: pieces.map(({ tex }) => tex).join(', '), tall: pieces.some(({ tall }) => tall) };
      return { tex: `${nameToLatex(expr.name, style.scope)}${inBrackets(list)}`, binds: BINDS.power, tall: list.tall };
    }
    case 'unary':
      return printNegative(expr.operand, style);
    case 'binary': {
      const positive = withoutSign(expr);
      return positive === null ? printBinary(expr, style) : printNegative(positive, style);
    }
  }
}

function printNegative(positive: Expr, style: Style): Piece {
  const piece = print(positive, style);
  return { tex: `-${bracketed(piece, BINDS.quotient)}`, binds: BINDS.negative, tall: piece.tall };
}

/** `expr` without the minus that it begins with, or null: `-a*b/c` is the negative of `a*b/c`. */
function withoutSign(expr: Expr): Expr | null {
  if (expr.kind === 'unary') return expr.operand;
  if (expr.kind !== 'binary' || (expr.op !== '*' && expr.op !== '/')) return null;
  const left = withoutSign(expr.left);
  return left === null ? null : { ...expr, left };
}

function bracketed(piece: Piece, least: number): string {
  return piece.binds < least ? inBrackets(piece) : piece.tex;
}

/** A factor that others follow. */
function closed(piece: Piece): string {
  return piece.open ? inBrackets(piece) : bracketed(piece, BINDS.product);
}

function inBrackets({ tex, tall }: Pick<Piece, 'tex' | 'tall'>): string {
  return tall ? `\\left(${tex}\\right)` : `(${tex})`;
}

function printNumber({ text }: NumberExpr): Piece {
  const [, digits, exponent] = /^([^eE]*)(?:[eE](.*))?$/.exec(text) ?? [];
  const mantissa = digits.replace(/^\./, '0.').replace(/\.$/, '');
  if (exponent === undefined) return { tex: mantissa, binds: BINDS.atom, tall: false };
  const power = `10^{${Number(exponent)}}`;
  if (Number(mantissa) === 1) return { tex: power, binds: BINDS.power, tall: false };
  return { tex: `${mantissa} \\cdot ${power}`, binds: BINDS.product, tall: false };
}

const COMPARISONS: Readonly<Partial<Record<string, string>>> = { '<': '<', '<=': '\\le', '>': '>', '>=': '\\ge' };

function printBinary(expr: BinaryExpr, style: Style): Piece {
  if (expr.op === '^') return printPower(expr.left, expr.right, style);
  const left = print(expr.left, style);
  const right = print(expr.right, style);
  const tall = left.tall || right.tall;
  switch (expr.op) {
    case '+':
    case '-': {
      const tex = `${bracketed(left, BINDS.sum)} ${expr.op} ${bracketed(right, BINDS.quotient)}`;
      return { tex, binds: BINDS.sum, tall };
    }
    case '*': {
      const tex = juxtapose(closed(left), bracketed(right, BINDS.product));
      return { tex, binds: BINDS.product, tall, open: right.open };
    }
    case '/': {
      if (!style.inline) return { tex: `\\frac{${left.tex}}{${right.tex}}`, binds: BINDS.fraction, tall: true };
      const tex = `${closed(left)}/${bracketed(right, BINDS.fraction)}`;
      return { tex, binds: BINDS.quotient, tall };
    }
    default: {
      const tex = `${bracketed(left, BINDS.sum)} ${COMPARISONS[expr.op]} ${bracketed(right, BINDS.sum)}`;
      return { tex, binds: BINDS.comparison, tall };
    }
  }
}

/** A product: with a dot where digits would run together, with a thin space where words or brackets meet. */
function juxtapose(left: string, right: string): string {
  const digitsMeet = /^\d/.test(right) || (/\d$/.test(left) && /^\\frac\{\d/.test(right));
  if (digitsMeet) return `${left} \\cdot ${right}`;
  const wordsMeet =
    /\\mathrm\{\w+\}$/.test(left) || /^(\(|\\left|\\mathrm|\\operatorname|\\lfloor|\\lvert)/.test(right);
  return `${left}${wordsMeet ? '\\,' : ''} ${right}`;
}

/** The operators before their argument. */
const NABLA = { grad: '\\nabla', div: '\\nabla \\cdot', curl: '\\nabla \\times', lap: '\\nabla^2' } as const;

function printOperator({ name, args }: OperatorExpr, style: Style): Piece {
  const pieces = args.map((arg) => print(arg, style));
  const [a, b] = pieces;
  const tall = pieces.some((piece) => piece.tall);
  // Below a product, so that brackets keep it apart from other factors.
  if (name === 'dot') {
    const tex = `${closed(a)} \\cdot ${bracketed(b, BINDS.product)}`;
    return { tex, binds: BINDS.quotient, tall };
  }
  const follows = args[0].kind === 'operator' && args[0].name !== 'dot';
  const argument = follows ? a.tex : bracketed(a, BINDS.atom);
  return { tex: `${NABLA[name]} ${argument}`, binds: BINDS.product, tall, open: true };
}

/** Functions whose whole power is written at the name: sin^2(x). */
const POWER_AT_NAME: ReadonlySet<FunctionName> = new Set(['sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh'] as const);

function printPower(base: Expr, exponent: Expr, style: Style): Piece {
  const raised = print(exponent, { ...style, inline: true });
  const superscript = `^${braced(raised.tex)}`;
  const whole = exponent.kind === 'number' && Number.isInteger(exponent.value) && exponent.value > 1;
  if (whole && base.kind === 'call' && POWER_AT_NAME.has(base.name)) {
    const argument = print(base.args[0], style);
    return { tex: `\\${base.name}${superscript}${inBrackets(argument)}`, binds: BINDS.power, tall: argument.tall };
  }
  const piece = print(base, style);
  return { tex: `${bracketed(piece, BINDS.atom)}${superscript}`, binds: BINDS.power, tall: piece.tall || raised.tall };
}

function braced(tex: string): string {
  return tex.length === 1 ? tex : `{${tex}}`;
}

/** Functions that are written as a name before their arguments. */
const NAMED: Readonly<Partial<Record<FunctionName, string>>> = {
  sin: '\\sin',
  cos: '\\cos',
  tan: '\\tan',
  asin: '\\arcsin',
  acos: '\\arccos',
  atan: '\\arctan',
  sinh: '\\sinh',
  cosh: '\\cosh',
  tanh: '\\tanh',
  exp: '\\exp',
  log: '\\ln',
  min: '\\min',
  max: '\\max',
  step: 'H',
};

/** Longest exponent that is written as a superscript of e. */
const MAX_SUPERSCRIPT = 48;

function printCall(expr: CallExpr, style: Style): Piece {
  const { name, args } = expr;
  const pieces = args.map((arg) => print(arg, style));
  const tall = pieces.some((piece) => piece.tall);
  const [a, b, c] = pieces;
  switch (name) {
    case 'sqrt':
      return { tex: `\\sqrt{${a.tex}}`, binds: BINDS.atom, tall: true };
    case 'abs':
      return { tex: tall ? `\\left|${a.tex}\\right|` : `\\lvert ${a.tex} \\rvert`, binds: BINDS.atom, tall };
    case 'floor': {
      const tex = tall ? `\\left\\lfloor ${a.tex} \\right\\rfloor` : `\\lfloor ${a.tex} \\rfloor`;
      return { tex, binds: BINDS.atom, tall };
    }
    case 'pow':
      return printPower(args[0], args[1], style);
    case 'where': {
      const tex = `\\begin{cases} ${b.tex} & \\text{if } ${a.tex} \\\\ ${c.tex} & \\text{otherwise} \\end{cases}`;
      return { tex, binds: BINDS.loose, tall: true };
    }
    case 'exp': {
      const raised = print(args[0], { ...style, inline: true });
      const short = raised.tex.length <= MAX_SUPERSCRIPT && !raised.tex.includes('\\begin');
      if (short && !style.inline) {
        return { tex: `e^${braced(raised.tex)}`, binds: BINDS.power, tall: false };
      }
    }
  }
  const list = { tex: pieces.map((piece) => piece.tex).join(', '), tall };
  return { tex: `${NAMED[name] ?? `\\operatorname{${name}}`}${inBrackets(list)}`, binds: BINDS.power, tall };
}
