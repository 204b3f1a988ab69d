import { afterAll, beforeAll, describe, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { randomUniform } from '../../base/random';
import type { Gpu } from '../../gpu';
import { extended, netFlux, projected } from './flow.oracle';
import { flowKernels } from './kernels';
import { EPS, expectClose, fieldOf, pressureOf, QUANTUM, runFlow, variantOf, worldOf } from './kernels.testing';
import { placeFunction, sideOf, toLattice } from './layout';
import { randomPressure, randomVelocity, SETUPS, type Setup } from './problems.testing';
import { sideTable } from './sides';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

describe.each(SETUPS)('$name', (setup) => {
  const { grid } = setup;
  const { nx, ny, stride } = grid;
  const kernels = flowKernels(variantOf(setup));
  const world = worldOf(setup);

  test('bounds fill what stencils see around the box', async () => {
    const before = randomVelocity(grid, 11, QUANTUM);
    const sides = toLattice(sideTable(setup.problem, grid, setup.problem.parameters), QUANTUM);
    const arrays = { sides, velocity: before };
    const out = await runFlow(gpu, kernels.bounds, setup, { arrays, extent: [nx + ny + 6] });
    const got = fieldOf(out.f32('velocity'));
    const truth = extended(world, fieldOf(before), givenOf(setup));
    for (const name of ['u', 'v'] as const) {
      const places: { at: number; value: number }[] = [];
      for (let j = -1; j <= ny + (name === 'v' ? 1 : 0); j++) {
        for (let i = -1; i <= nx + (name === 'u' ? 1 : 0); i++) {
          const value = truth(name, i, j);
          if (!Number.isNaN(value)) places.push({ at: (j + 1) * stride + i + 1, value });
        }
      }
      // Lattice parts are exact; given rests are below a quantum, rounded to f32, doubled and added.
      const tolerance = () => 4 * EPS * QUANTUM;
      expectClose(
        places.map(({ at }) => got[name][at]),
        places.map(({ value }) => value),
        tolerance,
        name,
      );
    }
  });

  test('the net flux of every cell', async () => {
    const velocity = randomVelocity(grid, 13, QUANTUM);
    const arrays = { velocity, rhs: new Float32Array(nx * ny) };
    const out = await runFlow(gpu, kernels.divergence, setup, { arrays, extent: [nx, ny] });
    const truth = netFlux(world, fieldOf(velocity));
    // Openness, difference, width, sum of the axes, sum of the parts, and the rounded width: 6 roundings.
    expectClose(out.f32('rhs'), truth.value, (k) => 6 * EPS * truth.size[k] + Number.MIN_VALUE, 'rhs');
  });

  test('the projection moves velocity and pressure, and says how fast', async () => {
    const [now, velocity] = [randomVelocity(grid, 17, QUANTUM), randomVelocity(grid, 19, QUANTUM)];
    const pressure = randomPressure(grid, 23, QUANTUM);
    const correction = Float32Array.from({ length: nx * ny }, (_, k) => 1e-3 * (randomUniform(29, k) - 0.5));
    const dt = 2 ** -7;
    const change = new Float32Array(2 * grid.padded);
    const out = await runFlow(gpu, kernels.project, setup, {
      numbers: { dt },
      arrays: { now, correction, velocity, pressure, change },
      extent: [nx + 1, ny + 1],
    });
    const truth = projected(world, fieldOf(now), Float64Array.from(correction));
    const got = fieldOf(out.f32('velocity'));
    const before = fieldOf(velocity);
    const faces: number[] = [];
    const cells: number[] = [];
    for (let j = 0; j <= ny; j++) {
      for (let i = 0; i <= nx; i++) {
        faces.push((j + 1) * stride + i + 1);
        if (i < nx && j < ny) cells.push((j + 1) * stride + i + 1);
      }
    }
    (['u', 'v'] as const).forEach((name, c) => {
      const size = truth.size[name];
      // Difference, 1 / distance (itself rounded twice), product; then the rest is rounded twice.
      const moved = (k: number) => 6 * EPS * size[faces[k]] + 4 * EPS * QUANTUM;
      const want = faces.map((at) => truth.value[name][at]);
      expectClose(
        faces.map((at) => got[name][at]),
        want,
        moved,
        name,
      );
      const rates = faces.map((at) => (truth.value[name][at] - before[name][at]) / dt);
      const shown = faces.map((at) => out.f32('change')[2 * at + c]);
      expectClose(
        shown,
        rates,
        (k) => moved(k) / dt + 4 * EPS * Math.abs(rates[k]) + (4 * EPS * QUANTUM) / dt,
        'change',
      );
    });
    const old = pressureOf(pressure);
    const phi = (at: number) => correction[(Math.floor(at / stride) - 1) * nx + (at % stride) - 1];
    const want = cells.map((at) => old[at] + phi(at) / dt);
    const now2 = pressureOf(out.f32('pressure'));
    expectClose(
      cells.map((at) => now2[at]),
      want,
      () => 4 * EPS * QUANTUM + (3 * EPS * 5e-4) / dt,
      'pressure',
    );
  });
});

/** Given velocities straight from the problem's formulas, 0 where there are none. */
function givenOf({ problem, grid }: Setup) {
  const { x, y, nx, ny } = grid;
  const at = (axis: 'x' | 'y', end: 'min' | 'max') => (component: 'u' | 'v', position: number) => {
    const formula = sideOf(problem, axis, end)?.values[component];
    if (!formula) return 0;
    const value = placeFunction(problem, formula, problem.parameters);
    if (axis === 'x') return value(x.faces[end === 'min' ? 0 : nx], position);
    return value(position, y.faces[end === 'min' ? 0 : ny]);
  };
  return { west: at('x', 'min'), east: at('x', 'max'), south: at('y', 'min'), north: at('y', 'max') };
}
