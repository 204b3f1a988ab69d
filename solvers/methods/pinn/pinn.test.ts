import { describe, expect, it } from 'vitest';
import { parseScene, resolve } from '../../../scenes';
import { FormulaError } from '../../expr';
import { pinn } from '.';
import { HEAT, PROBLEMS, problemOf } from './pinn.testing';

describe('the method', () => {
  it('accepts what it can train and refuses the rest', () => {
    for (const text of Object.values(PROBLEMS)) {
      expect(pinn.refuses(problemOf(text))).toBeNull();
      expect(pinn.memory(problemOf(text))).toBeGreaterThan(1e6);
    }
    expect(pinn.refuses(problemOf({ ...HEAT, initial: {}, sides: {} }))).toMatch(/nothing is said of u/);
  });
});

describe('a scene as somebody types it', () => {
  /** What is said of it before anything is trained; null where nothing is wrong. */
  const said = (more: Record<string, unknown>): string | null => {
    const scene = {
      version: 1,
      id: 'typed',
      title: 'Typed',
      description: 'Typed.',
      unknowns: ['u'],
      coordinates: { x: [0, 1], y: [0, 1] },
      grid: { n: 16 },
      method: 'pinn',
      view: { panes: [{ field: 'u' }] },
      equations: ['u_xx + u_yy = 1'],
      ...more,
    };
    try {
      return pinn.refuses(resolve(parseScene(scene)).problem);
    } catch (error) {
      if (error instanceof FormulaError) return `${error.message}\n${error.snippet()}`;
      return (error as Error).message;
    }
  };
  const at = (on: string, is: string | string[]) => ({ on, is });

  it('may be good', () => {
    expect(said({ conditions: [at('x=0', 'u = 0')] })).toBeNull();
    expect(said({ conditions: [], equations: ['u_xx + u_yy = cos(pi*x)'] })).toBeNull();
  });

  it.each([
    ['no condition', {}, /^conditions: they contradict the equation: nothing leaves through any side/],
    [
      'no start',
      { coordinates: { x: [0, 1], t: [0, 1] }, equations: ['u_t = u_xx'] },
      /nothing is said of u at the start/,
    ],
    ['too few equations', { unknowns: ['u', 'v'], conditions: [at('x=0', 'u = 0')] }, /^equations: 1 for 2 unknowns/],
    [
      'two values on one side',
      { conditions: [at('x=0', 'u = 0'), at('x=0', 'u = 1')] },
      /^conditions\[1\].*this side has a condition already \(u\)/,
    ],
    ['an unclosed bracket', { equations: ['u_xx + (u_yy = 1'] }, /at character \d+\)\n.*\n *\^/],
    ['a name that is not known', { equations: ['u_xx + q*u_yy = 1'] }, /q.*at character 8\)\n.*\n {7}\^/s],
  ] as const)('with %s is refused by name', (_, more, message) => {
    expect(said(more)).toMatch(message);
  });
});
