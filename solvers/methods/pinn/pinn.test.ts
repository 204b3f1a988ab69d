import { describe, expect, it } from 'vitest';
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
