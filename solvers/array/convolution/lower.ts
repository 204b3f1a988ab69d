import { blocksOf, channelsOf, everyChannel, headOf, lanesOf, storeSums } from '../lanes';
import { sharesOf, sumOfShares } from '../shares';
import { common, range } from '../sharing';
import type { Lowered, StageContext } from '../stage';
import type { Taps } from './taps';

/** Points that a thread of a software adapter takes at once, at most; their sums lie in registers. */
const POINTS = 8;

/** Fields [samples, points, channels] and weights [taps, inputs, outputs]. */
export interface ConvolutionShape {
  readonly samples: number;
  readonly taps: Taps;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Each point's channels times the matrix of each tap, summed over taps. Inputs: 0 the field [samples, from, inputs],
 * 1 the weights; output [samples, to, outputs]. One dispatch; a thread holds a block of points by its channels, and
 * reads the field at addresses that all threads share.
 */
export function lowerConvolution({ samples, taps, inputs, outputs }: ConvolutionShape, context: StageContext): Lowered {
  const way = { from: taps.from, to: taps.to, map: taps.sources, inputs, outputs, strides: [outputs, 1] } as const;
  return gatherProducts(samples, taps.count, way, [0, 1], context);
}

/** The cotangent of the field. Inputs: 0 the weights, 1 the cotangent [samples, to, outputs]. See {@link lowerConvolution}. */
export function lowerConvolutionBack(shape: ConvolutionShape, context: StageContext): Lowered {
  const { samples, taps, inputs, outputs } = shape;
  const way = {
    from: taps.to,
    to: taps.from,
    map: taps.targets,
    inputs: outputs,
    outputs: inputs,
    strides: [1, outputs],
  } as const;
  return gatherProducts(samples, taps.count, way, [1, 0], context);
}

/** One of both ways through a convolution: `map` [taps, to] gives the point that each point takes from. */
interface Way {
  readonly from: number;
  readonly to: number;
  readonly map: Uint32Array;
  readonly inputs: number;
  readonly outputs: number;
  /** Elements of a tap's matrix between neighbours along the channels that come in, and along those that go out. */
  readonly strides: readonly [number, number];
}

function gatherProducts(
  samples: number,
  count: number,
  { from, to, map, inputs, outputs, strides }: Way,
  [fieldIndex, weightsIndex]: readonly [number, number],
  context: StageContext,
): Lowered {
  const lanes = lanesOf(outputs, context);
  const { size, blocks } = blocksOf(to, context.software ? POINTS : 4);
  const points = range(size);
  // Channels of a point that are handed round at once.
  const chunk = Math.max(1, Math.min(lanes.sharing, inputs));
  const ragged = inputs % chunk !== 0;
  const load =
    (r: number) =>
    (place: string): string =>
      `select(0.0, field[x${r} + i + ${place}], m${r} < ${from}u${ragged ? ` && i + ${place} < inputs` : ''})`;
  const product = (step: number): string => `{
        let w = matrix + ${ragged ? `min(i + ${step}u, inputs - 1u)` : `(i + ${step}u)`} * ${strides[0]}u;
        ${everyChannel(lanes, (q) => `let w${q} = weights[w + c${q} * ${strides[1]}u];`)}
        ${everyChannel(lanes, (q) => points.map((r) => `a${r}_${q} = fma(v${r}_${step}, w${q}, a${r}_${q});`).join(' '))}
      }`;
  const { enable, main } = headOf(lanes);
  const wgsl = `${enable}@group(0) @binding(0) var<storage, read> field: array<f32>;
@group(0) @binding(1) var<storage, read> weights: array<f32>;
@group(0) @binding(2) var<storage, read> map: array<u32>;
@group(0) @binding(3) var<storage, read_write> result: array<f32>;
@group(0) @binding(4) var<storage, read> sizes: array<u32>;
${main} {
  ${channelsOf(lanes, 'group.z')}
  let first = group.x * ${size}u;
  let taps = sizes[0];
  let inputs = sizes[1];
  let start = sizes[4] + group.y * ${from * inputs}u;
  ${everyChannel(lanes, (q) => points.map((r) => `var a${r}_${q} = 0.0;`).join(' '))}
  for (var tap = 0u; tap < taps; tap++) {
    let matrix = sizes[5] + tap * ${inputs * outputs}u;
    ${common(lanes.sharing, 'm', size, (place) => `map[tap * ${to}u + min(first + ${place}, ${to - 1}u)]`)}
    ${points.map((r) => `let x${r} = start + min(m${r}, ${from - 1}u) * ${inputs}u;`).join(' ')}
    for (var i = 0u; i < inputs; i += ${chunk}u) {
      ${points.map((r) => common(lanes.sharing, `v${r}_`, chunk, load(r))).join('\n      ')}
      ${range(chunk).map(product).join('\n      ')}
    }
  }
  let last = sizes[6] + (group.y * ${to}u + first) * ${outputs}u;
  ${storeSums(
    lanes,
    'group.z',
    size,
    ['sizes[2]', 'sizes[3]'],
    (r, q) => [`a${r}_${q}`],
    `if (first + r < ${to}u) { result[last + r * ${outputs}u + c] = tile[at]; }`,
  )}
}
`;
  const items = blocks * lanes.threads * samples * lanes.turns;
  const flops = 2 * samples * to * count * inputs * outputs;
  const bytes = 4 * (samples * (from * inputs + to * outputs) + count * (inputs * outputs + to));
  const offsets = [context.inputOffset(fieldIndex), context.inputOffset(weightsIndex), context.outputOffset];
  return {
    stages: [
      {
        kernel: {
          name: 'convolution',
          wgsl,
          workgroup: [lanes.threads, 1, 1],
          cost: { flops: flops / items, bytes: bytes / items },
        },
        operands: {
          field: { kind: 'input', index: fieldIndex },
          weights: { kind: 'input', index: weightsIndex },
          map: { kind: 'table', data: map },
          result: { kind: 'output' },
          sizes: { kind: 'table', data: Uint32Array.of(count, inputs, size, lanes.each, ...offsets) },
        },
        extent: [blocks * lanes.threads, samples, lanes.turns],
      },
    ],
    scratch: [],
  };
}

/**
 * The gradient of the weights in two dispatches: sums over a share of the points each, then the sum of the shares.
 * Inputs: 0 the field [samples, from, inputs], 1 the cotangent [samples, to, outputs]; output [taps, inputs, outputs].
 */
export function lowerConvolutionWeights(shape: ConvolutionShape, context: StageContext): Lowered {
  const { samples, taps, inputs, outputs } = shape;
  const lanes = lanesOf(outputs, context);
  const { size, blocks } = blocksOf(inputs, Math.floor(lanes.sums / lanes.each));
  const all = samples * taps.to;
  const { shares, points } = sharesOf(all);
  const sums = range(size);
  const each = taps.count * inputs * outputs;
  const { enable, main } = headOf(lanes);
  const wgsl = `${enable}@group(0) @binding(0) var<storage, read> field: array<f32>;
@group(0) @binding(1) var<storage, read> cotangent: array<f32>;
@group(0) @binding(2) var<storage, read> map: array<u32>;
@group(0) @binding(3) var<storage, read_write> parts: array<f32>;
@group(0) @binding(4) var<storage, read> sizes: array<u32>;
${main} {
  ${channelsOf(lanes, 'group.z')}
  let tap = group.y / ${blocks}u;
  let input = group.y % ${blocks}u * ${size}u;
  let first = group.x * sizes[0];
  let end = min(first + sizes[0], sizes[1]);
  ${everyChannel(lanes, (q) => sums.map((r) => `var a${r}_${q} = 0.0;`).join(' '))}
  for (var p = first; p < end; p++) {
    let source = map[tap * ${taps.to}u + p % ${taps.to}u];
    if (source < ${taps.from}u) {
      let g = sizes[5] + p * ${outputs}u;
      ${everyChannel(lanes, (q) => `let g${q} = cotangent[g + c${q}];`)}
      let x = sizes[4] + (p / ${taps.to}u * ${taps.from}u + source) * ${inputs}u + input;
      ${common(lanes.sharing, 'x', size, (place) => `field[x + ${place}]`)}
      ${everyChannel(lanes, (q) => sums.map((r) => `a${r}_${q} = fma(x${r}, g${q}, a${r}_${q});`).join(' '))}
    }
  }
  let last = group.x * ${each}u + (tap * ${inputs}u + input) * ${outputs}u;
  ${storeSums(
    lanes,
    'group.z',
    size,
    ['sizes[2]', 'sizes[3]'],
    (r, q) => [`a${r}_${q}`],
    `if (input + r < ${inputs}u) { parts[last + r * ${outputs}u + c] = tile[at]; }`,
  )}
}
`;
  const items = shares * lanes.threads * taps.count * blocks * lanes.turns;
  const offsets = [context.inputOffset(0), context.inputOffset(1)];
  return {
    stages: [
      {
        kernel: {
          name: 'gradient of convolution',
          wgsl,
          workgroup: [lanes.threads, 1, 1],
          cost: {
            flops: (2 * all * each) / items,
            bytes: (4 * (samples * taps.from * inputs + all * (outputs + taps.count) + shares * each)) / items,
          },
        },
        operands: {
          field: { kind: 'input', index: 0 },
          cotangent: { kind: 'input', index: 1 },
          map: { kind: 'table', data: taps.sources },
          parts: { kind: 'scratch', index: 0 },
          sizes: { kind: 'table', data: Uint32Array.of(points, all, size, lanes.each, ...offsets) },
        },
        extent: [shares * lanes.threads, taps.count * blocks, lanes.turns],
      },
      sumOfShares(each, shares, context.outputOffset, {
        parts: { kind: 'scratch', index: 0 },
        gradient: { kind: 'output' },
      }),
    ],
    scratch: [shares * each],
  };
}
