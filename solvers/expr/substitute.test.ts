import { describe, expect, it } from 'vitest';
import { type Definitions, FormulaError, parse, substitute, toText } from './index';

type Given = Readonly<Record<string, readonly [parameters: string, formula: string]>>;

/** Definitions as written; their formulas may use those with arguments. */
function definitions(given: Given): { definitions: Definitions; signatures: Map<string, string[]> } {
  const split = (parameters: string): string[] => (parameters === '' ? [] : parameters.split(' '));
  const signatures = new Map(
    Object.entries(given).flatMap(([name, [parameters]]) => (parameters === '' ? [] : [[name, split(parameters)]])),
  ) as Map<string, string[]>;
  return {
    signatures,
    definitions: new Map(
      Object.entries(given).map(([name, [parameters, formula]]) => [
        name,
        { parameters: split(parameters), value: parse(formula, undefined, signatures) },
      ]),
    ),
  };
}

function result(text: string, given: Given): string {
  const made = definitions(given);
  return toText(substitute(parse(text, undefined, made.signatures), made.definitions, text));
}

describe('substitute', () => {
  it.each<[string, Given, string]>([
    ['k*u_x', { k: ['', 'a + b'] }, '(a + b)*u_x'],
    ['R(u) + R(v^2)', { R: ['s', '1 + s^2'] }, '1 + u^2 + (1 + (v^2)^2)'],
    ['f - g', { f: ['', 'g*x'], g: ['', 'y + 1'] }, '(y + 1)*x - (y + 1)'],
    // An argument stands for itself whatever it is called inside: nothing is captured.
    ['F(y, x)', { F: ['x y', 'x - 2*y'] }, 'y - 2*x'],
    ['F(G(u))', { F: ['s', 's*s'], G: ['s', 's + 1'] }, '(u + 1)*(u + 1)'],
    ['F(s)', { F: ['u', 'u + s'], s: ['', '2*u'] }, '2*u + 2*u'],
    // The name of an argument hides a definition of that name.
    ['F(x)', { F: ['k', 'k + 1'], k: ['', '5'] }, 'x + 1'],
    ['div(q)', { q: ['', '-D*grad(u)'] }, 'div(-D*grad(u))'],
    ['u + 1', {}, 'u + 1'],
  ])('%s with %j is %s', (text, given, expected) => {
    expect(result(text, given)).toBe(expected);
  });

  it.each<[string, Given, [number, number], string]>([
    ['1 + f', { f: ['', 'f + 1'] }, [4, 5], '`f` is defined by itself (f -> f): break the circle'],
    ['f*x', { f: ['', 'g'], g: ['', 'h'], h: ['', '2*f'] }, [0, 1], '(f -> g -> h -> f)'],
    ['x + F(u)', { F: ['s', 'F(s - 1)'] }, [4, 8], '`F` is defined by itself'],
    ['x*F', { F: ['s', 's^2'] }, [2, 3], '`F` is a definition: write F(s)'],
  ])('refuses %s with %j', (text, given, span, reason) => {
    try {
      result(text, given);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(FormulaError);
      expect(error).toMatchObject({ span, reason: expect.stringContaining(reason) });
    }
  });

  it('refuses a wrong number of arguments where it is written', () => {
    const { signatures } = definitions({ F: ['a b', 'a + b'] });
    expect(() => parse('2*F(x)', undefined, signatures)).toThrow('`F` takes 2 arguments, not 1: write F(a, b)');
  });

  it('says where what was put in was used', () => {
    const made = definitions({ f: ['', 'x + y'] });
    const expr = substitute(parse('1 + f'), made.definitions, '1 + f');
    expect(expr.kind === 'binary' && expr.right).toMatchObject({
      kind: 'binary',
      span: [4, 5],
      left: { span: [4, 5] },
    });
  });

  it('refuses definitions that double each time, without writing them out', () => {
    const given = Object.fromEntries(
      Array.from({ length: 30 }, (_, k) => [`f${k + 1}`, ['', `f${k} + f${k}`] as const]),
    );
    expect(() => result('f30', { ...given, f0: ['', 'x'] })).toThrow(/more than 500 operations/);
  });
});
