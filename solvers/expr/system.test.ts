import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classify, compile, equationToText, FormulaError, normalForm, parseSystem, type System, toText } from './index';

const NAMES = { unknowns: ['u', 'v'], coordinates: ['x', 'y', 't'] };

function read(text: string): System {
  return parseSystem(text, NAMES, 'system');
}

function errorOf(text: string): FormulaError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
  throw new Error(`no error for ${text}`);
}

describe('parseSystem', () => {
  it('reads equations, parameters and definitions, in any order', () => {
    const text = `u_t + u*u_x = nu*u_xx + f
      R(u)*v_t = div(k*grad(v));  nu = 0.01/pi in [0.001, 1/10] log
      R(s) = 1 + s^2; f = x*(1 - x)
      k = 2`;
    const { equations, parameters, definitions, scope } = read(text);
    expect(equations.map(equationToText)).toEqual(['u_t + u*u_x = nu*u_xx + f', 'R(u)*v_t = div(k*grad(v))']);
    expect(
      parameters.map(({ name, value, range, scale }) => [
        name,
        value.text,
        value.value,
        range?.map((end) => end.value),
        scale,
      ]),
    ).toEqual([
      ['nu', '0.01/pi', 0.01 / Math.PI, [0.001, 0.1], 'log'],
      ['k', '2', 2, undefined, null],
    ]);
    expect([...definitions.values()].map(({ name, parameters: args, value }) => [name, args, toText(value)])).toEqual([
      ['R', ['s'], '1 + s^2'],
      ['f', [], 'x*(1 - x)'],
    ]);
    expect(scope).toEqual({ ...NAMES, parameters: ['nu', 'k'], definitions: ['R', 'f'] });
  });

  it('keeps every place in the one text', () => {
    const text = 'k = 1 in [0, 2]\nf = k*x;  u_t = f*lap(u)\n';
    const { equations, parameters, definitions } = read(text);
    const at = (span: readonly [number, number] | undefined): string => text.slice(...(span ?? [0, 0]));
    expect(at(parameters[0].span)).toBe('k = 1 in [0, 2]');
    expect([parameters[0].value, ...(parameters[0].range ?? [])].map(({ span }) => at(span))).toEqual(['1', '0', '2']);
    expect(at(definitions.get('f')?.span)).toBe('f = k*x');
    expect(at(definitions.get('f')?.value.span)).toBe('k*x');
    expect([at(equations[0].left.span), at(equations[0].right.span)]).toEqual(['u_t', 'f*lap(u)']);
    expect(equations[0].text).toBe(text);
  });

  it('is what the other stages take', () => {
    const { equations, scope, definitions, parameters } = read(
      'R(u)*u_t = q; q = D*u_xx; R(s) = 1 + s^2; D = 0.5 in [0.1, 1]',
    );
    const residual = normalForm(equations[0], scope, definitions);
    expect(toText(residual)).toBe('(1 + u^2)*u_t - D*u_xx');
    const known = new Map(
      parameters.map(({ name, value, range }) => [
        name,
        [(range?.[0] ?? value).value, (range?.[1] ?? value).value] as const,
      ]),
    );
    expect(classify([residual], scope, known)).toMatchObject({ type: 'parabolic', linearity: 'quasilinear' });
    expect(compile(residual, ['u', 'u_t', 'D', 'u_xx'])([2, 3, 0.5, 4])).toBe(13);
  });

  it('takes an unknown or a derivative on the left for an equation, any other single name for a declaration', () => {
    const { equations, parameters, definitions } = read('u = 2\nv_xx = 0\nk_f = 3\ng = u\nlap(u) = 1\n0 = v_t');
    expect(equations.map(equationToText)).toEqual(['u = 2', 'v_xx = 0', 'lap(u) = 1', '0 = v_t']);
    expect(parameters.map(({ name }) => name)).toEqual(['k_f']);
    expect([...definitions.keys()]).toEqual(['g']);
  });

  it('lets a line go on in a bracket and after an operator', () => {
    const { equations } = read('u_t =\n  lap(u) -\n  u\r\nv_t = max(u,\n v)\n\n;;\n');
    expect(equations.map(equationToText)).toEqual(['u_t = lap(u) - u', 'v_t = max(u, v)']);
    expect(read(`u_t =${'\n'.repeat(4000)}1`).equations).toHaveLength(1);
  });

  it('reads Greek letters, rows of components and nothing', () => {
    const { definitions, parameters } = read('ν = 1; q = -ν*grad(u); R(θ) = θ^2');
    expect(parameters[0].name).toBe('nu');
    expect([...definitions.values()].map(({ value }) => toText(value))).toEqual(['-nu*grad(u)', 'theta^2']);
    expect(read(' \n ; ').equations).toEqual([]);
  });

  it('lets an argument hide other names', () => {
    const { definitions } = read('k = 2; R(k, x) = k*x; F(u) = u + k; u_t = R(u, 1) + F(v)');
    expect(definitions.get('R')?.parameters).toEqual(['k', 'x']);
  });

  it.each([
    ['u_t = k*u_xx', [6, 7], '`k` is unknown: add it as a parameter'],
    ['a = 1\nu_t = k*u_xx', [12, 13], '`k` is unknown: add it as a parameter'],
    ['f = k + 1; u_t = f', [4, 5], '`k` is unknown'],
    ['u_t = u_xx; u_t - 2', [19, 19], 'an equation needs `=`: add the right side, if only `= 0`'],
    ['u_t = (u + 1\nv_t = v', [6, 7], 'this bracket is never closed: add a `)`'],
    ['u_t = sin(u; v_t = v', [9, 10], 'this bracket is never closed: add a `)`'],
    ['u_t = u)', [7, 8], 'this `)` closes nothing'],
    ['k = 1 in [0, 2', [9, 10], 'this bracket is never closed: add a `]`'],
    ['u_t = 2u', [7, 8], 'a product needs its sign: write 2*u'],
    ['k = 1 in [2, 0]', [9, 15], 'from 2 to 0 is empty: write [smaller, larger]'],
    ['k = 1 in [2]', [9, 12], 'a range has two ends'],
    ['k = 1 in [0, 1, 2]', [14, 15], 'belongs between the arguments of a function'],
    ['k = 1 in [, 1]', [10, 10], 'the formula is empty'],
    ['k = 1 in [0, 1] cubic', [16, 21], 'only `log` or `linear` may follow a range'],
    ['k = 1 in [0, 1] log', [10, 11], 'a logarithmic slider cannot reach 0'],
    ['k = -1 in [0.1, 1] log', [4, 6], 'a logarithmic slider cannot reach -1'],
    ['k = 2*a in [0, 1]; a = 1', [6, 7], '`a` has no value here: only numbers, pi and e make a constant'],
    ['k = 1/0', [4, 7], 'this is Infinity: give a formula with a finite value'],
    ['k in [0, 1]', [0, 1], '`k` has a range but no value: write k = 0.1 in [...]'],
    ['R(s) = s in [0, 1]', [9, 18], 'only a parameter has a range: write R = ...'],
    ['k = 1; k = x', [7, 8], '`k` has a value already: remove one of the two'],
    ['x = 2', [0, 1], '`x` is a coordinate, which has no value of its own'],
    ['pi = 3', [0, 2], '`pi` is the number 3.1416: choose another name'],
    ['sin = 3', [0, 3], '`sin` is a function: choose another name'],
    ['u(x) = x', [0, 1], '`u` is an unknown: write it without brackets'],
    ['R(a, a) = a', [0, 1], '`R` has two arguments a: rename one'],
    ['R(pi) = pi', [0, 1], '(the argument pi of R)'],
    ['R(u_x) = u_x', [0, 1], 'an argument is a plain name (the argument u_x of R)'],
    ['R(2*u) = 3', [0, 1], '`R` is not a function: for a product write R*(...)'],
    ['K(u) = u*u_x; u_t = K(v)', [9, 12], '`u_x` is a derivative, but u is an argument here'],
    ['R(s) = s; u_t = R(u, v)', [16, 23], '`R` takes 1 argument, not 2: write R(s)'],
    ['w_t = 0.5*u_xx', [0, 3], '`w_t` reads as a derivative: add `w` as an unknown, or rename the definition'],
    ['f = g; g = 2*f', [0, 1], '`f` is defined by itself (f -> g -> f): break the circle'],
    ['R(s) = R(s - 1)', [0, 1], '`R` is defined by itself'],
    ['u_t = u_xx in [0, 1]', [11, 13], 'a product needs its sign'],
    ['u_t = u = 1', [8, 9], 'no `=` belongs here'],
    ['u_t == 1', [4, 6], 'to compare'],
    [`f = ${'x'.repeat(4097)}`, [4100, 4101], 'at most 4096 characters'],
    [';'.repeat(65_537), [65_536, 65_537], 'a system has at most 65536 characters'],
    ['u_t = 0;'.repeat(9), [64, 71], 'a system has at most 8 equations: remove one'],
    [Array.from({ length: 33 }, (_, k) => `k${k} = 1`).join('\n'), [246, 253], 'at most 32 parameters'],
  ])('%#: points at the place and says what to do', (text, span, reason) => {
    const error = errorOf(text);
    expect(error.reason).toContain(reason);
    expect(error).toMatchObject({ span, text, field: 'system', code: 'bad-input' });
  });

  it('refuses unknowns and coordinates that do not fit together', () => {
    expect(() => parseSystem('u = 1', { unknowns: ['u'], coordinates: ['u'] })).toThrow('`u` is already an unknown');
  });

  it('reads back what it printed, and meets any text with a system or an error inside the text', () => {
    const pieces = [
      'u_t',
      'u',
      'v_xx',
      'nu',
      'k',
      'R(s)',
      'R(u)',
      'f',
      '=',
      '= 1',
      ' in [0, 1]',
      ' in [',
      ']',
      'log',
      '+',
      '*',
      '2',
      '(',
      ')',
      ';',
      '\n',
      ',',
      'lap(u)',
      ' ',
      'ν',
      '__proto__',
      '\u0000',
      '==',
      '<=',
      'constructor = 1',
    ];
    const lines = ['u_t = lap(u)', 'nu = 0.1 in [0, 1]', 'f = x*u', 'R(s) = 1 + s^2', 'v_t = R(u)*v_xx', 'k = 2'];
    const hostile = fc.oneof(
      fc.tuple(fc.shuffledSubarray(lines), fc.constantFrom('\n', '; ', ' ;\n')).map(([list, end]) => list.join(end)),
      fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((list) => list.join('')),
      fc.array(fc.constantFrom(...lines, ...pieces), { maxLength: 8 }).map((list) => list.join('\n')),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    let good = 0;
    fc.assert(
      fc.property(hostile, (text) => {
        try {
          const { equations, definitions, parameters } = read(text);
          const printed = [
            ...equations.map(equationToText),
            ...parameters.map(({ name, value }) => `${name} = ${value.text}`),
            ...[...definitions.values()].map(({ name, parameters: args, value }) => {
              return `${name}${args.length > 0 ? `(${args.join(', ')})` : ''} = ${toText(value)}`;
            }),
          ];
          if (printed.length > 1) good++;
          const again = read(printed.join(';'));
          expect(again.equations.map(equationToText)).toEqual(equations.map(equationToText));
          expect([...again.definitions.values()].map(({ value }) => toText(value))).toEqual(
            [...definitions.values()].map(({ value }) => toText(value)),
          );
          expect(again.parameters.map(({ value }) => value.value)).toEqual(parameters.map(({ value }) => value.value));
        } catch (error) {
          if (!(error instanceof FormulaError)) throw error;
          const [start, end] = error.span;
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(error.snippet().split('\n')).toHaveLength(2);
        }
      }),
      { numRuns: 1000, seed: 12 },
    );
    expect(good).toBeGreaterThan(100);
  });
});
