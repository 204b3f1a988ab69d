import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { flow } from './index';
import { makeFlowGrid, toLattice } from './layout';
import { makeBodies } from './obstacles';
import { fromLattice, push } from './paint';
import { flowProblem } from './problems.testing';

const BODY = 'sqrt((x - 0.4)^2 + (y - 0.5)^2) - 0.12';
const closed = flowProblem({
  cells: [23, 19],
  sides: { west: 'wall', east: 'wall', south: 'wall', north: 'wall' },
  spacing: ['1 + x', null],
  obstacle: BODY,
});
const open = flowProblem({
  cells: [21, 17],
  sides: { west: 'periodic', east: 'periodic', south: 'wall', north: 'wall' },
});
const DAB = { x: 0.7, y: 0.5, radius: 0.3, amount: 2 };

describe('a push', () => {
  test.each([
    ['u', 0],
    ['v', 1],
  ] as const)('of %s is the bump of the stroke on the faces of that component', (field, component) => {
    const grid = makeFlowGrid(closed);
    const velocity = new Float64Array(2 * grid.padded);
    push(velocity, { ...DAB, field }, { problem: closed, grid, bodies: null });
    const centre = (faces: Float64Array, k: number) => (faces[k]! + faces[k + 1]!) / 2;
    for (let j = 0; j < grid.ny; j++) {
      for (let i = 0; i < grid.nx; i++) {
        const x = component === 0 ? grid.x.faces[i]! : centre(grid.x.faces, i);
        const y = component === 1 ? grid.y.faces[j]! : centre(grid.y.faces, j);
        const r2 = ((x - 0.7) ** 2 + (y - 0.5) ** 2) / 0.09;
        const at = 2 * ((j + 1) * grid.stride + i + 1);
        expect(velocity[at + component]).toBeCloseTo(2 * Math.max(0, 1 - r2) ** 2, 12);
        expect(velocity[at + 1 - component]).toBe(0);
      }
    }
  });

  test('goes around the ends of periodic axes, and leaves bodies at rest', () => {
    const grid = makeFlowGrid(open);
    const velocity = new Float64Array(2 * grid.padded);
    push(velocity, { ...DAB, field: 'v', x: 0.02 }, { problem: open, grid, bodies: null });
    const row = 2 * (9 + 1) * grid.stride + 1;
    expect(velocity[row + 2 * grid.nx]).toBeGreaterThan(0.5);
    const world = { problem: closed, grid: makeFlowGrid(closed), bodies: makeBodies(closed, makeFlowGrid(closed)) };
    const around = new Float64Array(2 * world.grid.padded);
    push(around, { ...DAB, field: 'u', x: 0.4 }, world);
    let moved = 0;
    world.bodies!.wallU.forEach((wall, k) => {
      if (!(wall > 0)) expect(around[2 * k]).toBe(0);
      else if (around[2 * k] !== 0) moved++;
    });
    expect(moved).toBeGreaterThan(20);
  });

  test('of the pressure is refused; velocities come back from their lattice', () => {
    const grid = makeFlowGrid(open);
    const world = { problem: open, grid, bodies: null };
    const refusal = expect.objectContaining({ code: 'bad-input', field: 'strokes' });
    expect(() => push(new Float64Array(2 * grid.padded), { ...DAB, field: 'p' }, world)).toThrow(refusal);
    const pairs = Float64Array.of(1.234567, -0.1, 0, 3e-9);
    // hi is a multiple of the quantum, lo an f32 below it.
    fromLattice(toLattice(pairs, 2 ** -12)).forEach((value, k) => void expect(value).toBeCloseTo(pairs[k]!, 10));
  });
});

describe('a pushed flow', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  test('has no divergence, moves at once, and goes on steadily', async () => {
    const solver = await flow.init(gpu, open);
    await solver.step(8);
    await solver.paint!({ ...DAB, field: 'u' });
    expect(solver.stepCount).toBe(8);
    const pushed = (await solver.probe(0.7, 0.5)).u!;
    // The projection takes a part of a push: a bump along x alone is not solenoidal.
    expect(pushed).toBeGreaterThan(0.4);
    expect(pushed).toBeLessThan(2);
    await solver.step(64);
    expect(solver.outcome.code).toBe('ok');
    expect(solver.notes.join()).not.toMatch(/unstable/);
    const { maxDiv, maxSpeed, courant } = await solver.measure();
    // What every step promises.
    expect(maxDiv!.value).toBeLessThan(2e-6);
    expect(maxSpeed!.value).toBeGreaterThan(0.1);
    expect(courant!.value).toBeLessThan(1.73);
    solver.dispose();
  });
});
