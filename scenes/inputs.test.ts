import { expect, test } from 'vitest';
import { compile } from '../solvers/expr';
import { presetById, resolve } from '.';

const { scene } = presetById('darcy');
const withRandom = (random: { field: string; spectrum: string }, formula = 'where(psi >= 0, 12, 3)') => ({
  ...scene,
  inputs: { a: { formula, random } },
});

test('a random field takes the place of a definition of its name', () => {
  const { random, formula } = resolve(scene).problem.inputs.a!;
  const value = compile(random!.formula, ['x', 'y', 'psi']);
  expect([value([0.1, 0.2, -0.5]), value([0.1, 0.2, 0.5])]).toEqual([3, 12]);
  // The formula itself rests on the definition: psi at the corner is 1 - 0.8 + 0.7 + 0.5 - 0.6.
  expect(compile(formula!, ['x', 'y'])([0, 0])).toBe(12);
  expect(compile(random!.spectrum, ['k'])([2])).toBeCloseTo(3 / (4 * Math.PI ** 2 + 9), 14);
  expect(random!.basis).toBe('cosine');
});

test('a random field needs no definition', () => {
  const { definitions: _, ...rest } = withRandom({ field: 'g', spectrum: '1/k' }, 'exp(g)');
  expect(() => resolve(rest)).toThrow('g');
  expect(resolve({ ...rest, definitions: { g: 'x' } }).problem.inputs.a!.random!.field).toBe('g');
});

test('a spectrum is a formula in k, and stands beside a formula', () => {
  expect(() => resolve(withRandom({ field: 'psi', spectrum: '1/q' }))).toThrow('inputs.a.random.spectrum');
  const file = { ...scene, inputs: { a: { file: 'a.npy', random: { field: 'psi', spectrum: '1/k' } } } };
  expect(() => resolve(file)).toThrow('inputs.a.random: it needs a formula');
});
