import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

// vec3f is aligned to 16, array elements of a uniform to 16: every way to miscount by hand.
const KERNEL: Kernel = {
  name: 'spill',
  wgsl: `struct Side { kind: u32, value: f32, pad0: u32, pad1: u32 }
struct Settings { dt: f32, n: vec2u, g: vec3f, flag: i32, sides: array<Side, 2>, weights: array<vec4f, 2>, turn: mat2x2f }
@group(0) @binding(0) var<uniform> settings: Settings;
@group(0) @binding(1) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(1)
fn main() {
  let s = settings;
  let all = array<f32, 20>(s.dt, f32(s.n.x), f32(s.n.y), s.g.x, s.g.y, s.g.z, f32(s.flag),
    f32(s.sides[0].kind), s.sides[0].value, f32(s.sides[1].kind), s.sides[1].value,
    s.weights[0].x, s.weights[0].w, s.weights[1].x, s.weights[1].w,
    s.turn[0].x, s.turn[0].y, s.turn[1].x, s.turn[1].y, 7.0);
  for (var k = 0; k < 20; k++) { out[k] = all[k]; }
}`,
  workgroup: [1, 1, 1],
  cost: { flops: 0, bytes: 80 },
};

test('fields set by name arrive where the shader reads them', async () => {
  const settings = gpu.uniforms(KERNEL, 'settings');
  const out = gpu.storage('out', 80);
  const program = await gpu.record('spill', (r) => r.dispatch(KERNEL, { settings: settings.array, out }, [1]));
  settings.set({
    dt: 0.5,
    n: [3, 4],
    g: [1, 2, -9.5],
    flag: -6,
    sides: [
      { kind: 1, value: 1.5 },
      { kind: 2, value: 2.5 },
    ],
    weights: [1, 2, 3, 4, 5, 6, 7, 8],
    turn: [0, 1, -1, 0],
  });
  settings.flush();
  gpu.run(program);
  const read = async () => [...new Float32Array(await gpu.read(out))];
  const expected = [0.5, 3, 4, 1, 2, -9.5, -6, 1, 1.5, 2, 2.5, 1, 4, 5, 8, 0, 1, -1, 0, 7];
  expect(await read()).toEqual(expected);
  // The other fields stay; nothing travels before the flush.
  settings.set({ dt: 0.25 });
  gpu.run(program);
  expect((await read())[0]).toBe(0.5);
  settings.flush();
  gpu.run(program);
  expect(await read()).toEqual([0.25, ...expected.slice(1)]);
});

test('unknown variables and fields are refused by name', () => {
  expect(() => gpu.uniforms(KERNEL, 'setting')).toThrow('spill has no uniform structure "setting"');
  expect(() => gpu.uniforms(KERNEL, 'out')).toThrow('spill has no uniform structure "out"');
  const settings = gpu.uniforms(KERNEL, 'settings');
  expect(() => settings.set({ dtt: 1 })).toThrow('"spill.settings" has no field "dtt" (its fields: dt, n, g, flag');
  gpu.release(settings.array);
  expect(() => settings.flush()).toThrow(/after it was released/);
});
