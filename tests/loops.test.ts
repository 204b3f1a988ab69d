import { describe, expect, it } from 'vitest';
import { unboundedLoops } from '../scripts/lib/loops.mjs';
import { openTestGpu } from './gpu';

const faults = (wgsl: string) => unboundedLoops(wgsl).map(({ why }) => why);

describe('loops that end', () => {
  it.each([
    'for (var k = 0u; k < n; k++) { a[k] = 0.0; }',
    'for (var half = 32u; half > 0u; half /= 2u) { if (lane < half) { sums[lane] += sums[lane + half]; } }',
    'const LANES = 64u; for (var i = lane; i < shape.rows; i += LANES) {}',
    'for (var k = id.x; k < n; k += 4u * LANES) {}',
    'for (var k = id.x; k < n; k += max(1u, stride)) {}',
    'fn main(@builtin(num_workgroups) groups: vec3u) { for (var i = id.x; i < n; i += groups.x * 64u) {} }',
    'for (var k = 0u; k < wide && left > row; k++) { let kk = k == 2u; other.k = 3u; }',
    '// while (true) {}',
  ])('%s', (wgsl) => {
    expect(faults(wgsl)).toEqual([]);
  });
});

describe('loops that may not', () => {
  it.each([
    ['while (true) {}', /without a bound/],
    ['loop { if (x > 1.0) { break; } }', /without a bound/],
    ['for (;;) {}', /without a counter/],
    ['for (var k = 0u; ; k++) {}', /no bound/],
    ['for (var k = 0u; error > 1e-6; k++) {}', /no bound/],
    ['for (var k = 0u; k < n || error > 1e-6; k++) {}', /beyond its bound/],
    ['for (var k = 0u; k < n; ) { k++; }', /does not move/],
    ['for (var k = 0u; k < n; k--) {}', /away from/],
    ['for (var k = n; k > 0u; k += 1u) {}', /away from/],
    ['for (var k = 0u; k < n; k += stride) {}', /may be nothing/],
    ['for (var k = 0u; k < n; k += 0u) {}', /may be nothing/],
    ['for (var k = n; k > 0u; k /= 1u) {}', /may be nothing/],
    ['const STEP = 0u; for (var k = 0u; k < n; k += STEP) {}', /may be nothing/],
    ['for (var k = 0u; k < n; k++) { if (again) { k = 0u; } }', /body moves/],
    ['for (var k = 0u; k < n; k++) { k -= 1u; }', /body moves/],
    ['for (var k = 0u; k < n; k++) { change(&k); }', /body moves/],
  ])('%s', (wgsl, why) => {
    expect(faults(wgsl)).toEqual([expect.stringMatching(why)]);
  });

  it('are not compiled by a test', async () => {
    const gpu = await openTestGpu();
    const wgsl = `@group(0) @binding(0) var<storage, read_write> a: array<u32>;
@compute @workgroup_size(1) fn main() { while (a[0] < 5u) { a[0]++; } }`;
    const kernel = { name: 'endless', wgsl, workgroup: [1, 1, 1] as const, cost: { flops: 1, bytes: 4 } };
    await expect(gpu.compile(kernel)).rejects.toThrow(/without a bound/);
    gpu.close();
  });
});
