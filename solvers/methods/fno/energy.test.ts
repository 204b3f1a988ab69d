import { expect, test } from 'vitest';
import { presetById, resolve } from '../../../scenes';
import { constant, grad, interpret, variable } from '../../array';
import { randomNormal } from '../../base/random';
import { applyStencil, discretise } from '../../grid';
import { ellipticOf } from '../multigrid/elliptic-of';
import type { Problem } from '../problem';
import { balanceOf } from './balance';
import { meanEnergy } from './energy';

/** Ground of two rocks on 7 x 5 cells, which are not square. */
function ground(): Problem {
  const { problem } = resolve(presetById('darcy').scene);
  return { ...problem, grid: { ...problem.grid, cells: [7, 5] } };
}

const noise = (seed: number, count: number): Float64Array => {
  return Float64Array.from({ length: count }, (_, at) => randomNormal(seed, at));
};

// Links and sources are kept in f32: 2^-24 of each of some ten terms, the largest about 50.
const ROUNDING = 10 * 50 * 2 ** -24;

test('the energy is 1/2 u A u - b u, and its derivative A u - b, as finite volumes have them', () => {
  const problem = ground();
  const { operator, rhs } = discretise(ellipticOf(problem, problem.parameters).problem);
  const { channels } = balanceOf(problem, new Float64Array(35).fill(1));
  const fields = [noise(1, 35), noise(2, 35)];
  const u = variable('u', [2, 5, 7, 1]);
  const balance = constant(Float32Array.from([...channels.data, ...channels.data]), [2, 5, 7, 4]);
  const energy = meanEnergy(u, balance);
  const given = new Map([[u, Float64Array.from(fields.flatMap((field) => [...field]))]]);
  const [[value], slope] = interpret([energy, ...grad(energy, [u])], given);
  let wanted = 0;
  for (const [sample, field] of fields.entries()) {
    const product = applyStencil(operator, field);
    for (const [at, one] of field.entries()) {
      wanted += ((product[at] / 2 - rhs[at]) * one) / 2;
      expect(Math.abs(slope[35 * sample + at] - (product[at] - rhs[at]) / 2)).toBeLessThan(ROUNDING);
    }
  }
  expect(Math.abs(value - wanted)).toBeLessThan(35 * ROUNDING);
});

test('energies are measured by the best multiple of the bump', () => {
  const problem = ground();
  const bump = Float64Array.from({ length: 35 }, (_, at) => 1 + (at % 3));
  const { channels, energy, size } = balanceOf(problem, bump);
  const rms = Math.sqrt(bump.reduce((sum, value) => sum + value ** 2 / 35, 0));
  const balance = constant(channels.data, [1, 5, 7, 4]);
  const at = (factor: number): number => {
    const u = constant(
      Float32Array.from(bump, (value) => (factor * size * value) / rms),
      [1, 5, 7, 1],
    );
    return interpret([meanEnergy(u, balance)], new Map())[0][0];
  };
  expect(at(1) / -energy).toBeCloseTo(1, 5);
  expect(at(0.9)).toBeGreaterThan(at(1));
  expect(at(1.1)).toBeGreaterThan(at(1));
});

test('without a side that holds the answer there is no least energy', () => {
  const { scene } = presetById('darcy');
  const conditions = ['x=0', 'x=1', 'y=0', 'y=1'].map((on) => ({ on, is: `u_${on[0]} = 0` }));
  const { problem } = resolve({ ...scene, equations: ['-div(a*grad(u)) = cos(pi*x)'], conditions, grid: { n: 6 } });
  expect(() => balanceOf(problem, new Float64Array(36).fill(1))).toThrow('no side holds the answer');
});
