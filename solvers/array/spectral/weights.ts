import { blocksOf, channelsOf, everyChannel, headOf, lanesOf, storeSums } from '../lanes';
import { sharesOf, sumOfShares } from '../shares';
import { common, range } from '../sharing';
import type { Stage, StageContext } from '../stage';
import type { LayerShape } from './shape';

/**
 * The gradient of the modes' matrices, the conjugate of what came in times the cotangent of what went out, summed
 * over samples. in: modes [batch, 2 m1, m2, 2, inputs], cotangents [batch, 2 m1, m2, 2, outputs];
 * out: R [2 m1, m2, 2, inputs, outputs]. A thread holds a block of inputs by its outputs.
 */
export function modeGradient(
  { batch, m1, m2, inputs, outputs }: LayerShape,
  context: StageContext,
  operands: Pick<Stage['operands'], 'modes' | 'cotangents' | 'gradient'>,
): Stage {
  const lanes = lanesOf(outputs, context);
  const { size, blocks } = blocksOf(inputs, Math.floor(lanes.sums / (2 * lanes.each)));
  const count = 2 * m1 * m2;
  const sums = range(size);
  const { enable, main } = headOf(lanes);
  const wgsl = `${enable}@group(0) @binding(0) var<storage, read> modes: array<f32>;
@group(0) @binding(1) var<storage, read> cotangents: array<f32>;
@group(0) @binding(2) var<storage, read_write> gradient: array<f32>;
@group(0) @binding(3) var<storage, read> sizes: array<u32>;
${main} {
  ${channelsOf(lanes, 'group.z')}
  let input = group.y * ${size}u;
  let samples = sizes[0];
  ${everyChannel(lanes, (q) => sums.map((r) => `var re${r}_${q} = 0.0; var im${r}_${q} = 0.0;`).join(' '))}
  for (var sample = 0u; sample < samples; sample++) {
    let place = sample * ${count}u + group.x;
    let g = place * ${2 * outputs}u;
    ${everyChannel(lanes, (q) => `let a${q} = cotangents[g + c${q}]; let b${q} = cotangents[g + ${outputs}u + c${q}];`)}
    let x = place * ${2 * inputs}u + input;
    ${common(lanes.sharing, 'x', size, (r) => `modes[x + ${r}]`)}
    ${common(lanes.sharing, 'y', size, (r) => `modes[x + ${inputs}u + ${r}]`)}
    ${everyChannel(lanes, (q) => sums.map((r) => `re${r}_${q} = fma(x${r}, a${q}, re${r}_${q}); re${r}_${q} = fma(y${r}, b${q}, re${r}_${q}); im${r}_${q} = fma(x${r}, b${q}, im${r}_${q}); im${r}_${q} = fma(-y${r}, a${q}, im${r}_${q});`).join(' '))}
  }
  let last = sizes[3] + (group.x * ${2 * inputs}u + input) * ${outputs}u;
  ${storeSums(
    lanes,
    'group.z',
    size,
    ['sizes[1]', 'sizes[2]'],
    (r, q) => [`re${r}_${q}`, `im${r}_${q}`],
    `if (input + r < ${inputs}u) {
        gradient[last + r * ${outputs}u + c] = tile[at];
        gradient[last + (${inputs}u + r) * ${outputs}u + c] = tile[at + 1u];
      }`,
  )}
}
`;
  const items = count * lanes.threads * blocks * lanes.turns;
  return {
    kernel: {
      name: 'gradient of modes',
      wgsl,
      workgroup: [lanes.threads, 1, 1],
      cost: {
        flops: (8 * count * batch * inputs * outputs) / items,
        bytes: (8 * count * (batch * (inputs + outputs) + inputs * outputs)) / items,
      },
    },
    operands: {
      ...operands,
      sizes: { kind: 'table', data: Uint32Array.of(batch, size, lanes.each, context.outputOffset) },
    },
    extent: [count * lanes.threads, blocks, lanes.turns],
  };
}

/** Elements of the partial sums of {@link pointGradient}. */
export function partialElements({ batch, n1, n2, inputs, outputs }: LayerShape): number {
  return sharesOf(batch * n1 * n2).shares * (inputs + 1) * outputs;
}

/**
 * The gradient of the pointwise matrix and the bias in two stages: sums over a share of the points each, then the sum
 * of the shares. in: field [points, inputs], cotangent [points, outputs]; out: W [inputs, outputs], then b [outputs].
 */
export function pointGradient(
  shape: LayerShape,
  offsets: { readonly field: number; readonly cotangent: number; readonly gradient: number },
  context: StageContext,
  operands: Pick<Stage['operands'], 'field' | 'cotangent' | 'parts' | 'gradient'>,
): readonly Stage[] {
  const { inputs, outputs } = shape;
  const lanes = lanesOf(outputs, context);
  const { size, blocks } = blocksOf(inputs, Math.floor(lanes.sums / lanes.each));
  const all = shape.batch * shape.n1 * shape.n2;
  const { shares, points } = sharesOf(all);
  const sums = range(size);
  const each = (inputs + 1) * outputs;
  const { enable, main } = headOf(lanes);
  const wgsl = `${enable}@group(0) @binding(0) var<storage, read> field: array<f32>;
@group(0) @binding(1) var<storage, read> cotangent: array<f32>;
@group(0) @binding(2) var<storage, read_write> parts: array<f32>;
@group(0) @binding(3) var<storage, read> sizes: array<u32>;
${main} {
  ${channelsOf(lanes, 'group.z')}
  let input = group.y * ${size}u;
  let first = group.x * sizes[0];
  let first_x = sizes[4] + input;
  let first_g = sizes[5];
  let end = min(first + sizes[0], sizes[1]);
  ${everyChannel(lanes, (q) => `var total${q} = 0.0; ${sums.map((r) => `var a${r}_${q} = 0.0;`).join(' ')}`)}
  for (var p = first; p < end; p++) {
    let g = first_g + p * ${outputs}u;
    ${everyChannel(lanes, (q) => `let g${q} = cotangent[g + c${q}]; total${q} += g${q};`)}
    let x = first_x + p * ${inputs}u;
    ${common(lanes.sharing, 'x', size, (r) => `field[x + ${r}]`)}
    ${everyChannel(lanes, (q) => sums.map((r) => `a${r}_${q} = fma(x${r}, g${q}, a${r}_${q});`).join(' '))}
  }
  let last = group.x * ${each}u;
  ${storeSums(
    lanes,
    'group.z',
    size,
    ['sizes[2]', 'sizes[3]'],
    (r, q) => [`a${r}_${q}`],
    `if (input + r < ${inputs}u) { parts[last + (input + r) * ${outputs}u + c] = tile[at]; }`,
  )}
  if (group.y == 0u) { ${everyChannel(lanes, (q) => `parts[last + ${inputs * outputs}u + c${q}] = total${q};`)} }
}
`;
  const items = shares * lanes.threads * blocks * lanes.turns;
  const partial: Stage = {
    kernel: {
      name: 'gradient of a matrix',
      wgsl,
      workgroup: [lanes.threads, 1, 1],
      cost: {
        flops: (2 * all * each) / items,
        bytes: (4 * (all * (inputs + outputs) + shares * each)) / items,
      },
    },
    operands: {
      field: operands.field,
      cotangent: operands.cotangent,
      parts: operands.parts,
      sizes: { kind: 'table', data: Uint32Array.of(points, all, size, lanes.each, offsets.field, offsets.cotangent) },
    },
    extent: [shares * lanes.threads, blocks, lanes.turns],
  };
  return [partial, sumOfShares(each, shares, offsets.gradient, operands)];
}
