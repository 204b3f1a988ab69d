import type { Stage } from '../stage';
import { blocksOf, type LayerShape, lanesOf, range } from './shape';

/** Channels that come in whose sums a thread holds in registers. */
const MODE_BLOCK = 8;
const BLOCK = 12;
/** Points that a workgroup sums up, at least, and shares, at most. */
const POINTS = 128;
const SHARES = 64;
const WORKGROUP = 64;

/**
 * The gradient of the modes' matrices, the conjugate of what came in times the cotangent of what went out, summed
 * over samples. in: modes [batch, 2 m1, m2, 2, inputs], cotangents [batch, 2 m1, m2, 2, outputs];
 * out: R [2 m1, m2, 2, inputs, outputs]. A thread holds a block of inputs of one output.
 */
export function modeGradient(
  { batch, m1, m2, inputs, outputs }: LayerShape,
  offset: number,
  operands: Pick<Stage['operands'], 'modes' | 'cotangents' | 'gradient'>,
): Stage {
  const { threads, turns, ragged } = lanesOf(outputs);
  const { size, blocks } = blocksOf(inputs, MODE_BLOCK);
  const count = 2 * m1 * m2;
  const sums = range(size);
  const wgsl = `@group(0) @binding(0) var<storage, read> modes: array<f32>;
@group(0) @binding(1) var<storage, read> cotangents: array<f32>;
@group(0) @binding(2) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(3) var<storage, read> sizes: array<u32>;
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let own = group.z * ${threads}u + thread;
  let c = ${ragged ? `min(own, ${outputs - 1}u)` : 'own'};
  let input = group.y * ${size}u;
  let samples = sizes[0];
  ${sums.map((r) => `var re${r} = 0.0; var im${r} = 0.0;`).join(' ')}
  for (var sample = 0u; sample < samples; sample++) {
    let place = sample * ${count}u + group.x;
    let g = place * ${2 * outputs}u + c;
    let a = cotangents[g];
    let b = cotangents[g + ${outputs}u];
    let x = place * ${2 * inputs}u + input;
    ${sums.map((r) => `let x${r} = modes[x + ${r}u]; let y${r} = modes[x + ${inputs + r}u]; re${r} = fma(x${r}, a, re${r}); re${r} = fma(y${r}, b, re${r}); im${r} = fma(x${r}, b, im${r}); im${r} = fma(-y${r}, a, im${r});`).join('\n    ')}
  }
  ${ragged ? `if (own >= ${outputs}u) { return; }` : ''}
  let last = ${offset}u + (group.x * ${2 * inputs}u + input) * ${outputs}u + c;
  ${sums
    .map((r) => {
      const at = `last + ${r * outputs}u`;
      const text = `gradient[${at}] = re${r}; gradient[${at} + ${inputs * outputs}u] = im${r};`;
      return r < inputs - size * (blocks - 1) ? text : `if (input + ${r}u < ${inputs}u) { ${text} }`;
    })
    .join('\n  ')}
}
`;
  const items = count * threads * blocks * turns;
  return {
    kernel: {
      name: 'gradient of modes',
      wgsl,
      workgroup: [threads, 1, 1],
      cost: {
        flops: (8 * count * batch * inputs * outputs) / items,
        bytes: (8 * count * (batch * (inputs + outputs) + inputs * outputs)) / items,
      },
    },
    operands: { ...operands, sizes: { kind: 'table', data: Uint32Array.of(batch) } },
    extent: [count * threads, blocks, turns],
  };
}

/** How the points are shared out, and the elements of the partial sums. */
export function sharesOf({ batch, n1, n2, inputs, outputs }: LayerShape): {
  shares: number;
  points: number;
  elements: number;
} {
  const all = batch * n1 * n2;
  const points = Math.ceil(all / Math.min(SHARES, Math.ceil(all / POINTS)));
  const shares = Math.ceil(all / points);
  return { shares, points, elements: shares * (inputs + 1) * outputs };
}

/**
 * The gradient of the pointwise matrix and the bias in two stages: sums over a share of the points each, then the sum
 * of the shares. in: field [points, inputs], cotangent [points, outputs]; out: W [inputs, outputs], then b [outputs].
 */
export function pointGradient(
  shape: LayerShape,
  offsets: { readonly field: number; readonly cotangent: number; readonly gradient: number },
  operands: Pick<Stage['operands'], 'field' | 'cotangent' | 'parts' | 'gradient'>,
): readonly Stage[] {
  const { inputs, outputs } = shape;
  const { threads, turns, ragged } = lanesOf(outputs);
  const { size, blocks } = blocksOf(inputs, BLOCK);
  const all = shape.batch * shape.n1 * shape.n2;
  const { shares, points } = sharesOf(shape);
  const sums = range(size);
  const each = (inputs + 1) * outputs;
  const wgsl = `@group(0) @binding(0) var<storage, read> field: array<f32>;
@group(0) @binding(1) var<storage, read> cotangent: array<f32>;
@group(0) @binding(2) var<storage, read_write> parts: array<f32>;
@group(0) @binding(3) var<storage, read> sizes: array<u32>;
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let own = group.z * ${threads}u + thread;
  let c = ${ragged ? `min(own, ${outputs - 1}u)` : 'own'};
  let input = group.y * ${size}u;
  let first = group.x * sizes[0];
  let end = min(first + sizes[0], sizes[1]);
  ${sums.map((r) => `var a${r} = 0.0;`).join(' ')}
  var total = 0.0;
  for (var p = first; p < end; p++) {
    let g = cotangent[${offsets.cotangent}u + p * ${outputs}u + c];
    let x = ${offsets.field}u + p * ${inputs}u;
    total += g;
    ${sums.map((r) => `a${r} = fma(field[x + min(input + ${r}u, ${inputs - 1}u)], g, a${r});`).join('\n    ')}
  }
  ${ragged ? `if (own >= ${outputs}u) { return; }` : ''}
  let last = group.x * ${each}u + c;
  ${sums
    .map((r) => {
      const text = `parts[last + (input + ${r}u) * ${outputs}u] = a${r};`;
      return r < inputs - size * (blocks - 1) ? text : `if (input + ${r}u < ${inputs}u) { ${text} }`;
    })
    .join('\n  ')}
  if (group.y == 0u) { parts[last + ${inputs * outputs}u] = total; }
}
`;
  const items = shares * threads * blocks * turns;
  const partial: Stage = {
    kernel: {
      name: 'gradient of a matrix',
      wgsl,
      workgroup: [threads, 1, 1],
      cost: {
        flops: (2 * all * each) / items,
        bytes: (4 * (all * (inputs + outputs) + shares * each)) / items,
      },
    },
    operands: {
      field: operands.field,
      cotangent: operands.cotangent,
      parts: operands.parts,
      sizes: { kind: 'table', data: Uint32Array.of(points, all) },
    },
    extent: [shares * threads, blocks, turns],
  };
  return [partial, sumOfShares(each, shares, offsets.gradient, operands)];
}

function sumOfShares(
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
  gradient[${offset}u + id.x] = total;
}
`;
  return {
    kernel: {
      name: 'sum of shares',
      wgsl,
      workgroup: [WORKGROUP, 1, 1],
      cost: { flops: shares, bytes: 4 * (shares + 1) },
    },
    operands: { parts, gradient, sizes: { kind: 'table', data: Uint32Array.of(shares) } },
    extent: [each],
  };
}
