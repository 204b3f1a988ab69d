import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expr } from './ast';
import { formulas } from './formulas.testing';
import { parse, toText } from './index';

const NOWHERE = [0, 0] as const;
const SIGNATURES = new Map([
  ['R', ['s']],
  ['flux', ['a', 'b']],
]);

/** Random formulas with rows of components, vector operators and definitions at work. */
const vectorial: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr }>((tie) => {
  const inner = tie('expr');
  const row = fc
    .array(inner, { minLength: 2, maxLength: 3 })
    .map((items): Expr => ({ kind: 'vector', items, span: NOWHERE }));
  const operator = fc
    .tuple(fc.constantFrom('grad', 'div', 'curl', 'lap'), fc.oneof(inner, row))
    .map(([name, arg]): Expr => ({ kind: 'operator', name, args: [arg], span: NOWHERE }));
  const dot = fc.tuple(row, row).map((args): Expr => ({ kind: 'operator', name: 'dot', args, span: NOWHERE }));
  const once = inner.map((arg): Expr => ({ kind: 'apply', name: 'R', args: [arg], span: NOWHERE }));
  const twice = fc.tuple(inner, row).map((args): Expr => ({ kind: 'apply', name: 'flux', args, span: NOWHERE }));
  const product = fc
    .tuple(fc.constantFrom('*', '-', '^', '<'), inner, fc.oneof(inner, row))
    .map(([op, left, right]): Expr => ({ kind: 'binary', op, left, right, span: NOWHERE }));
  const negative = fc.oneof(inner, row).map((operand): Expr => ({ kind: 'unary', op: '-', operand, span: NOWHERE }));
  return {
    expr: fc.oneof(
      { maxDepth: 3 },
      formulas(['+', '*'], ['sin', 'max']),
      operator,
      dot,
      once,
      twice,
      product,
      negative,
    ),
  };
}).expr;

/** The tree without its places. */
function shape(expr: Expr): unknown {
  return JSON.parse(JSON.stringify(expr, (key, value) => (key === 'span' ? undefined : value)));
}

describe('toText', () => {
  it('prints vectors, operators and definitions so that they read back as the same tree', () => {
    fc.assert(
      fc.property(vectorial, (expr) => {
        const text = toText(expr);
        const again = parse(text, undefined, SIGNATURES);
        expect(shape(again), text).toEqual(shape(expr));
        expect(toText(again)).toBe(text);
      }),
      { numRuns: 200, seed: 15 },
    );
  });
});
