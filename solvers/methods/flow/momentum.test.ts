import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { momentumStage } from './flow.oracle';
import { flowKernels } from './kernels';
import { EPS, expectClose, fieldOf, pressureOf, QUANTUM, runFlow, variantOf, worldOf } from './kernels.testing';
import { randomPressure, randomVelocity, SETUPS } from './problems.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** Longest chain of roundings from the inputs to one term and through the sum of all: 12 + 12, and some slack. */
const OPERATIONS = 32;

describe.each(SETUPS)('$name', (setup) => {
  const { grid } = setup;

  test('a momentum stage agrees with the oracle, and keeps the lattice', async () => {
    const [start, now] = [randomVelocity(grid, 1, QUANTUM), randomVelocity(grid, 3, QUANTUM)];
    const pressure = randomPressure(grid, 5, QUANTUM);
    // Numbers that f32 holds exactly.
    const [dt, nu, fraction] = [2 ** -9, 2 ** -6, 0.5];
    const out = await runFlow(gpu, flowKernels(variantOf(setup)).momentum, setup, {
      numbers: { dt, nu },
      fraction,
      arrays: { start, now, pressure, next: new Float32Array(4 * grid.padded) },
      extent: [grid.nx + 1, grid.ny + 1],
    });
    const next = out.f32('next');
    const numbers = { dt: fraction * dt, nu };
    const truth = momentumStage(worldOf(setup), fieldOf(start), fieldOf(now), pressureOf(pressure), numbers);
    const got = fieldOf(next);
    let solved = 0;
    for (const name of ['u', 'v'] as const) {
      const inner = innerOf(grid);
      const size = truth.size[name];
      solved += inner.filter((at) => size[at] > 0).length;
      // The lattice part is exact, the rest (up to 2 quanta before it is taken over) is rounded twice.
      const tolerance = (k: number) => OPERATIONS * EPS * size[inner[k]] + 4 * EPS * QUANTUM;
      expectClose(
        inner.map((at) => got[name][at]),
        inner.map((at) => truth.value[name][at]),
        tolerance,
        name,
      );
    }
    expect(solved).toBeGreaterThan(grid.nx * grid.ny);
    const parts = innerOf(grid).flatMap((at) => [
      [next[4 * at], next[4 * at + 2]],
      [next[4 * at + 1], next[4 * at + 3]],
    ]);
    // Whole quanta, and what is left of a step once it has been taken over.
    expect(parts.filter(([hi, lo]) => !Number.isInteger(hi / QUANTUM) || Math.abs(lo) > 0.75 * QUANTUM)).toEqual([]);
  });
});

test('the legs to a wall shorten as the wall comes nearer, and end at 1/50 of a cell', async () => {
  const setup = SETUPS.find(({ name }) => name === 'channel with a body')!;
  const { grid } = setup;
  const bodies = { ...setup.bodies!, wallU: setup.bodies!.wallU.slice(), wallV: setup.bodies!.wallV.slice() };
  // Distances of any ratio, from far to nearer than the shortest leg.
  bodies.wallU.forEach((distance, k) => {
    bodies.wallU[k] = distance > 0 ? distance ** 3 : distance;
  });
  const changed = { ...setup, bodies };
  const state = randomVelocity(grid, 7, QUANTUM);
  const pressure = new Float32Array(2 * grid.padded);
  const [dt, nu] = [2 ** -7, 2 ** -5];
  const out = await runFlow(gpu, flowKernels(variantOf(changed)).momentum, changed, {
    numbers: { dt, nu },
    fraction: 1,
    arrays: { start: state, now: state, pressure, next: new Float32Array(4 * grid.padded) },
    extent: [grid.nx + 1, grid.ny + 1],
  });
  const truth = momentumStage(worldOf(changed), fieldOf(state), fieldOf(state), pressureOf(pressure), { dt, nu });
  const got = fieldOf(out.f32('next'));
  const inner = innerOf(grid);
  const tolerance = (k: number) => OPERATIONS * EPS * truth.size.u[inner[k]] + 4 * EPS * QUANTUM;
  expectClose(
    inner.map((at) => got.u[at]),
    inner.map((at) => truth.value.u[at]),
    tolerance,
    'u',
  );
});

/** Padded indices of the entries that the kernel writes. */
function innerOf({ nx, ny, stride }: { nx: number; ny: number; stride: number }): number[] {
  const inner: number[] = [];
  for (let j = 0; j <= ny; j++) for (let i = 0; i <= nx; i++) inner.push((j + 1) * stride + i + 1);
  return inner;
}
