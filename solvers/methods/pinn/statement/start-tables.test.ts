import { describe, expect, it } from 'vitest';
import { parse } from '../../../expr';
import type { InputField, Problem } from '../../problem';
import { type ProblemText, problemOf } from '../pinn.testing';
import { recipeOf } from '../recipe';
import { statementOf } from './statement';

const heat: ProblemText = {
  x: [0, 2],
  t: [0, 1],
  equations: ['u_t = u_xx'],
  sides: { x: 'periodic' },
  recipe: { startPoints: 40 },
};
const numbers = Float64Array.from({ length: 65 }, (_, k) => Math.sin((Math.PI * k) / 32) + k / 100);
const field = (more: Partial<InputField>): InputField => {
  return { formula: null, values: null, at: 'nodes', random: null, ...more };
};
const read = (more: Partial<Problem>) => {
  const problem = { ...problemOf(heat), ...more };
  return statementOf(problem, recipeOf(problem));
};

describe('a start from numbers', () => {
  it('of an array: the unknown is at its nodes what stands there', () => {
    const { terms, ansatz, notes } = read({
      initial: { u: parse('given') },
      inputs: { given: field({ values: { shape: [65], data: numbers } }) },
    });
    expect(ansatz[0].start).toBe(false);
    const { places, wanted, residuals, points, weight } = terms.find(({ name }) => name === 'start')!;
    expect(residuals).toHaveLength(1);
    expect([points, weight]).toEqual([40, 10]);
    const nodes = places![0].map((x) => x * 32);
    expect(new Set(nodes).size).toBe(40);
    for (const [k, node] of nodes.entries()) {
      expect(wanted![0][k]).toBe(numbers[Math.round(node)]);
      expect(places![1][k]).toBe(0);
    }
    expect(notes).toContainEqual('start: soft, 40 points, residual times 10');
  });

  it('of an array of cells stands in their middles', () => {
    const { terms } = read({
      initial: { u: parse('given') },
      inputs: { given: field({ values: { shape: [8], data: numbers.slice(0, 8) }, at: 'cells' }) },
    });
    const { places, points } = terms[1];
    expect(points).toBe(8);
    expect([...places![0]].sort()).toEqual([0.125, 0.375, 0.625, 0.875, 1.125, 1.375, 1.625, 1.875]);
  });

  it('at random: with its mean and root mean square, no mirror symmetry, another for another seed', () => {
    const randomFields = [{ unknown: 'u', spectrum: parse('exp(-(k/4)^2)'), mean: 2, rms: 0.5 }];
    const { terms, notes } = read({ randomFields, initial: {} });
    const [wanted] = terms[1].wanted!;
    const mean = wanted.reduce((sum, value) => sum + value, 0) / wanted.length;
    const rms = Math.sqrt(wanted.reduce((sum, value) => sum + (value - 2) ** 2, 0) / wanted.length);
    // 40 evenly spread nodes of eight waves at most: both are met but for some percent.
    expect(Math.abs(mean - 2)).toBeLessThan(0.05);
    expect(Math.abs(rms - 0.5)).toBeLessThan(0.05);
    expect(notes.join()).not.toContain('mirror');
    expect(read({ randomFields, initial: {}, seed: 1 }).terms[1].wanted![0]).not.toEqual(wanted);
  });

  it('of a velocity at random is one without divergence, on the faces of a grid', () => {
    const flow: ProblemText = {
      unknowns: ['u', 'v', 'p'],
      x: [0, 1],
      y: [0, 1],
      t: [0, 1],
      equations: ['u_t = -p_x', 'v_t = -p_y', 'u_x + v_y = 0'],
      sides: { x: 'periodic', y: 'periodic' },
      recipe: { startPoints: 500 },
    };
    const problem = { ...problemOf(flow), random: { peak: 2, rms: 3 } };
    const { terms } = statementOf(problem, recipeOf(problem));
    const [u, v] = terms.slice(1);
    expect([u.name, v.name]).toEqual(['start of u', 'start of v']);
    const square = [u, v].map(({ wanted }) => wanted![0].reduce((sum, value) => sum + value * value, 0) / 500);
    // 500 of 4,096 cells.
    expect(Math.abs(Math.sqrt(square[0] + square[1]) / 3 - 1)).toBeLessThan(0.05);
    expect(u.places![0].every((x) => Number.isInteger(64 * x))).toBe(true);
    expect(u.places![1].every((y) => Number.isInteger(64 * y + 0.5))).toBe(true);
  });

  it('is refused where an array stands beside other things, or has not come', () => {
    const values = { shape: [65], data: numbers };
    expect(() => read({ initial: { u: parse('2*given') }, inputs: { given: field({ values }) } })).toThrow(
      /write u = given and nothing else/,
    );
    expect(() => read({ initial: { u: parse('given') }, inputs: { given: field({}) } })).toThrow(
      /no numbers are given for given/,
    );
  });

  it('by the formula of an input field is the formula', () => {
    const { terms, ansatz } = read({
      initial: { u: parse('2*given') },
      inputs: { given: field({ formula: parse('sin(pi*x)') }) },
    });
    expect(terms).toHaveLength(1);
    expect(ansatz[0].start).toBe(true);
  });
});

describe('a field in the equations', () => {
  const lens = (a: string, equation: string) => {
    const problem = problemOf({ x: [0, 1], equations: [equation], sides: { x: { u: '0' } } });
    return () => statementOf({ ...problem, inputs: { a: field({ formula: parse(a) }) } }, recipeOf(problem));
  };

  it('whose slope is needed must not jump', () => {
    expect(lens('where(x > 0.5, 3, 1)', 'a*u_xx + a_x*u_x = 1')).toThrow(/^inputs.a: it jumps/);
    expect(lens('where(x > 0.5, 3, 1)', 'u_xx = a')).not.toThrow();
    expect(lens('1 + abs(x)', 'a*u_xx + a_x*u_x = 1')).not.toThrow();
  });
});
