import { afterAll, beforeAll, expect, it } from 'vitest';
import { applySettings, presetById, resolve } from '../../scenes';
import type { Gpu } from '../../solvers/gpu';
import { multigrid } from '../../solvers/methods/multigrid';
import type { Solver } from '../../solvers/methods/solver';
import { openTestGpu } from '../../tests/gpu';
import { lookInSpace, valueAt } from './space';
import { takeFields } from './take';

let gpu: Gpu;
let solver: Solver;
beforeAll(async () => {
  gpu = await openTestGpu();
  const scene = applySettings(presetById('two-charges').scene, [
    'grid.n=[10,8,9]',
    'coordinates.y=[-1,0.6]',
    'coordinates.z=[-1,0.8]',
  ]);
  solver = await multigrid.init(gpu, resolve(scene).problem);
  await solver.step(30);
});
afterAll(() => {
  solver?.dispose();
  gpu?.close();
});

it('reads fields in space as they are drawn: values between the points, extremes and where', async () => {
  const [u] = await solver.fields();
  const { x, y, z } = u!.coordinates;
  const points = [x!, y!, z!] as const;
  expect(u!.shape).toEqual([10, 9, 11]);
  const at = [0.31, -0.27, 0.113] as const;
  const [found, error] = await lookInSpace(gpu, solver, { names: ['u', 'error'], at });
  // The picture is f32 of the same numbers.
  const near = (value: number, exact: number): void => expect(Math.abs(value - exact)).toBeLessThan(4 * 2 ** -24 * 4);
  near(found!.value, valueAt(u!.data, points, at));
  const least = u!.data.indexOf(Math.min(...u!.data));
  near(found!.least!.value, u!.data[least]!);
  expect(found!.least!.at).toEqual([x![least % 11], y![Math.floor(least / 11) % 9], z![Math.floor(least / 99)]]);
  expect(found!.largest!.value).toBe(Math.fround(Math.max(...u!.data)));
  // On the sides the answer is given.
  expect(error!.name).toBe('error');
  expect((await lookInSpace(gpu, solver, { names: ['error'], at: [-1, 0, 0] }))[0]!.value).toBe(0);
});

it('draws the plane in the middle of it as the flat picture', async () => {
  const { nx, ny, fields, volume } = solver.display;
  solver.refresh(['u']);
  const flat = new Float32Array(await gpu.read(fields[0]!.data, 0, 4 * nx * ny));
  const whole = new Float32Array(await gpu.read(volume!.fields.get('u')!, 0, 4 * nx * ny * 10));
  expect(flat).toEqual(whole.slice(5 * nx * ny, 6 * nx * ny));
});

it('is handed out whole where all fields are asked for', async () => {
  const { x, y, z, fields, faces } = await takeFields(gpu, solver, null);
  expect([x.length, y.length, z!.length, faces]).toEqual([11, 9, 10, null]);
  expect(fields.map(({ name, values }) => [name, values.length])).toEqual(
    ['u', 'residual', 'error'].map((name) => [name, 990]),
  );
  expect((await takeFields(gpu, solver, ['u'])).fields[0]!.values).toHaveLength(99);
});

it('interpolates a plane exactly, and holds the outermost values beyond the points', () => {
  const points = [Float64Array.of(0, 1, 2), Float64Array.of(-1, 1), Float64Array.of(0, 0.5, 1, 1.5)] as const;
  const plane = (x: number, y: number, z: number): number => 1 + 2 * x - 3 * y + 4 * z;
  const all: number[] = [];
  for (const z of points[2]) for (const y of points[1]) for (const x of points[0]) all.push(plane(x, y, z));
  expect(valueAt(all, points, [0.3, 0.2, 1.1])).toBeCloseTo(plane(0.3, 0.2, 1.1), 12);
  expect(valueAt(all, points, [9, 1, 1.5])).toBeCloseTo(plane(2, 1, 1.5), 12);
});

it('refuses fields that are not there', async () => {
  await expect(lookInSpace(gpu, solver, { names: ['w'], at: [0, 0, 0] })).rejects.toThrow(/no field w/);
});
