import { blocksOf, channelsOf, everyChannel, headOf, lanesOf, storeSums } from './lanes';
import { sharesOf, sumOfShares } from './shares';
import { common, range } from './sharing';
import type { Stage, StageContext } from './stage';

/** A linear map of the channels of each point. */
export interface PointShape {
  readonly points: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Elements of the partial sums of {@link pointGradient}. */
export function partialElements({ points, inputs, outputs }: PointShape): number {
  return sharesOf(points).shares * (inputs + 1) * outputs;
}

/**
 * The gradient of the pointwise matrix and the bias in two stages: sums over a share of the points each, then the sum
 * of the shares. in: field [points, inputs], cotangent [points, outputs]; out: W [inputs, outputs], then b [outputs].
 */
export function pointGradient(
  { points: all, inputs, outputs }: PointShape,
  offsets: { readonly field: number; readonly cotangent: number; readonly gradient: number },
  context: StageContext,
  operands: Pick<Stage['operands'], 'field' | 'cotangent' | 'parts' | 'gradient'>,
): readonly Stage[] {
  const lanes = lanesOf(outputs, context);
  const { size, blocks } = blocksOf(inputs, Math.floor(lanes.sums / lanes.each));
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
