import { blocksOf, channelsOf, everyChannel, headOf, storeSums } from '../lanes';
import { common, placesOf, range } from '../sharing';
import type { Stage, StageContext } from '../stage';
import { type LayerShape, layerLanes, pairsOf, turn } from './shape';

/** Operands of a stage by what they are, for those who place them. */
type Operands = Stage['operands'];

/**
 * The frequencies 0 .. m2 - 1 of real fields along the second axis, `scale(k)` times
 * sum over j of x_j exp(-2 pi i j k / n2). in: field [batch n1, n2, C]; out: spectrum [batch n1, m2, 2, C].
 * A thread holds a block of frequencies of its channels and goes through the pairs j, n2 - j.
 */
export function analyseAlong(
  { batch, n1, n2, m2 }: LayerShape,
  channels: number,
  scale: (k: number) => number,
  context: StageContext,
  offset: number,
  operands: Pick<Operands, 'field' | 'spectrum'>,
): Stage {
  const rows = batch * n1;
  const lanes = layerLanes(channels, context);
  const pairs = pairsOf(n2);
  const { size, blocks } = blocksOf(m2, Math.floor(lanes.sums / (2 * lanes.each)));
  const width = size * blocks;
  const table = new Float32Array(2 * pairs * width);
  for (let p = 0; p < pairs; p++) {
    // A place that stands alone is read as both of its pair.
    const half = p === 0 || 2 * p === n2 ? 0.5 : 1;
    for (let k = 0; k < m2; k++) {
      const [c, s] = turn(p, k, n2);
      table.set([half * scale(k) * c, -scale(k) * s], 2 * (p * width + k));
    }
  }
  const sums = range(size);
  const { enable, main } = headOf(lanes);
  const wgsl = `${enable}@group(0) @binding(0) var<storage, read> field: array<f32>;
@group(0) @binding(1) var<storage, read_write> spectrum: array<f32>;
@group(0) @binding(2) var<storage, read> table: array<f32>;
@group(0) @binding(3) var<storage, read> sizes: array<u32>;
${main} {
  ${channelsOf(lanes, 'group.z')}
  let first = sizes[3] + group.x * ${n2 * channels}u;
  let k = group.y * ${size}u;
  let pairs = sizes[0];
  ${everyChannel(lanes, (q) => sums.map((r) => `var re${r}_${q} = 0.0; var im${r}_${q} = 0.0;`).join(' '))}
  for (var p = 0u; p < pairs; p++) {
    let here = first + p * ${channels}u;
    let there = first + select(${n2}u - p, 0u, p == 0u) * ${channels}u;
    ${everyChannel(lanes, (q) => `let a${q} = field[here + c${q}]; let b${q} = field[there + c${q}]; let e${q} = a${q} + b${q}; let o${q} = a${q} - b${q};`)}
    let t = 2u * (p * ${width}u + k);
    ${common(lanes.sharing, 't', 2 * size, (r) => `table[t + ${r}]`)}
    ${everyChannel(lanes, (q) => sums.map((r) => `re${r}_${q} = fma(t${2 * r}, e${q}, re${r}_${q}); im${r}_${q} = fma(t${2 * r + 1}, o${q}, im${r}_${q});`).join(' '))}
  }
  let last = (group.x * ${m2}u + k) * ${2 * channels}u;
  ${storeSums(
    lanes,
    'group.z',
    size,
    ['sizes[1]', 'sizes[2]'],
    (r, q) => [`re${r}_${q}`, `im${r}_${q}`],
    `if (k + r < ${m2}u) {
        let place = last + 2u * r * ${channels}u + c;
        spectrum[place] = tile[at];
        spectrum[place + ${channels}u] = tile[at + 1u];
      }`,
  )}
}
`;
  const items = rows * lanes.threads * blocks * lanes.turns;
  const flops = rows * channels * pairs * (2 + 4 * m2);
  const bytes = 4 * rows * channels * (n2 + 2 * m2);
  return {
    kernel: {
      name: 'frequencies along rows',
      wgsl,
      workgroup: [lanes.threads, 1, 1],
      cost: { flops: flops / items, bytes: bytes / items },
    },
    operands: {
      ...operands,
      table: { kind: 'table', data: table },
      sizes: { kind: 'table', data: Uint32Array.of(pairs, size, lanes.each, offset) },
    },
    extent: [rows * lanes.threads, blocks, lanes.turns],
  };
}

/** The product with a matrix that joins a synthesis: where its field and its matrix lie, and the matrix's strides. */
export interface Beside {
  readonly channels: number;
  readonly fieldOffset: number;
  readonly matrixOffset: number;
  /** Elements between neighbours along the channels of the field, and along those of the result. */
  readonly strides: readonly [number, number];
  /** First element of the bias; null for none. */
  readonly bias: number | null;
}

/**
 * Back from frequencies to places, and the pointwise product with a matrix in the same sums:
 * z_j = sum over k of scale(k) Re(s_k exp(2 pi i j k / n2)) + x_j M + b.
 * in: spectrum [batch n1, m2, 2, C], field x [batch n1, n2, inputs], parameters; out: result [batch n1, n2, C].
 * A thread holds a block of pairs j, n2 - j of its channels; x is read at addresses that all threads share.
 */
