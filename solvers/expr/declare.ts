import { childrenOf, type Expr, type Span } from './ast';
import { constantValue } from './compile';
import { FormulaError } from './error';
import { isFunctionName, isOperatorName } from './functions';
import { CONSTANTS, NAME_PATTERN, spellName } from './names';
import { parse, type Signatures } from './parse';
import type { Definition } from './substitute';

/** A number, and the constant formula that says it, such as `0.01/pi`. */
export interface Constant {
  readonly text: string;
  readonly value: number;
  readonly span: Span;
}

/** `nu = 0.01 in [0.001, 0.1] log`: the range of its slider and the slider's scale may be left out. */
export interface ParameterDeclaration {
  readonly name: string;
  readonly value: Constant;
  readonly range: readonly [Constant, Constant] | null;
  readonly scale: 'linear' | 'log' | null;
  /** The whole declaration. */
  readonly span: Span;
}

/** `f = x*(1 - x)` or `R(u) = 1 + u^2`. */
export interface DefinitionDeclaration extends Definition {
  readonly name: string;
  readonly span: Span;
}

/** The left side of a declaration. */
export interface Heading {
  readonly name: string;
  readonly nameSpan: Span;
  /** Null where there are no brackets. */
  readonly args: readonly string[] | null;
  readonly statement: Span;
  /** What stands after the `=`. */
  readonly body: Span;
}

/** Text that declarations stand in. */
export interface Source {
  readonly text: string;
  readonly field: string | undefined;
  readonly signatures: Signatures;
}

const HEADING = new RegExp(`^(${NAME_PATTERN})\\s*(?:\\(([^()]*)\\)\\s*)?=(?!=)\\s*`);
const NAME = new RegExp(`^${NAME_PATTERN}$`);

/** The heading of a statement that begins as declarations do, `name =` or `name(names) =`; null for others. */
export function headingOf(text: string, statement: Span): Heading | null {
  const [start, end] = statement;
  const [head, name, list] = HEADING.exec(text.slice(start, end)) ?? [];
  if (head === undefined) return null;
  const args = list?.split(',').map((arg) => arg.trim()) ?? null;
  if (args !== null && (isFunctionName(name) || isOperatorName(name) || !args.every((arg) => NAME.test(arg))))
    return null;
  return {
    name: spellName(name),
    nameSpan: [start, start + name.length],
    args: args?.map(spellName) ?? null,
    statement,
    body: [start + head.length, end],
  };
}

/**
 * The parameter that a heading declares where a range or a constant follows, else the definition.
 * @throws FormulaError at the first thing that is wrong.
 */
export function declarationOf(heading: Heading, source: Source): ParameterDeclaration | DefinitionDeclaration {
  const { name, args, statement, body } = heading;
  const { text, field, signatures } = source;
  const word = /(?<!\w)in\s*\[/.exec(text.slice(...body));
  if (word !== null) {
    const at = body[0] + word.index;
    if (args === null) return parameterOf(heading, at, at + word[0].length, source);
    throw new FormulaError(text, [at, body[1]], `only a parameter has a range: write ${name} = ...`, field);
  }
  const value = parse(text, field, signatures, body);
  if (args !== null || !isConstant(value)) return { name, parameters: args ?? [], value, span: statement };
  return { name, value: constantOf(value, source), range: null, scale: null, span: statement };
}

/** Whether `expr` is a number by its form: no name but pi and e, no row, no definition. */
function isConstant(expr: Expr): boolean {
  if (expr.kind === 'symbol') return CONSTANTS.has(expr.name);
  const scalar = expr.kind !== 'vector' && expr.kind !== 'operator' && expr.kind !== 'apply';
  return scalar && childrenOf(expr).every(isConstant);
}

function constantOf(expr: Expr, { text, field }: Source): Constant {
  return { text: text.slice(...expr.span), value: constantValue(expr, text, field), span: expr.span };
}

/** A parameter whose range begins, after `in` at `word`, at `open`. */
function parameterOf(
  { name, statement, body }: Heading,
  word: number,
  open: number,
  source: Source,
): ParameterDeclaration {
  const { text, field, signatures } = source;
  const refuse = (span: Span, reason: string): FormulaError => new FormulaError(text, span, reason, field);
  const constantAt = (span: Span): Constant => constantOf(parse(text, field, signatures, span), source);
  const value = constantAt([body[0], word]);
  const close = text.slice(0, body[1]).indexOf(']', open);
  if (close < 0) throw refuse([open - 1, open], 'this bracket is never closed: add a `]`');
  const comma = text.slice(0, close).indexOf(',', open);
  if (comma < 0) throw refuse([open - 1, close + 1], 'a range has two ends: write them as in [0.001, 0.1]');
  const range = [constantAt([open, comma]), constantAt([comma + 1, close])] as const;
  const [low, high] = range;
  if (!(low.value < high.value)) {
    throw refuse([open - 1, close + 1], `from ${low.value} to ${high.value} is empty: write [smaller, larger]`);
  }
  const scale = text.slice(close + 1, body[1]).trim();
  if (scale !== '' && scale !== 'linear' && scale !== 'log') {
    throw refuse([body[1] - scale.length, body[1]], 'only `log` or `linear` may follow a range: remove the rest');
  }
  const reached = [low, value].find((constant) => !(constant.value > 0));
  if (scale === 'log' && reached !== undefined) {
    throw refuse(
      reached.span,
      `a logarithmic slider cannot reach ${reached.value}: use positive numbers, or \`linear\``,
    );
  }
  return { name, value, range, scale: scale === '' ? null : scale, span: statement };
}
