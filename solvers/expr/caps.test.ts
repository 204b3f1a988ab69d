import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../base/result';
import { MAX_CHARACTERS, MAX_DEPTH, MAX_OPERATIONS } from './caps';
import {
  classify,
  compile,
  differentiate,
  type Expr,
  expand,
  linearise,
  normalForm,
  parse,
  type Scope,
  simplify,
  substitute,
  toLatex,
  toText,
  totalDerivative,
  toWgsl,
} from './index';
import { depthOf } from './size';

const SCOPE: Scope = { unknowns: ['u', 'v'], coordinates: ['x', 'y', 't'], parameters: ['k'] };
const NAMES = ['u', 'v', 'u_x', 'u_xx', 'v_t', 'x', 'y', 't', 'k'];

/** Texts that come near the caps or go beyond: wrapped, chained and repeated again and again. */
const large = fc
  .array(
    fc.constantFrom<(text: string) => string>(
      (text) => `(${text} + u)*x`,
      (text) => `sin(${text})`,
      (text) => `-(${text})`,
      (text) => `(${text})^2`,
      (text) => `2^(${text})`,
      (text) => `where(u < 1, ${text}, v)`,
      (text) => `max(${text}, u_x, v_t)`,
      (text) => `${text} + ${text}`,
      (text) => `(${text})*(${text})`,
      (text) => `${text}${' - k*u_xx'.repeat(40)}`,
      (text) => `1/(${text})`,
      (text) => `lap(${text})`,
      (text) => `div((${text}, v))`,
    ),
    { maxLength: 70, size: 'max' },
  )
  .map((wraps) => wraps.reduce((text, wrap) => (text.length > 2 * MAX_CHARACTERS ? text : wrap(text)), 'u*v'));

const STAGES: readonly ((expr: Expr, text: string) => unknown)[] = [
  (expr) => toLatex(expr, SCOPE),
  (expr) => simplify(expr),
  (expr, text) => substitute(expr, new Map([['k', { parameters: [], value: parse('u_x*(1 + k0)') }]]), text),
  (expr, text) => normalForm({ text, left: expr, right: parse('u_xx') }, SCOPE),
  (expr) => compile(expr, NAMES)(NAMES.map((_, k) => 0.1 * k)),
  (expr) => differentiate(expr, 'u'),
  (expr) => totalDerivative(expr, 'x', SCOPE),
  (expr) => linearise(expr, SCOPE),
  (expr) => toWgsl([expr], new Map(NAMES.map((name) => [name, name]))),
  (expr) => classify([expr], SCOPE),
];

/** What `work` gives, or null where it says that the input is too large. */
function orTooLarge<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Failure && error.code === 'bad-input' && error.message.length < 300) return null;
    throw error;
  }
}

describe('caps', () => {
  it('bound every formula that is read, and every stage after that ends with a result or says what is too large', () => {
    let [read, refused] = [0, 0];
    fc.assert(
      fc.property(large, (text) => {
        const expr = orTooLarge(() => parse(text));
        if (expr === null) {
          refused++;
          return;
        }
        read++;
        expect(text.length).toBeLessThanOrEqual(MAX_CHARACTERS);
        expect(depthOf(expr)).toBeLessThanOrEqual(MAX_DEPTH);
        const printed = toText(expr);
        expect(printed.split(/[-+*/^,<]/).length).toBeLessThanOrEqual(2 * MAX_OPERATIONS);
        for (const stage of STAGES) orTooLarge(() => stage(expr, text));
        const expanded = orTooLarge(() => expand(expr, SCOPE, text));
        if (expanded !== null) for (const stage of STAGES) orTooLarge(() => stage(expanded, text));
      }),
      { numRuns: 80, seed: 14 },
    );
    expect(read).toBeGreaterThan(20);
    expect(refused).toBeGreaterThan(20);
  });
});
