import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { DeviceArray, Gpu, Recorder } from '../../gpu';
import { applyStencil, type StencilOperator } from '../../grid';
import type { CycleSettings } from './cycle';
import { deviceFactor, fullMultigrid, readValues } from './device.testing';
import { HostMultigrid } from './host-multigrid';
import { sweep } from './host-smoother';
import { Multigrid } from './multigrid';
import { randomValues, testOperator } from './operators.testing';
import { norm } from './rates.testing';
import { interpolated, restricted } from './transfer';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const EPS = 2 ** -24;
const CLOSED = [false, false] as const;
const PERIODIC_X = [true, false];
const block = ([x, y]: readonly number[]): number => ((((x! + 1) >> 3) + ((y! + 1) >> 3)) % 2 === 0 ? 1 : 1e6);
const inDisc = ([x, y]: readonly number[]): boolean => Math.hypot(x! - 15, y! - 12) < 6.3;
const rough = ([x, y, z]: readonly number[]): number => 1 + ((x! + 2 * y! + z! + 8) % 4);

/** Operators with settings; `stiff` is how much better f64 resolves what lines leave of weak couplings. */
const CASES: Readonly<Record<string, [StencilOperator, Partial<CycleSettings>?, number?]>> = {
  'grounded, 31 x 40': [testOperator([31, 40])],
  'grounded, larger, 131 x 94': [testOperator([131, 94])],
  'closed, 33 x 20': [testOperator([33, 20], { grounded: [CLOSED, CLOSED] })],
  'periodic, odd, 33 x 22': [testOperator([33, 22], { periodic: [true, true] })],
  'mixed with reaction, 19 x 47': [testOperator([19, 47], { grounded: [[true, false], CLOSED], c: 0.3 })],
  'around a disc, 30 x 31': [testOperator([30, 31], { hole: inDisc })],
  'jumps, 31 x 31, over-relaxed': [testOperator([31, 31], { a: block }), { relaxation: 1.1 }],
  'strong along y, 31 x 40': [testOperator([31, 40], { along: [1, 1000] }), {}, 100],
  'strong along x, periodic, 34 x 40': [testOperator([34, 40], { along: [1000, 1], periodic: PERIODIC_X }), {}, 1000],
  'strong along y around a disc, 30 x 31': [testOperator([30, 31], { hole: inDisc, along: [1, 300] }), {}, 100],
  'Chebyshev, 31 x 40': [testOperator([31, 40]), { smoother: 'chebyshev' }],
  'half periodic, 9 x 8 x 10': [testOperator([9, 8, 10], { periodic: [true, false, false] }), { relaxation: 1.1 }],
  'rough, 9 x 8 x 10': [testOperator([9, 8, 10], { a: rough })],
  'strong along z, 9 x 8 x 10': [testOperator([9, 8, 10], { along: [1, 1, 500] }), {}, 100],
  'long, 301 x 3': [testOperator([301, 3])],
};

