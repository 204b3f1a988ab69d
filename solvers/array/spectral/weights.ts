import { blocksOf, channelsOf, everyChannel, headOf, lanesOf, storeSums } from '../lanes';
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