export function synthesiseAlong(
  { batch, n1, n2, m2 }: LayerShape,
  channels: number,
  scale: (k: number) => number,
  beside: Beside,
  context: StageContext,
  operands: Pick<Operands, 'spectrum' | 'field' | 'parameters' | 'result'>,
): Stage {
  const rows = batch * n1;
  const lanes = layerLanes(channels, context);
  const pairs = pairsOf(n2);
  const { size, blocks } = blocksOf(pairs, Math.floor(lanes.sums / (2 * lanes.each)));
  const width = size * blocks;
  const table = new Float32Array(2 * m2 * width);
  for (let k = 0; k < m2; k++) {
    for (let p = 0; p < pairs; p++) {
      const [c, s] = turn(p, k, n2);
      table.set([scale(k) * c, scale(k) * s], 2 * (k * width + p));
    }
  }
  const sums = range(size);
  const { enable, main } = headOf(lanes);
  const { channels: inputs, strides, bias } = beside;
  const offsets = [beside.fieldOffset, beside.matrixOffset, bias ?? 0, context.outputOffset];
  const counts = [m2, inputs, size, lanes.each, ...offsets];
  const wgsl = `${enable}@group(0) @binding(0) var<storage, read> spectrum: array<f32>;
@group(0) @binding(1) var<storage, read> field: array<f32>;
@group(0) @binding(2) var<storage, read> parameters: array<f32>;
@group(0) @binding(3) var<storage, read_write> result: array<f32>;
@group(0) @binding(4) var<storage, read> table: array<f32>;
@group(0) @binding(5) var<storage, read> sizes: array<u32>;
// The places of a block of pairs, first all j, then all n2 - j.
fn place(pair: u32, r: u32) -> u32 {
  let second = r >= ${size}u;
  let p = min(pair + select(r, r - ${size}u, second), ${pairs - 1}u);
  return select(p, ${n2}u - p, second && p > 0u);
}
${main} {
  ${channelsOf(lanes, 'group.z')}
  let pair = group.y * ${size}u;
  let frequencies = sizes[0];
  let inputs = sizes[1];
  // Sums of cosines and of sines, until they become those of j and n2 - j.
  ${everyChannel(lanes, (q) => sums.map((r) => `var a${r}_${q} = 0.0; var b${r}_${q} = 0.0;`).join(' '))}
  for (var k = 0u; k < frequencies; k++) {
    let s = (group.x * ${m2}u + k) * ${2 * channels}u;
    ${everyChannel(lanes, (q) => `let re${q} = spectrum[s + c${q}]; let im${q} = spectrum[s + ${channels}u + c${q}];`)}
    let t = 2u * (k * ${width}u + pair);
    ${common(lanes.sharing, 't', 2 * size, (r) => `table[t + ${r}]`)}
    ${everyChannel(lanes, (q) => sums.map((r) => `a${r}_${q} = fma(t${2 * r}, re${q}, a${r}_${q}); b${r}_${q} = fma(t${2 * r + 1}, im${q}, b${r}_${q});`).join(' '))}
  }
  ${everyChannel(lanes, (q) => `let bias${q} = ${bias === null ? '0.0' : `parameters[sizes[6] + c${q}]`};`)}
  ${everyChannel(lanes, (q) => sums.map((r) => `let d${r}_${q} = a${r}_${q} - b${r}_${q}; b${r}_${q} += a${r}_${q} + bias${q}; a${r}_${q} = d${r}_${q} + bias${q};`).join(' '))}
  let matrix = sizes[5];
  let row = sizes[4] + group.x * ${n2 * inputs}u;
  ${placesOf(lanes.sharing, 2 * size)
    .map((r, k) => `let from${k} = row + place(pair, ${r}) * ${inputs}u;`)
    .join('\n  ')}
  for (var i = 0u; i < inputs; i++) {
    ${common(lanes.sharing, 'x', 2 * size, (_, k) => `field[from${k} + i]`)}
    let w = matrix + i * ${strides[0]}u;
    ${everyChannel(lanes, (q) => `let w${q} = parameters[w + c${q} * ${strides[1]}u];`)}
    ${everyChannel(lanes, (q) => sums.map((r) => `a${r}_${q} = fma(x${r}, w${q}, a${r}_${q}); b${r}_${q} = fma(x${size + r}, w${q}, b${r}_${q});`).join(' '))}
  }
  let last = sizes[7] + group.x * ${n2 * channels}u;
  ${storeSums(
    lanes,
    'group.z',
    size,
    ['sizes[2]', 'sizes[3]'],
    (r, q) => [`a${r}_${q}`, `b${r}_${q}`],
    `let p = pair + r;
      if (p < ${pairs}u) {
        result[last + p * ${channels}u + c] = tile[at];
        result[last + select(${n2}u - p, 0u, p == 0u) * ${channels}u + c] = tile[at + 1u];
      }`,
  )}
}
`;
  const items = rows * lanes.threads * blocks * lanes.turns;
  const flops = rows * channels * (pairs * (4 * m2 + 4) + 2 * n2 * inputs);
  const bytes = 4 * (rows * (channels * (n2 + 2 * m2) + n2 * inputs) + inputs * channels);
  return {
    kernel: {
      name: 'back along rows',
      wgsl,
      workgroup: [lanes.threads, 1, 1],
      cost: { flops: flops / items, bytes: bytes / items },
    },
    operands: {
      ...operands,
      table: { kind: 'table', data: table },
      sizes: { kind: 'table', data: Uint32Array.from(counts) },
    },
    extent: [rows * lanes.threads, blocks, lanes.turns],
  };
}
