import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formulas, TEST_NAMES } from './formulas.testing';
import { compile, equationToLatex, parse, parseEquation, type Scope, toLatex } from './index';

const SCOPE: Scope = { unknowns: ['u', 'rho_s'], coordinates: ['r', 'theta', 'x', 't'], parameters: ['k_f', 'k_xx'] };

/** The value of the LaTeX of sums, products, fractions and powers, as a reader of mathematics takes it. */
function read(tex: string, values: Readonly<Record<string, number>>): number {
  const words = tex.match(/\\frac|\\cdot|\\pi|\\nu|\\mathrm\{Re\}|u_\{xx\}|k_f|[a-z]|\d+(?:\.\d+)?|[-+/^{}()]/g) ?? [];
  let at = 0;
  const group = (close: string): number => {
    at++;
    const value = sum();
    if (words[at++] !== close) throw new Error(`no ${close} in ${tex}`);
    return value;
  };
  const atom = (): number => {
    if (words[at] === '(') return group(')');
    if (words[at] === '{') return group('}');
    if (words[at] === '\\frac') {
      at++;
      const over = group('}');
      return over / group('}');
    }
    const word = words[at++];
    const value = /^\d/.test(word) ? Number(word) : values[word];
    if (value === undefined) throw new Error(`${word} in ${tex}`);
    return value;
  };
  const power = (): number => {
    const fraction = words[at] === '\\frac';
    const base = atom();
    if (words[at] !== '^') return base;
    if (fraction) throw new Error(`power of a bare fraction in ${tex}`);
    at++;
    return base ** atom();
  };
  const product = (): number => {
    let value = power();
    for (;;) {
      const word = words[at];
      if (word === undefined || /^[-+})]$/.test(word)) return value;
      if (word === '\\cdot' || word === '/') at++;
      else if (/^\d/.test(word)) throw new Error(`digits run together in ${tex}`);
      value = word === '/' ? value / power() : value * power();
    }
  };
  const sum = (): number => {
    const negative = words[at] === '-';
    if (negative) at++;
    let value = negative ? -product() : product();
    while (words[at] === '+' || words[at] === '-') value = words[at++] === '+' ? value + product() : value - product();
    return value;
  };
  const value = sum();
  if (at !== words.length) throw new Error(`${words[at]} is left over in ${tex}`);
  return value;
}

describe('toLatex', () => {
  it.each([
    ['nu*u_xx', '\\nu u_{xx}'],
    ['1/Re*(u_xx + u_yy)', '\\frac{1}{\\mathrm{Re}}\\, (u_{xx} + u_{yy})'],
    ['-u/2', '-\\frac{u}{2}'],
    ['a - (-b)', 'a - (-b)'],
    ['a*(-b)', 'a\\, (-b)'],
    ['-(a + b)', '-(a + b)'],
    ['2*3*x', '2 \\cdot 3 x'],
    ['2*(1/3)', '2 \\cdot \\frac{1}{3}'],
    ['(a/b)^2', '\\left(\\frac{a}{b}\\right)^2'],
    ['x^(1/2)', 'x^{1/2}'],
    ['x^(a/(2*b))', 'x^{a/(2 b)}'],
    ['exp(-x^2/(2*sigma^2))', 'e^{-x^2/(2 \\sigma^2)}'],
    ['exp(x)^2', '(e^x)^2'],
    ['-sin(pi*x)^2', '-\\sin^2(\\pi x)'],
    ['sin(x)^(-1)', '(\\sin(x))^{-1}'],
    ['cos(x/2)', '\\cos\\left(\\frac{x}{2}\\right)'],
    ['sqrt(x + 1)*log(x)', '\\sqrt{x + 1} \\ln(x)'],
    ['abs(x)/floor(y)', '\\frac{\\lvert x \\rvert}{\\lfloor y \\rfloor}'],
    ['1e-3*x + 2.5e4', '10^{-3} x + 2.5 \\cdot 10^{4}'],
    ['.5*x*7.', '0.5 x \\cdot 7'],
    ['where(x <= 0, 1, x)', '\\begin{cases} 1 & \\text{if } x \\le 0 \\\\ x & \\text{otherwise} \\end{cases}'],
    ['step(x)*mod(x, 2)', 'H(x)\\, \\operatorname{mod}(x, 2)'],
    ['k_eff*x1 + epsilon_0', 'k_{\\mathrm{eff}} x_1 + \\varepsilon_0'],
    ['u_x^2', 'u_x^2'],
    ['pow(x + 1, 3)', '(x + 1)^3'],
    ['a/b/c', '\\frac{\\frac{a}{b}}{c}'],
  ])('%s', (text, expected) => {
    expect(toLatex(parse(text))).toBe(expected);
  });

  it('prints derivatives as its scope has them', () => {
    expect(toLatex(parse('rho_s_xt + u_rθθx + k_xx*k_f'), SCOPE)).toBe(
      '\\rho_{s,xt} + u_{r\\theta \\theta x} + k_{\\mathrm{xx}} k_f',
    );
  });

  it('prints equations', () => {
    expect(equationToLatex(parseEquation('u_t + u*u_x = ν*u_xx'))).toBe('u_t + u u_x = \\nu u_{xx}');
  });

  it('is well-formed, of commands that KaTeX has', () => {
    const known =
      /^\\(,|\\|arc(sin|cos|tan)|begin|end|cdot|cosh?|sinh?|tanh?|exp|frac|[gl]e|left|right|[lr]floor|[lr]vert|ln|mathrm|max|min|nu|operatorname|pi|sqrt|text)$/;
    fc.assert(
      fc.property(formulas(), (expr) => {
        const tex = toLatex(expr);
        for (const command of tex.match(/\\[A-Za-z]+|\\./g) ?? []) expect(command).toMatch(known);
        expect(tex.match(/\\left(?![a-z])/g)?.length).toBe(tex.match(/\\right(?![a-z])/g)?.length);
        let open = 0;
        for (const character of tex) {
          if (character === '{') open++;
          if (character === '}') open--;
          expect(open).toBeGreaterThanOrEqual(0);
        }
        expect(open).toBe(0);
        expect(tex).not.toMatch(/\^(\w|\{[^{}]*\})\^/);
      }),
      { numRuns: 300 },
    );
  });

  it('means the same to a reader of mathematics', () => {
    const row = [0.7, 1.3, 1.9, 0.4, 1.1, 0.6, 1.7];
    const values: Record<string, number> = { '\\pi': Math.PI, e: Math.E };
    ['x', 'y', 'u', 'u_{xx}', '\\nu', 'k_f', '\\mathrm{Re}'].forEach((name, i) => {
      values[name] = row[i];
    });
    fc.assert(
      fc.property(formulas(['+', '-', '*', '/', '^'], []), (expr) => {
        const value = compile(expr, TEST_NAMES)(row);
        // A product that is regrouped moves the last places, and cancellation after it a few more.
        if (!Number.isFinite(value) || Math.abs(value) > 1e6 || Math.abs(value) < 1e-6) return;
        const tex = toLatex(expr).replaceAll('\\left', '').replaceAll('\\right', '');
        const seen = read(tex, values);
        expect(Math.abs(seen - value) / Math.abs(value), tex).toBeLessThan(1e-6);
      }),
      // A fixed seed: an ill-conditioned formula may amplify its rounding beyond any tolerance.
      { numRuns: 1500, seed: 1 },
    );
  });
});
