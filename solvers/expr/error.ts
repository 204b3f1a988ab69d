import { Failure } from '../base/result';
import type { Span } from './ast';

/** Widest line that {@link FormulaError.snippet} shows. */
const SNIPPET_WIDTH = 72;

/**
 * A formula that cannot be used. `reason` says what is wrong and what to write instead; `message` adds the
 * position for a one-line report.
 */
export class FormulaError extends Failure {
  readonly reason: string;
  /** The whole source text. */
  readonly text: string;
  /** The offending part of `text`; empty at its end. */
  readonly span: Span;

  constructor(text: string, span: Span, reason: string, field?: string) {
    super('bad-input', `${reason} (at character ${span[0] + 1})`, field);
    this.name = 'FormulaError';
    this.reason = reason;
    this.text = text;
    this.span = span;
  }

  /**
   * Two lines: the line of the source where the error is (cut to 72 characters around it), and carets under the
   * offending part.
   */
  snippet(): string {
    const [start, end] = this.span;
    const lineStart = this.text.lastIndexOf('\n', start - 1) + 1;
    const newline = this.text.indexOf('\n', start);
    const lineEnd = newline < 0 ? this.text.length : newline;
    // Characters, not code units, so that the carets stay under what they mean.
    const before = visible(this.text.slice(lineStart, start));
    const marked = visible(this.text.slice(start, Math.min(Math.max(end, start), lineEnd)));
    const after = visible(this.text.slice(Math.min(Math.max(end, start), lineEnd), lineEnd));
    const line = [...before, ...marked, ...after];
    const from = Math.max(0, Math.min(before.length - SNIPPET_WIDTH / 2, line.length - SNIPPET_WIDTH));
    const to = Math.min(line.length, from + SNIPPET_WIDTH);
    const shown = line.slice(from, to);
    if (from > 0) shown[0] = '…';
    if (to < line.length) shown[shown.length - 1] = '…';
    const carets = Math.max(1, Math.min(marked.length, to - before.length));
    return `${shown.join('')}\n${' '.repeat(before.length - from)}${'^'.repeat(carets)}`;
  }
}

/** `text` for use in a message: in full, or its beginning where it is long. */
export function shortened(text: string): string {
  return text.length <= 32 ? text : `${text.slice(0, 31)}…`;
}

function visible(text: string): string[] {
  return Array.from(text, (character) => (/[\p{C}\s]/u.test(character) ? ' ' : character));
}