describe.each(Object.entries(CASES))('%s', (_, [operator, settings = {}, stiff = 1]) => {
  const count = operator.coefficients[0]!.length;
  const [u, f] = [1, 2].map((seed) => randomValues(operator, seed).map(Math.fround)) as [Float64Array, Float64Array];
  // Some 30 roundings of random sign in each of a few sweeps and transfers, on values that add up to some 10 times.
  const tolerance = 300 * EPS * stiff;

  const expectNear = (got: Float64Array, want: Float64Array): void => {
    expect(norm(want)).toBeGreaterThan(0);
    expect(norm(got.map((value, k) => value - want[k]!))).toBeLessThanOrEqual(tolerance * norm(want));
  };
  const run = async (multigrid: Multigrid, fill: (r: Recorder) => void, from: DeviceArray, points = count) => {
    const program = await gpu.record('part', fill);
    gpu.write(multigrid.rhs, new Float32Array(f));
    gpu.run(program);
    return readValues(gpu, from, points);
  };

  test('sweeps and transfers are those of the host', async () => {
    const host = new HostMultigrid(operator, settings);
    const multigrid = new Multigrid(gpu, operator, settings);
    const [fine, coarse] = multigrid.levels;
    const level = host.levels[0]!;
    for (const [from, reversed] of [
      ['present', false],
      ['zero', true],
    ] as const) {
      const fresh = from === 'zero';
      gpu.write(fine!.solution, new Float32Array(fresh ? u.map(() => Number.NaN) : u));
      const want = fresh ? new Float64Array(count) : u.slice();
      sweep(level, level.smoother, want, f, reversed);
      expectNear(await run(multigrid, (r) => fine!.recordSweep(r, from, reversed), fine!.solution), want);
    }
    gpu.write(fine!.solution, new Float32Array(u));
    const side = restricted(
      level,
      applyStencil(operator, u).map((value, k) => f[k]! - value),
    );
    expectNear(await run(multigrid, (r) => fine!.recordDown(r, coarse!), coarse!.rhs, side.length), side);
    const plain = restricted(level, f);
    expectNear(await run(multigrid, (r) => fine!.recordRestriction(r, coarse!), coarse!.rhs, side.length), plain);
    const values = side.map(Math.fround);
    gpu.write(coarse!.solution, new Float32Array(values));
    const sum = interpolated(level, values).map((value, k) => value + u[k]!);
    expectNear(await run(multigrid, (r) => fine!.recordUp(r, coarse!, 'add'), fine!.solution), sum);
    const alone = interpolated(level, values);
    expectNear(await run(multigrid, (r) => fine!.recordUp(r, coarse!, 'replace'), fine!.solution), alone);
    multigrid.dispose();
  });

  test('cycles and full multigrid are those of the host', async () => {
    const host = new HostMultigrid(operator, settings);
    const multigrid = new Multigrid(gpu, operator, settings);
    gpu.write(multigrid.solution, new Float32Array(u));
    const want = u.slice();
    host.cycle(want, f);
    expectNear(await run(multigrid, (r) => multigrid.recordCycle(r), multigrid.solution), want);
    expectNear(await run(multigrid, (r) => multigrid.record(r), multigrid.solution), host.apply(f));
    // Twice the error of a cycle on each level, and of one that starts from the other's answer.
    const full = await run(multigrid, (r) => multigrid.recordFull(r), multigrid.solution);
    const wanted = host.full(f);
    const difference = norm(full.map((value, k) => value - wanted[k]!));
    expect(difference).toBeLessThanOrEqual(8 * tolerance * norm(full));
    multigrid.dispose();
  });
});

test.each(['W', 'F'] as const)('%s cycles are those of the host, symmetric too', async (kind) => {
  const operator = testOperator([31, 40]);
  const settings = { kind, before: 1, symmetric: true } as const;
  const multigrid = new Multigrid(gpu, operator, settings);
  const f = randomValues(operator, 2).map(Math.fround);
  gpu.write(multigrid.rhs, new Float32Array(f));
  gpu.run(await gpu.record('cycle', (recorder) => multigrid.record(recorder)));
  const got = await readValues(gpu, multigrid.solution, f.length);
  const want = new HostMultigrid(operator, settings).apply(f);
  expect(norm(got.map((value, k) => value - want[k]!))).toBeLessThan(300 * EPS * norm(want));
  multigrid.dispose();
});

test('once halted, nothing is done', async () => {
  const operator = testOperator([31, 40]);
  const halt = gpu.upload('halt', new Uint32Array([1, 0, 0, 0]));
  const multigrid = new Multigrid(gpu, operator, {}, { halt });
  const u = randomValues(operator, 1).map(Math.fround);
  gpu.write(multigrid.solution, new Float32Array(u));
  gpu.write(multigrid.rhs, new Float32Array(randomValues(operator, 2)));
  gpu.run(await gpu.record('full', (recorder) => multigrid.recordFull(recorder)));
  expect(await readValues(gpu, multigrid.solution, u.length)).toEqual(u);
  multigrid.dispose();
  gpu.release(halt);
});

test('a cycle contracts alike at all sizes', async () => {
  for (const n of [63, 127, 255]) expect(await deviceFactor(gpu, testOperator([n, n]))).toBeLessThan(0.08);
  for (const n of [9, 17, 33]) {
    expect(await deviceFactor(gpu, testOperator([n, n, n]), { relaxation: 1.1 })).toBeLessThan(0.1);
  }
  for (const n of [31, 63, 127]) {
    expect(await deviceFactor(gpu, testOperator([n, n], { along: [1000, 1] }))).toBeLessThan(0.15);
  }
});

test.each([
  [2, [64, 128, 256]],
  [3, [16, 32]],
] as const)(
  'full multigrid in %iD solves to the discretisation error in eight work units',
  async (dimensions, sizes) => {
    for (const cells of sizes) {
      const { ratio, workUnits } = await fullMultigrid(gpu, cells, dimensions, { before: 1 });
      expect(ratio).toBeLessThan(1.5);
      expect(workUnits).toBeLessThan(8);
    }
  },
);
