import type { Span } from './ast';
import { FormulaError } from './error';

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']' };

/** A line that ends in one of these goes on in the next. */
const CONTINUES = /[-+*/^=<>,−·⋅×÷≤≥]/;

/** Signs that are more than an `=`: `<=`, `>=`, and the `==` and `!=` of other languages. */
const LONGER = /[<>=!]=|==/;

/**
 * The statements of a text, without the space around them: they end at `;` and at the end of a line, unless a bracket
 * is open there or the line ends in an operator, `=` or a comma.
 * @throws FormulaError at a bracket that is not closed before the next statement.
 */
export function statementsOf(text: string, field: string | undefined): Span[] {
  const statements: Span[] = [];
  const open: number[] = [];
  let start = 0;
  /** The last character of the statement so far that is no space. */
  let last = '';
  const end = (at: number): void => {
    const piece = text.slice(start, at);
    const first = start + piece.length - piece.trimStart().length;
    if (piece.trim() !== '') statements.push([first, first + piece.trim().length]);
    start = at + 1;
    last = '';
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character in CLOSING) open.push(at);
    else if (character === ')' || character === ']') open.pop();
    const equals = character === '=' && !LONGER.test(text.slice(at - 1, at + 2));
    if (open.length > 0 && (character === ';' || equals)) {
      const bracket = open[open.length - 1];
      const reason = `this bracket is never closed: add a \`${CLOSING[text[bracket]]}\``;
      throw new FormulaError(text, [bracket, bracket + 1], reason, field);
    }
    const ends = character === ';' || (character === '\n' && !CONTINUES.test(last));
    if (ends && open.length === 0) end(at);
    else if (!/\s/.test(character)) last = character;
  }
  end(text.length);
  return statements;
}
