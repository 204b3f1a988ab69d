import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { runKernel } from '../../../tests/kernel';
import { randomUniform } from '../../base/random';
import type { Gpu } from '../../gpu';
import { readSummary } from './controller';
import { shownField, statusOf, streamFunction } from './derived.oracle';
import { DISPLAY_FIELDS, flowKernels, STATUS_ROWS } from './kernels';
import { EPS, expectClose, fieldOf, pressureOf, QUANTUM, runFlow, variantOf, worldOf } from './kernels.testing';
import { randomPressure, randomVelocity, SETUPS } from './problems.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

describe.each(SETUPS)('$name', (setup) => {
  const { grid, bodies } = setup;
  const { nx, ny, padded } = grid;
  const kernels = flowKernels(variantOf(setup));
  const world = worldOf(setup);
  const velocity = randomVelocity(grid, 31, QUANTUM);
  const pressure = randomPressure(grid, 37, QUANTUM);
  const field = fieldOf(velocity);
  // Speeds and gradients are those of the lattice parts: the rests are below 0.6 quanta.
  const dropped = 0.6 * QUANTUM;
  const [dx, dy] = [Math.min(...grid.x.widths), Math.min(...grid.y.widths)];

  test('the status: extremes, energy and force', async () => {
    const change = Float32Array.from({ length: 2 * padded }, (_, k) => randomUniform(41, k) - 0.5);
    const rows = Math.ceil(ny / STATUS_ROWS);
    const nu = 2 ** -6;
    const partial = new Float32Array(8 * nx * rows);
    const arrays = { velocity, pressure, change, partial };
    const out = await runFlow(gpu, kernels.status, setup, { numbers: { nu }, arrays, extent: [nx, rows] });
    const gathered = await runKernel(gpu, kernels.gather, {
      uniforms: { size: { count: nx * rows } },
      arrays: {
        partial: out.f32('partial'),
        progress: new Uint32Array([1, 0x3f000000, 7, 3, 0xfffff]),
        summary: new Float32Array(12),
      },
      extent: [1],
    });
    const got = readSummary(gathered.f32('summary').buffer as ArrayBuffer);
    const pick = (c: number) => Float64Array.from({ length: padded }, (_, k) => change[2 * k + c]);
    const truth = statusOf(world, field, { u: pick(0), v: pick(1) }, pressureOf(pressure), nu);
    const close = (value: number, want: number, tolerance: number, what: string) =>
      expectClose([value], [want], () => tolerance, what);
    close(got.courantRate, truth.courantRate, 6 * EPS * truth.courantRate + dropped * (1 / dx + 1 / dy), 'courantRate');
    close(got.divergence, truth.divergence, 10 * EPS * 4 * Math.max(dx / dy, dy / dx, 2) ** 2, 'divergence');
    close(got.change, truth.change, EPS, 'change');
    close(got.speed, truth.speed, 2 * EPS + dropped, 'speed');
    // Sums: 16 rows, the shares of a gathering lane, 6 halvings, and 10 roundings in a term.
    const roundings = STATUS_ROWS + Math.ceil((nx * rows) / 64) + 16;
    close(got.energy, truth.energy, roundings * EPS * truth.size.energy + 4 * dropped, 'energy');
    // The force has products of velocities (|u| <= 1) and their gradients, which lose the rests.
    const lost = bodies ? 4 * dropped * (1 + nu / Math.min(dx, dy)) * gradientArea(bodies.weight, grid) : 0;
    for (const c of [0, 1]) {
      const tolerance = roundings * EPS * truth.size.force[c] + lost + Number.MIN_VALUE;
      close(got.force[c], truth.force[c], tolerance, `force[${c}]`);
    }
    if (bodies) expect(truth.size.force[0]).toBeGreaterThan(0);
    expect(got).toMatchObject({ badCells: 0, cycles: 7, residual: 0.5, missed: 3 });
  });

  test.each(DISPLAY_FIELDS)('the field %s at the centres', async (name) => {
    const choice = DISPLAY_FIELDS.indexOf(name);
    const arrays = { velocity, pressure, shown: new Float32Array(nx * ny) };
    const out = await runFlow(gpu, kernels.display, setup, { choice, arrays, extent: [nx, ny] });
    const truth = shownField(world, field, pressureOf(pressure), name);
    const slope = name === 'vorticity' ? 2 / dx + 2 / dy : 2;
    expectClose(out.f32('shown'), truth, () => (dropped + 8 * EPS) * slope, name);
  });

  test('the velocity at the centres', async () => {
    const arrays = { velocity, centred: new Float32Array(2 * nx * ny) };
    const out = await runFlow(gpu, kernels.centre, setup, { arrays, extent: [nx, ny] });
    (['u', 'v'] as const).forEach((name, c) => {
      const truth = shownField(world, field, new Float64Array(padded), name);
      expectClose(
        out.f32('centred').filter((_, k) => k % 2 === c),
        truth,
        () => dropped + 2 * EPS,
        name,
      );
    });
  });

  test('the stream function', async () => {
    const arrays = { velocity, shown: new Float32Array(nx * ny) };
    const out = await runFlow(gpu, kernels.stream, setup, { arrays, extent: [nx] });
    const truth = streamFunction(world, field);
    // nx + ny sums of fluxes of at most a cell's width each.
    const [lengthX, lengthY] = [grid.x.faces[nx] - grid.x.faces[0], grid.y.faces[ny] - grid.y.faces[0]];
    expectClose(out.f32('shown'), truth, () => ((nx + ny) * EPS + dropped) * (lengthX + lengthY), 'psi');
  });
});

