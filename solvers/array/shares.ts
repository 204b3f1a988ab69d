import type { Stage } from './stage';

const WORKGROUP = 64;
/** Points that a workgroup sums up, at least, and shares, at most. */
const POINTS = 128;
const SHARES = 64;

/** How `all` points are shared out: so many shares of so many points each. */
export function sharesOf(all: number): { readonly shares: number; readonly points: number } {
  const points = Math.ceil(all / Math.min(SHARES, Math.ceil(all / POINTS)));
  return { shares: Math.ceil(all / points), points };
}

/** The sum of partial sums, parts [shares, each] to gradient [each] from `offset` on, in order: the bits are fixed. */
export function sumOfShares(
  each: number,
  shares: number,
  offset: number,
  { parts, gradient }: Pick<Stage['operands'], 'parts' | 'gradient'>,
): Stage {
  const wgsl = `@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(2) var<storage, read> sizes: array<u32>;
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${each}u) { return; }
  var total = 0.0;
  for (var s = 0u; s < sizes[0]; s++) { total += parts[s * ${each}u + id.x]; }
  gradient[sizes[1] + id.x] = total;
}
`;
  return {
    kernel: {
      name: 'sum of shares',
      wgsl,
      workgroup: [WORKGROUP, 1, 1],
      cost: { flops: shares, bytes: 4 * (shares + 1) },
    },
    operands: { parts, gradient, sizes: { kind: 'table', data: Uint32Array.of(shares, offset) } },
    extent: [each],
  };
}
