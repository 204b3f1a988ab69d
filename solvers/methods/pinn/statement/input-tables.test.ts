import { describe, expect, it } from 'vitest';
import { randomNormal } from '../../../base/random';
import { parse } from '../../../expr';
import type { InputField } from '../../problem';
import { type ProblemText, problemOf } from '../pinn.testing';
import { PointMaker } from '../points/point-data';
import { sobol } from '../points/sobol';
import { TermRows } from '../points/term-rows';
import { recipeOf } from '../recipe';
import { inputSymbols } from './input-tables';
import { statementOf } from './statement';

const square: ProblemText = {
  x: [0, 1],
  y: [0, 2],
  equations: ['a*(u_xx + u_yy) + a_x*u_x + a_y*u_y + a_yy = 1'],
  sides: { x: { u: '0' }, y: { u: '0' } },
};

/** A field on n cells or nodes along x, twice as many along y. */
function array(at: 'cells' | 'nodes', n: number, f: (x: number, y: number) => number): InputField {
  const shape = [2 * n, n];
  const part = (k: number, count: number): number => (at === 'cells' ? (k + 0.5) / count : k / (count - 1));
  const data = Float64Array.from({ length: 2 * n * n }, (_, k) =>
    f(part(k % n, n), 2 * part(Math.floor(k / n), 2 * n)),
  );
  return { formula: null, values: { shape, data }, at, random: null };
}

const symbolsOf = (a: InputField, residual = 'a + a_x + a_y + a_xy + a_yy') => {
  const found = inputSymbols({ ...problemOf(square), inputs: { a } }, [parse(residual)]);
  return new Map(found.map(({ symbol, at }) => [symbol, at]));
};

describe('an array in the equations', () => {
  it.each(['cells', 'nodes'] as const)('on %s is a cubic with its derivatives, up to the sides', (at) => {
    const found = symbolsOf(array(at, 7, (x, y) => x ** 3 - 2 * x * y + y ** 2 / 3));
    for (const [x, y] of [
      [0.41, 1.3],
      [0, 0],
      [1, 2],
    ]) {
      const expected = { a: x ** 3 - 2 * x * y + y ** 2 / 3, a_x: 3 * x * x - 2 * y, a_y: -2 * x + (2 * y) / 3 };
      for (const [symbol, value] of Object.entries({ ...expected, a_xy: -2, a_yy: 2 / 3 })) {
        expect(found.get(symbol)!([x, y])).toBeCloseTo(value, 10);
      }
    }
  });

  it.each([
    ['a', 4],
    ['a_x', 3],
    ['a_yy', 2],
  ] as const)('%s is exact to order %d', (symbol, order) => {
    const errors = [16, 32, 64].map((n) => {
      const at = symbolsOf(array('nodes', n, (x, y) => Math.sin(2 * x + y))).get(symbol)!;
      let most = 0;
      for (let k = 0; k < 200; k++) {
        // Away from the sides, where all cubics are alike.
        const [x, y] = [0.25 + ((0.618034 * k) % 0.5), 0.5 + ((0.754878 * k) % 1)];
        const [s, c] = [Math.sin(2 * x + y), Math.cos(2 * x + y)];
        most = Math.max(most, Math.abs(at([x, y]) - { a: s, a_x: 2 * c, a_yy: -s }[symbol]));
      }
      return most;
    });
    const rates = errors.slice(1).map((error, k) => Math.log2(errors[k] / error));
    for (const rate of rates) expect(Math.abs(rate - order)).toBeLessThan(0.5);
  });

  it('is known at the points of a statement, which has no mirrors then', () => {
    const a = array('nodes', 9, (x) => 1 + x);
    const problem = { ...problemOf(square), inputs: { a } };
    const { inputs, features } = statementOf(problem, recipeOf(problem));
    expect(inputs.map(({ symbol }) => symbol).sort()).toEqual(['a', 'a_x', 'a_y', 'a_yy']);
    expect(features.every(({ wave }) => wave === null)).toBe(true);
  });

  it('gives the residuals and slopes that its formula gives', () => {
    const count = 21;
    const a = array('cells', 6, (x, y) => x ** 3 - 2 * x * y + 3);
    const places = [0, 1].map((axis) => Float64Array.from({ length: count }, (_, k) => (1 + axis) * sobol(k, axis, 2)));
    const rowsOf = (given: InputField) => {
      const problem = { ...problemOf({ ...square, recipe: { symmetry: false } }), inputs: { a: given } };
      const statement = statementOf(problem, recipeOf(problem));
      const data = new PointMaker(statement).make(places, {});
      const width = (data.padded / 8) * statement.channels.length * 8;
      const outputs = Float32Array.from({ length: width }, (_, k) => randomNormal(5, k));
      const rows = new TermRows(statement, statement.terms[0]);
      const [residuals, slopes] = [new Float64Array(data.padded), new Float32Array(width)];
      rows.evaluate(data, outputs, 0, 1, residuals, 0);
      rows.linearise(data, outputs, 0, 1, slopes, 0);
      return { residuals, slopes };
    };
    const [table, formula] = [a, { ...a, formula: parse('x^3 - 2*x*y + 3'), values: null }].map(rowsOf);
    for (let k = 0; k < count; k++) expect(table.residuals[k]).toBeCloseTo(formula.residuals[k], 9);
    // f32, numbers of some tens.
    for (const [k, slope] of table.slopes.entries()) expect(slope).toBeCloseTo(formula.slopes[k], 4);
  });

  it('is refused where it is too small, too rough or has not come', () => {
    const fine = array('nodes', 9, (x) => x);
    expect(() => symbolsOf(fine, 'a_xxx')).toThrow(/^inputs.a: a_xxx of an array is too rough/);
    expect(() => symbolsOf(array('nodes', 3, (x) => x))).toThrow(/^inputs.a: needs at least 4 numbers/);
    const problem = { ...problemOf(square), inputs: { a: { ...fine, values: null } } };
    expect(() => statementOf(problem, recipeOf(problem))).toThrow(/^inputs.a: no numbers are given for it/);
  });
});
