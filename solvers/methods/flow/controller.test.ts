import { describe, expect, test } from 'vitest';
import { Controller, type Summary } from './controller';
import { makeFlowGrid } from './layout';
import { flowProblem } from './problems.testing';

const WALLS = { west: 'wall', east: 'wall', south: 'wall', north: 'wall' } as const;
const grid = makeFlowGrid(flowProblem({ cells: [20, 10], spacing: ['1 + x', null], sides: WALLS }));
const square = makeFlowGrid(flowProblem({ cells: [20, 20], sides: WALLS }));
const [DX, DY] = [Math.min(...grid.x.widths), 0.1];

const report = (parts: Partial<Summary>): Summary => ({
  courantRate: 0,
  divergence: 0,
  change: 1,
  speed: 1,
  energy: 1,
  force: [0, 0],
  badCells: 0,
  cycles: 4,
  residual: 0,
  missed: 0,
  counted: 0,
  ...parts,
});

function controllerAt(viscosity: number, rate: number, fixed: number | null = null, on = grid): Controller {
  const controller = new Controller(on, fixed, 0, rate);
  controller.setLimits(viscosity, 0);
  return controller;
}

describe('the time step', () => {
  // From convection alone over all ratios to diffusion alone; the two limits meet near 0.01.
  test.each([
    [1e-6, 100],
    [0.001, 100],
    [0.003, 100],
    [0.006, 100],
    [0.01, 100],
    [0.015, 100],
    [0.02, 100],
    [0.03, 100],
    [0.06, 100],
    [0.2, 100],
    [1, 0],
  ])('is stable for viscosity %f and Courant rate %f in every wave', (viscosity, rate) => {
    const { dt } = controllerAt(viscosity, rate);
    expect(dt).toBeGreaterThan(0);
    expect(worstWave(viscosity, rate, dt)).toBeLessThanOrEqual(1 + 1e-12);
    // And not needlessly short; where the two limits meet, it depends on how the axes share D, which is 9 to 1 here.
    expect(worstWave(viscosity, rate, 1.4 * dt)).toBeGreaterThan(1 + 1e-6);
  });

  test('changes only where it must, or may grow by a quarter', () => {
    const controller = controllerAt(1e-6, 100);
    const { dt } = controller;
    expect(controller.adapt(0, report({ courantRate: 99 }))).toBe(false);
    expect(controller.adapt(0, report({ courantRate: 85 }))).toBe(false);
    expect(controller.dt).toBe(dt);
    expect(controller.adapt(0, report({ courantRate: 120 }))).toBe(true);
    expect(controller.dt).toBeLessThan(dt / 1.2);
    expect(controller.adapt(0, report({ courantRate: 20 }))).toBe(true);
    expect(controller.dt).toBeGreaterThan(dt);
  });

  test('never counts on less than the given velocities', () => {
    const controller = new Controller(grid, null, 0, 0);
    controller.setLimits(1e-6, 50);
    const { dt } = controller;
    controller.adapt(0, report({ courantRate: 1 }));
    expect(controller.dt).toBeLessThanOrEqual(dt);
  });

  test('that the scene fixes stays, and there is nothing to retreat to', () => {
    const controller = controllerAt(0.01, 100, 0.5);
    expect(controller.dt).toBe(0.5);
    expect(controller.adapt(0, report({ courantRate: 1000 }))).toBe(false);
    expect(controller.retreat()).toBe(false);
    expect(controller.dt).toBe(0.5);
  });

  test('halves at every retreat, a few times', () => {
    const controller = controllerAt(0.01, 100);
    let { dt } = controller;
    let retreats = 0;
    while (controller.retreat()) {
      expect(controller.dt).toBeCloseTo(dt / 2, 12);
      dt = controller.dt;
      retreats++;
    }
    expect(retreats).toBeGreaterThanOrEqual(2);
    expect(retreats).toBeLessThan(10);
  });
});

describe('the cycles', () => {
  test('grow with every solve that missed, to a bound', () => {
    const controller = controllerAt(0.01, 100, null, square);
    const seen = [controller.cycles];
    for (let missed = 1; missed < 8; missed++) {
      controller.adapt(0, report({ cycles: controller.cycles, missed }));
      seen.push(controller.cycles);
    }
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen[1]).toBeGreaterThan(seen[0]);
    expect(seen.at(-1)).toBe(12);
  });

  test('shrink to what is needed and one more', () => {
    const controller = controllerAt(0.01, 100, null, square);
    for (let k = 0; k < 10; k++) controller.adapt(0, report({ cycles: 2 }));
    expect(controller.cycles).toBe(3);
  });

  test('are twice as many while a relaxation is tried out, as at first on long cells', () => {
    const controller = controllerAt(0.01, 100);
    for (let k = 0; k < 10; k++) controller.adapt(0, report({ cycles: 2 }));
    expect(controller.cycles).toBe(6);
    for (let missed = 1; missed < 8; missed++) controller.adapt(0, report({ cycles: 12, missed }));
    expect(controller.cycles).toBe(12);
  });
});

/** Largest amplification of a wave by a step; the rate belongs to one axis, or is shared by both. */
function worstWave(viscosity: number, rate: number, dt: number): number {
  let most = 0;
  const share = 32;
  for (let a = 0; a <= share; a++) {
    for (let b = 0; b <= share; b++) {
      const [kx, ky] = [(Math.PI * a) / share, (Math.PI * b) / share];
      const real = -4 * viscosity * dt * (Math.sin(kx / 2) ** 2 / DX ** 2 + Math.sin(ky / 2) ** 2 / DY ** 2);
      for (let along = 0; along <= 1; along += 0.125) {
        const imaginary = dt * rate * (along * Math.sin(kx) + (1 - along) * Math.sin(ky));
        most = Math.max(most, amplification(real, imaginary));
      }
    }
  }
  return most;
}

/** |1 + z + z^2/2 + z^3/6|, what the three stages do to a linear mode. */
function amplification(a: number, b: number): number {
  const [a2, b2] = [a * a - b * b, 2 * a * b];
  const [a3, b3] = [a2 * a - b2 * b, a2 * b + b2 * a];
  return Math.hypot(1 + a + a2 / 2 + a3 / 6, b + b2 / 2 + b3 / 6);
}