/** Sum of area times |grad w| over the cells. */
function gradientArea(weight: Float64Array, { x, y, nx }: (typeof SETUPS)[number]['grid']): number {
  let sum = 0;
  for (let cell = 0; cell < weight.length / 4; cell++) {
    const area = x.widths[cell % nx] * y.widths[Math.floor(cell / nx)];
    sum += area * (Math.abs(weight[4 * cell + 1]) + Math.abs(weight[4 * cell + 2]));
  }
  return sum;
}

test.each([
  ['NaN', 0x7fc00000],
  ['infinity', 0x7f800000],
  ['minus infinity', 0xff800000],
])('%s in one velocity counts as bad cells and hides nothing else', async (_, bits) => {
  const setup = SETUPS.find(({ name }) => name === 'periodic in x, walls in y')!;
  const { nx, ny, padded, stride } = setup.grid;
  const velocity = randomVelocity(setup.grid, 43, QUANTUM);
  const clean = velocity.slice();
  new Uint32Array(velocity.buffer)[4 * (17 * stride + 20)] = bits;
  const rows = Math.ceil(ny / STATUS_ROWS);
  const run = async (state: Float32Array) => {
    const arrays = {
      velocity: state,
      pressure: new Float32Array(2 * padded),
      change: new Float32Array(2 * padded),
      partial: new Float32Array(8 * nx * rows),
    };
    const out = await runFlow(gpu, flowKernels(variantOf(setup)).status, setup, {
      numbers: { nu: 0.01 },
      arrays,
      extent: [nx, rows],
    });
    return out.f32('partial');
  };
  const [bad, good] = [await run(velocity), await run(clean)];
  const count = (partial: Float32Array) => partial.reduce((sum, value, k) => sum + (k % 8 === 7 ? value : 0), 0);
  expect(count(good)).toBe(0);
  // One u belongs to the cells on both sides of its face.
  expect(count(bad)).toBe(2);
  expect(bad.every(Number.isFinite)).toBe(true);
});

test.each([1, 63, 64, 65, 1000])('gathering %i partials takes maxima and sums', async (count) => {
  const partial = Float32Array.from({ length: 8 * count }, (_, k) => randomUniform(47, k));
  const out = await runKernel(gpu, flowKernels({ obstacles: false, uniform: true }).gather, {
    uniforms: { size: { count } },
    arrays: { partial, progress: new Uint32Array(5), summary: new Float32Array(12) },
    extent: [1],
  });
  const column = (c: number) => partial.filter((_, k) => k % 8 === c);
  const maxima = [0, 1, 2, 3].map((c) => Math.max(...column(c)));
  expect([...out.f32('summary').subarray(0, 4)]).toEqual(maxima);
  const sums = [4, 5, 6, 7].map((c) => column(c).reduce((sum, value) => sum + value, 0));
  expectClose(out.f32('summary').subarray(4, 8), sums, (c) => (count / 64 + 8) * EPS * sums[c], 'sums');
});
