import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Failure } from '../base/result';
import type { Expr } from './ast';
import { formulas, TEST_NAMES } from './formulas.testing';
import { compile, evaluateConstant, FormulaError, parse, symbolsOf, toText } from './index';

/** JavaScript of a tree with every bracket written: nothing here depends on precedence. */
function javascript(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return `(${expr.text})`;
    case 'symbol':
      return expr.name;
    case 'unary':
      return `(-${javascript(expr.operand)})`;
    case 'call':
      return `${expr.name}(${expr.args.map(javascript).join(', ')})`;
    case 'binary': {
      const [a, b] = [javascript(expr.left), javascript(expr.right)];
      if (expr.op === '^') return `(${a} ** ${b})`;
      return /[<>]/.test(expr.op) ? `Number(${a} ${expr.op} ${b})` : `(${a} ${expr.op} ${b})`;
    }
    default:
      throw new Error(`${expr.kind} has no JavaScript`);
  }
}

const LIBRARY = `
  const { sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, exp, log, sqrt, abs, sign, min, max, floor, hypot, pow } = Math;
  const [pi, e] = [Math.PI, Math.E];
  const step = (x) => Number(x > 0), where = (c, a, b) => (c !== 0 ? a : b), mod = (a, b) => a - b * floor(a / b);
`;

/** The value of flat text by Dijkstra's shunting yard: an independent reading of the grammar's precedence. */
function shuntingYard(words: readonly string[]): number {
  const values: number[] = [];
  const stack: string[] = [];
  const level: Record<string, number> = { '<': 1, '+': 2, '-': 2, '*': 3, '/': 3, neg: 4, '^': 5 };
  const apply = (): void => {
    const op = stack.pop() as string;
    const b = values.pop() as number;
    if (op === 'neg') return void values.push(-b);
    const a = values.pop() as number;
    const results: Record<string, number> = {
      '<': a < b ? 1 : 0,
      '+': a + b,
      '-': a - b,
      '*': a * b,
      '/': a / b,
      '^': a ** b,
    };
    values.push(results[op]);
  };
  let operandNext = true;
  for (const word of words) {
    if (/\d/.test(word)) values.push(Number(word));
    else if (word === '(') stack.push(word);
    else if (word === ')') {
      while (stack[stack.length - 1] !== '(') apply();
      stack.pop();
    } else if (operandNext) stack.push('neg');
    else {
      while (stack.length > 0 && stack[stack.length - 1] !== '(') {
        const top = level[stack[stack.length - 1]];
        if (top < level[word] || (top === level[word] && word === '^')) break;
        apply();
      }
      stack.push(word);
    }
    operandNext = !/\d/.test(word) && word !== ')';
  }
  while (stack.length > 0) apply();
  return values[0];
}

/** Flat rows of words: operands with signs and brackets, joined by operators. */
function rows(depth: number): fc.Arbitrary<string[]> {
  const number = fc.constantFrom('1', '4', '3', '0.5').map((text) => [text]);
  const operand =
    depth === 0
      ? number
      : fc.oneof(
          number,
          rows(depth - 1).map((row) => ['(', ...row, ')']),
        );
  const signed = fc.tuple(fc.nat(2), operand).map(([sign, row]) => (sign === 0 ? ['-', ...row] : row));
  const more = fc.array(fc.tuple(fc.constantFrom('+', '-', '*', '/', '^'), signed), { maxLength: 6 });
  return fc.tuple(signed, more).map(([first, rest]) => [...first, ...rest.flatMap(([op, row]) => [op, ...row])]);
}

describe('compile', () => {
  it('gives operators the precedence of mathematics', () => {
    fc.assert(
      fc.property(rows(2), (row) => {
        // The same operations in the same order: bitwise equal, as no row has the 2 whose power becomes a product.
        expect(compile(parse(row.join(' ')), [])([])).toBe(shuntingYard(row));
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with JavaScript on every operator and function', () => {
    const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(formulas(), values, (expr, row) => {
        const oracle = new Function(...TEST_NAMES, `${LIBRARY} return ${javascript(expr)};`)(...row) as number;
        const ours = compile(parse(toText(expr)), TEST_NAMES)(row);
        // Bitwise but for x^2, whose product may differ from the power in the last place.
        if (/\^2\b/.test(toText(expr))) return;
        expect(ours).toBe(oracle);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['x^2', 9],
    ['-x^2', -9],
    ['step(x < 0) + 2*step(x > 0) + 4*step(0)', 1],
    ['where(x < 0, log(-x), 5)', Math.log(3)],
    ['mod(x, 2)', 1],
    ['floor(x/2)', -2],
    ['hypot(x, 4)', 5],
    ['max(x, 1, 2) - min(x, 1)', 5],
    ['sign(x)*abs(x) + sqrt(pow(x, 2))', 0],
    ['u_xx*2', 14],
  ])('%s at x = -3, u_xx = 7 is %d', (text, expected) => {
    expect(compile(parse(text), ['u_xx', 'x'])(Float64Array.of(7, -3))).toBe(expected);
  });

  it('refuses a name without a value', () => {
    expect(() => compile(parse('k*x'), ['x', 'y'])).toThrow(
      new Failure('bad-input', '`k` has no value here: only x, y may be used'),
    );
  });

  it('keeps the free names in order of appearance', () => {
    expect([...symbolsOf(parse('y*u_x + pi*x - sin(e*y)'))]).toEqual(['y', 'u_x', 'x']);
  });
});

describe('evaluateConstant', () => {
  it.each([
    ['0.01/pi', 0.01 / Math.PI],
    ['-1e-3', -1e-3],
    ['2*π', 2 * Math.PI],
    ['exp(1) - e', 0],
    [0.25, 0.25],
  ])('%s is %d', (input, expected) => {
    expect(evaluateConstant(input)).toBe(expected);
  });

  it.each(['1/0', '0/0', 'log(-1)', '10^400', Number.NaN, Number.POSITIVE_INFINITY])('refuses %s', (input) => {
    expect(() => evaluateConstant(input, 'dt')).toThrow(/finite/);
  });

  it('refuses a name, with the field', () => {
    try {
      evaluateConstant('2*x', 'dt');
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(FormulaError);
      expect(error).toMatchObject({ field: 'dt', span: [2, 3], code: 'bad-input' });
    }
  });
});
