import { describe, expect, it } from 'vitest';
import { modelOf } from './choose';
import { type Typed, typed } from './evolve.testing';
import { growthRate } from './growth';

const BOX = { axes: [['x', 0, 1, 16]], initial: { u: 'x*(1 - x)' } } as const;
const ends = (...which: readonly ('min' | 'max')[]) => which.map((end) => ['x', end, 'u', { u: '1' }, '0'] as const);

describe('what evolve refuses, by name', () => {
  it.each<[string, Typed, string]>([
    ['heat backwards', { ...BOX, text: 'u_t = -u_xx' }, 'ill-posed'],
    ['heat backwards by its state', { ...BOX, text: 'u_t = -(1 + u)*u_xx' }, 'ill-posed'],
    ['a Laplace equation forwards', { ...BOX, text: 'u_tt = -u_xx' }, 'ill-posed'],
    ['a missing condition', { ...BOX, text: 'u_t = u_xx + 1', conditions: ends('min') }, 'add one at x = 1'],
    ['one condition too many', { ...BOX, text: 'u_t + u_x = 0', conditions: ends('min', 'max') }, 'remove 1'],
    ['transport out of a given value', { ...BOX, text: 'u_t + u_x = 0', conditions: ends('max') }, 'give it at x = 0'],
    [
      'a gain at an end',
      { ...BOX, text: 'u_t = u_xx', conditions: [...ends('min'), ['x', 'max', 'u', { u: '1', u_x: '-0.01' }, '0']] },
      'grows at an end',
    ],
    ['an unknown without an equation', { ...BOX, unknowns: ['u', 'v'], text: 'u_t = v_xx' }, 'cannot determine v'],
    ['two equations for one unknown', { ...BOX, text: 'u_t = u_xx; u_t = 1' }, 'both say'],
    ['the square of a rate', { ...BOX, text: 'u_t^2 = u_xx' }, 'not linear in its time derivative'],
  ])('%s', (_, problem, words) => {
    expect(() => modelOf(typed(problem))).toThrowError(words);
  });

  it.each([
    ['u_t = -u_xx - 0.01*u_xxxx'],
    ['u_tt = u_xx'],
    ['u_t = u_xxx'],
    ['u_t = u_xx + 20*u'],
    ['u_t = (1 + u^2)*u_xx'],
  ])('but not %s', (text) => {
    expect(modelOf(typed({ ...BOX, text })).order).toBe(4);
  });

  it('knows the fastest growth of a matrix that is far from normal', () => {
    // Eigenvalues -1, 2 and a pair 1 +- 5i, hidden by a large entry.
    const re = Float64Array.of(-1, 500, 0, 0, 0, 2, 0, 30, 0, 0, 1, 5, 0, 0, -5, 1);
    expect(growthRate({ n: 4, re, im: null })).toBeCloseTo(2, 4);
  });
});
