import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases } from '../../tests/fuzz';
import { Failure } from '../base/result';
import type { Expr } from './ast';
import { formulas } from './formulas.testing';
import { compile, equationToText, FormulaError, parse, parseEquation, toText } from './index';

/** The tree as fully bracketed text. */
function tree(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return expr.text;
    case 'symbol':
      return expr.name;
    case 'call':
      return `${expr.name}[${expr.args.map(tree).join(' ')}]`;
    case 'unary':
      return `[-${tree(expr.operand)}]`;
    case 'binary':
      return `[${tree(expr.left)}${expr.op}${tree(expr.right)}]`;
    case 'vector':
      return `(${expr.items.map(tree).join(' ')})`;
    case 'operator':
    case 'apply':
      return `${expr.name}<${expr.args.map(tree).join(' ')}>`;
  }
}

function errorOf(text: string, run: (text: string) => unknown = parse): FormulaError {
  try {
    run(text);
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

describe('parse', () => {
  it.each([
    ['1 - 2 - 3', '[[1-2]-3]'],
    ['8/4/2*3', '[[[8/4]/2]*3]'],
    ['2^3^4', '[2^[3^4]]'],
    ['-x^2', '[-[x^2]]'],
    ['(-x)^2', '[[-x]^2]'],
    ['x^-2', '[x^[-2]]'],
    ['x^-y^2*z', '[[x^[-[y^2]]]*z]'],
    ['-x*y', '[[-x]*y]'],
    ['a*-b + c', '[[a*[-b]]+c]'],
    ['a - -b', '[a-[-b]]'],
    ['+x + +1', '[x+1]'],
    ['a + b < c*d', '[[a+b]<[c*d]]'],
    ['where(x <= 0, 1, atan2(y, x))', 'where[[x<=0] 1 atan2[y x]]'],
    ['min(a, b, c)', 'min[a b c]'],
    ['1e-3 + 2.5E+2 - .5*7.', '[[1e-3+2.5E+2]-[.5*7.]]'],
    ['ν·u_xx − π ≤ Δ_t', '[[[nu*u_xx]-pi]<=Delta_t]'],
  ])('%s is %s', (text, expected) => {
    expect(tree(parse(text))).toBe(expected);
  });

  it('keeps the place of every node', () => {
    const text = ' (a + b)*sin(x^2)';
    const product = parse(text);
    if (product.kind !== 'binary') throw new Error('not a product');
    expect(text.slice(...product.span)).toBe('(a + b)*sin(x^2)');
    expect(text.slice(...product.left.span)).toBe('a + b');
    expect(text.slice(...product.right.span)).toBe('sin(x^2)');
  });

  it('reads an equation, with spans in the whole text', () => {
    const text = 'u_t + u*u_x = nu*u_xx';
    const { left, right, text: kept } = parseEquation(text);
    expect([kept, text.slice(...left.span), text.slice(...right.span)]).toEqual([text, 'u_t + u*u_x', 'nu*u_xx']);
    expect(equationToText(parseEquation('(u_t)=nu * (u_xx)'))).toBe('u_t = nu*u_xx');
  });

  it.each([
    ['(a + b)*c', '(a + b)*c'],
    ['((a*b))/(c*d)', 'a*b/(c*d)'],
    ['a-(b-c)', 'a - (b - c)'],
    ['x^(-2)', 'x^(-2)'],
    ['(x^y)^z', '(x^y)^z'],
    ['x< -1', 'x < -1'],
    ['-(-x)', '-(-x)'],
    ['a*-b', 'a*(-b)'],
  ])('prints %s as %s', (text, expected) => {
    expect(toText(parse(text))).toBe(expected);
  });

  it('prints what reads back as the same tree', () => {
    fc.assert(
      fc.property(formulas(), (expr) => {
        const again = parse(toText(expr));
        expect(tree(again)).toBe(tree(expr));
        expect(toText(again)).toBe(toText(expr));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('errors', () => {
  it.each([
    ['', 0, 'the formula is empty'],
    ['2x', 1, 'a product needs its sign: write 2*x'],
    ['2 e', 2, 'write 2*e'],
    ['(a + b)(c)', 7, 'write (...)*(...)'],
    ['x y', 2, 'write x*y'],
    ['2(x)', 1, 'write 2*(...)'],
    ['1.2.3', 0, 'not a number'],
    ['1 +', 3, 'a number, a name or `(` must stand after `+`, but found the end'],
    ['* 2', 0, 'must stand at the start'],
    ['1 + (2*(x + 1)', 4, 'never closed'],
    ['(1 + 2))', 7, 'closes nothing'],
    ['sin x', 0, 'write sin(x)'],
    ['1 + atan2(1)', 4, '`atan2` takes 2 arguments, not 1: write atan2(y, x)'],
    ['min(1)', 0, 'takes 2 or more arguments'],
    ['sin()', 0, 'takes 1 argument, not 0'],
    ['2 + ln(x)', 4, '`ln` is not a function: did you mean log(...)?'],
    ['snh(x)', 0, 'did you mean sinh(...)?'],
    ['k(x)', 0, '`k` is not a function: for a product write k*(...)'],
    ['k*lap', 2, '`lap` needs its argument in brackets: write lap(u)'],
    ['dot(a)', 0, '`dot` takes 2 arguments, not 1: write dot(a, b)'],
    ['laplacian(u)', 0, '`laplacian` is not a function: did you mean lap(...)?'],
    ['dvi((u, v))', 0, 'did you mean div(...)?'],
    ['k*()', 2, 'these brackets are empty'],
    ['u, v', 1, 'between the arguments of a function'],
    ['x**2', 1, 'write ^ for a power'],
    ['x²', 1, 'write a power with ^'],
    ['|x|', 0, 'write abs(x)'],
    ['[x]', 0, 'use round brackets'],
    ["u'", 1, 'write a derivative as u_x'],
    ['∇u', 0, 'write the derivatives'],
    ['u_', 1, 'both sides of an underscore'],
    ['__proto__', 0, 'both sides of an underscore'],
    ['0 < x < 1', 6, 'comparisons do not chain'],
    ['x = 1', 2, 'no `=` belongs here'],
    ['x, 1', 1, 'between the arguments of a function'],
    ['1e999', 0, 'too large'],
    ['1e-999', 0, 'too small'],
    ['x # y', 2, '`#` is not part of a formula'],
    ['x\u0000', 1, 'U+0000'],
    ['x 😀', 2, '`😀` is not part of a formula'],
  ])('%j points at character %d', (text, position, reason) => {
    const error = errorOf(text);
    expect(error.reason).toContain(reason);
    expect(error.span[0]).toBe(position);
    expect(error.message).toBe(`${error.reason} (at character ${position + 1})`);
    expect(error).toBeInstanceOf(Failure);
    expect(error.code).toBe('bad-input');
  });

  it.each([
    ['u_t', 3, 'needs `=`'],
    ['u = 1 = 2', 6, 'no `=` belongs here'],
    ['u == 1', 2, 'to compare'],
    ['u =', 3, 'must stand after `=`'],
    ['(u = 1)', 3, 'missing before `=`'],
  ])('equation %j points at character %d', (text, position, reason) => {
    const error = errorOf(text, parseEquation);
    expect(error.reason).toContain(reason);
    expect(error.span[0]).toBe(position);
  });

  it('keeps messages short', () => {
    for (const text of [`2${'x'.repeat(4000)}`, `${'x'.repeat(4000)}(1)`, `x + ${'9'.repeat(300)} 1`]) {
      expect(errorOf(text).message.length).toBeLessThan(160);
    }
  });

  it('carries the field, and shows the place with carets', () => {
    const error = errorOf('nu*u_xx + foo(x)', (text) => parse(text, 'equations.0'));
    expect(error.field).toBe('equations.0');
    expect(error.snippet()).toBe('nu*u_xx + foo(x)\n          ^^^');
    expect(errorOf('1 +').snippet()).toBe('1 +\n   ^');
    expect(errorOf('1 +\n\t2x').snippet()).toBe(' 2x\n  ^');
    const long = errorOf(`${'x + '.repeat(100)}2y${' + x'.repeat(100)}`)
      .snippet()
      .split('\n');
    expect(long[0]).toHaveLength(72);
    expect(long[0][long[1].indexOf('^')]).toBe('y');
  });
});

describe('caps', () => {
  it.each([
    ['x+'.repeat(2048), 'at most 500 operations'],
    [`${'x+'.repeat(501)}x`, 'at most 500 operations'],
    [`${'-'.repeat(501)}x`, 'at most 500 operations'],
    [`max(${'1,'.repeat(501)}1)`, 'at most 500 operations'],
    ['x'.repeat(4097), 'at most 4096 characters'],
    [`${'('.repeat(65)}x`, 'at most 64 deep'],
    ['('.repeat(4096), 'at most 64 deep'],
    ['sin('.repeat(1024), 'at most 64 deep'],
    [`${'-'.repeat(64)}x`, 'at most 64 deep'],
    [`${'x^'.repeat(64)}x`, 'at most 64 deep'],
  ])('refuses %.12s...', (text, reason) => {
    expect(errorOf(text).reason).toContain(reason);
  });

  it('accepts what just fits, and prints it back', () => {
    const chain = `x${' + x'.repeat(500)}`;
    const nested = `${'('.repeat(63)}x${'^2)'.repeat(63)}`;
    for (const text of [chain, nested, `${'-'.repeat(63)}x`, `${'('.repeat(64)}x${')'.repeat(64)}`, 'x'.repeat(4096)]) {
      const expr = parse(text);
      expect(tree(parse(toText(expr)))).toBe(tree(expr));
      expect(compile(expr, [text[0] === 'x' && text.length === 4096 ? text : 'x'])([1])).not.toBeNaN();
    }
  });

  it('meets any text with a formula or a FormulaError whose snippet can be shown', () => {
    const pieces = [
      'x',
      'u_xx',
      '1',
      '2.5',
      '(',
      ')',
      ',',
      '+',
      '-',
      '*',
      '/',
      '^',
      '<',
      '<=',
      '=',
      ' ',
      '\n',
      'sin',
      'where(',
      'min(',
      'lap',
      'constructor',
      'toString',
      '__proto__',
      'hasOwnProperty',
      'fn x(){',
      ';',
      '/*',
      '@',
      '\u0000',
      'ν',
      'µ',
      'İ',
      '\ud800',
      '1e',
      '1e400',
      '0x10',
      'while(true)',
      '1_0',
      '\u2028',
      '$' + '{x}',
      '<img onerror>',
    ];
    const hostile = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join('')),
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.tuple(fc.constantFrom(...pieces), fc.integer({ min: 0, max: 3000 })).map(([piece, n]) => piece.repeat(n)),
    );
    const outcome = (text: string, run: () => unknown): void => {
      try {
        run();
      } catch (error) {
        if (!(error instanceof FormulaError)) throw error;
        expect(error.span[0]).toBeGreaterThanOrEqual(0);
        expect(error.span[1]).toBeGreaterThanOrEqual(error.span[0]);
        expect(error.span[1]).toBeLessThanOrEqual(text.length);
        expect(error.snippet().split('\n')).toHaveLength(2);
      }
    };
    fc.assert(
      fc.property(hostile, (text) => {
        outcome(text, () => toText(parse(text)));
        outcome(text, () => parseEquation(text));
      }),
      cases(1_000),
    );
  });
});
