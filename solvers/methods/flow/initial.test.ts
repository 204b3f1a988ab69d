import { describe, expect, test } from 'vitest';
import { netFlux } from './flow.oracle';
import { initialVelocity } from './initial';
import { fieldOf } from './kernels.testing';
import { makeFlowGrid, toLattice } from './layout';
import { type FlowText, flowProblem } from './problems.testing';

const QUANTUM = 2 ** -20;
const PERIODIC = { west: 'periodic', east: 'periodic', south: 'periodic', north: 'periodic' } as const;

function start(text: FlowText) {
  const problem = flowProblem(text);
  const grid = makeFlowGrid(problem);
  const velocity = toLattice(initialVelocity(problem, grid, problem.parameters), QUANTUM);
  return { grid, velocity, field: fieldOf(velocity) };
}

describe('a random velocity', () => {
  const random: FlowText = { x: [0, 2], cells: [64, 32], sides: PERIODIC, random: { peak: 6, rms: 0.7 }, seed: 5 };
  const { grid, velocity, field } = start(random);
  const { nx, ny, stride } = grid;
  const at = (i: number, j: number) => (j + 1) * stride + i + 1;

  test('has no divergence on the grid', () => {
    const { value, size } = netFlux({ grid, bodies: null }, field);
    // Held as lattice part and f32 rest: exact to 2^-25 quanta a number.
    value.forEach((flux, k) => {
      expect(Math.abs(flux)).toBeLessThanOrEqual(4 * 2 ** -25 * QUANTUM + 8 * 2 ** -53 * size[k]);
    });
  });

  test('has the given root-mean-square speed', () => {
    let sum = 0;
    for (let j = 0; j < ny; j++) for (let i = 0; i < nx; i++) sum += field.u[at(i, j)] ** 2 + field.v[at(i, j)] ** 2;
    expect(Math.sqrt(sum / (nx * ny))).toBeCloseTo(0.7, 6);
  });

  test('has its energy around the given wave number, counted along the longest side', () => {
    const energy = new Float64Array(32);
    for (let m = 0; m < 24; m++) {
      for (let n = -12; n <= 12; n++) {
        let [re, im] = [0, 0];
        for (let j = 0; j < ny; j++) {
          for (let i = 0; i < nx; i++) {
            const angle = 2 * Math.PI * ((m * i) / nx + (n * j) / ny);
            re += field.u[at(i, j)] * Math.cos(angle);
            im += field.u[at(i, j)] * Math.sin(angle);
          }
        }
        // The box is twice as long as high: n waves across count twice.
        energy[Math.round(Math.hypot(m, 2 * n))] += re ** 2 + im ** 2;
      }
    }
    const total = energy.reduce((sum, value) => sum + value, 0);
    const mean = energy.reduce((sum, value, k) => sum + k * value, 0) / total;
    // E(k) ~ k^4 exp(-2 (k/6)^2) has its mean at 6.4; a shell holds only some tens of random waves.
    expect(Math.abs(mean - 6.4)).toBeLessThan(1);
    const inside = energy.subarray(3, 11).reduce((sum, value) => sum + value, 0);
    expect(inside / total).toBeGreaterThan(0.9);
  });

  test('depends on the seed and on nothing else', () => {
    expect(start(random).velocity).toEqual(velocity);
    expect(start({ ...random, seed: 6 }).velocity).not.toEqual(velocity);
  });

  test('is the same flow on a finer grid', () => {
    const fine = start({ ...random, cells: [128, 64] });
    let [difference, size] = [0, 0];
    for (let j = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        const coarse = field.u[at(i, j)];
        // The face of a coarse cell is the faces of two fine ones.
        const row = (k: number) => (2 * j + k + 1) * fine.grid.stride + 2 * i + 1;
        const mean = (fine.field.u[row(0)] + fine.field.u[row(1)]) / 2;
        difference += (mean - coarse) ** 2;
        size += coarse ** 2;
      }
    }
    // Both are exact fluxes of one stream function, but for the normalisation, which samples the speed.
    expect(Math.sqrt(difference / size)).toBeLessThan(0.05);
  });
});

test('formulas are taken at the places of the staggered grid', () => {
  const sides = { west: 'wall', east: 'wall', south: 'wall', north: 'wall' } as const;
  const initial = { u: 'a*x + 10*y + t', v: 'sin(x)*y' };
  const { grid, field } = start({ cells: [7, 5], spacing: ['1 + x', null], sides, initial, parameters: { a: 2 } });
  for (let j = 0; j < 5; j++) {
    for (let i = 0; i < 7; i++) {
      const k = (j + 1) * grid.stride + i + 1;
      // Rests are rounded to f32: 2^-25 quanta.
      expect(field.u[k]).toBeCloseTo(2 * grid.x.faces[i] + 10 * grid.y.centres[j], 12);
      expect(field.v[k]).toBeCloseTo(Math.sin(grid.x.centres[i]) * grid.y.faces[j], 12);
    }
  }
});
