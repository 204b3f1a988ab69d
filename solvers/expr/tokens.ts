import type { Span } from './ast';
import { FormulaError } from './error';
import { NAME_PATTERN, spellName } from './names';

/** A word of the language; `text` is a number as written, a name spelled out, or an operator or bracket. */
export interface Token {
  readonly kind: 'number' | 'name' | 'operator' | 'end';
  readonly text: string;
  readonly span: Span;
}

const SPACE = /\s*/y;
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = new RegExp(NAME_PATTERN, 'y');
const OPERATOR = /<=|>=|[-+*/^<>=(),−·⋅×÷≤≥]/y;

/** Signs of printed mathematics, by what they are here. */
const PRINTED: ReadonlyMap<string, string> = new Map([
  ['−', '-'],
  ['·', '*'],
  ['⋅', '*'],
  ['×', '*'],
  ['÷', '/'],
  ['≤', '<='],
  ['≥', '>='],
]);

/** What people type that the language has not, and what to write instead. */
const MISTAKES: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/\*\*/y, 'write ^ for a power'],
  [/==|!=|<>|≠/y, 'use <, <=, > or >= to compare'],
  [/&&?|\|\|/y, 'multiply two comparisons for "and", take their max for "or"'],
  [/\|/y, 'write abs(x) for an absolute value'],
  [/[[\]{}]/y, 'use round brackets ( )'],
  [/%/y, 'write mod(a, b) for a remainder'],
  [/['′∂]/y, 'write a derivative as u_x or u_xx'],
  [/[∇∆]/y, 'write the derivatives, such as u_xx + u_yy, or grad(u), div((u, v)), lap(u)'],
  [/√/y, 'write sqrt(x)'],
  [/[²³⁰¹⁴-⁹]/y, 'write a power with ^, such as x^2'],
  [/_/y, 'letters or digits must stand on both sides of an underscore'],
  [/;/y, 'one formula at a time'],
];

/** The length of what `pattern` matches at `position`, or 0. */
function lengthOf(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0].length ?? 0;
}

/**
 * The token at or after `position`, before `end`.
 * @throws FormulaError at a character that the language has not, saying what to write instead.
 */
export function tokenAt(text: string, position: number, end: number, field: string | undefined): Token {
  const start = Math.min(position + lengthOf(SPACE, text, position), end);
  if (start === end) return { kind: 'end', text: '', span: [end, end] };
  const take = (kind: Token['kind'], length: number, spelled: string): Token => ({
    kind,
    text: spelled,
    span: [start, start + length],
  });
  const number = lengthOf(NUMBER, text, start);
  if (number > 0) return take('number', number, text.slice(start, start + number));
  const name = lengthOf(NAME, text, start);
  if (name > 0) return take('name', name, spellName(text.slice(start, start + name)));
  for (const [pattern, advice] of MISTAKES) {
    const length = lengthOf(pattern, text, start);
    if (length > 0) {
      const found = text.slice(start, start + length);
      throw new FormulaError(text, [start, start + length], `\`${found}\` is not part of a formula: ${advice}`, field);
    }
  }
  const operator = lengthOf(OPERATOR, text, start);
  if (operator > 0) {
    const found = text.slice(start, start + operator);
    return take('operator', operator, PRINTED.get(found) ?? found);
  }
  const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
  const shown = /[\p{C}\s]/u.test(character)
    ? `the character U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    : `\`${character}\``;
  const span: Span = [start, start + character.length];
  throw new FormulaError(text, span, `${shown} is not part of a formula: remove it`, field);
}
