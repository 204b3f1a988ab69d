import type { Stage } from '../stage';
import { blocksOf, type LayerShape, lanesOf, pairsOf, range, turn } from './shape';

/** Frequencies, or pairs of places, whose sums a thread holds in registers: two numbers each. */
const BLOCK = 8;

/** Operands of a stage by what they are, for those who place them. */
type Operands = Stage['operands'];

/**
 * The frequencies 0 .. m2 - 1 of real fields along the second axis, `scale(k)` times
 * sum over j of x_j exp(-2 pi i j k / n2). in: field [batch n1, n2, C]; out: spectrum [batch n1, m2, 2, C].
 * A thread holds a block of frequencies of one channel and goes through the pairs j, n2 - j.
 */
export function analyseAlong(
  { batch, n1, n2, m2 }: LayerShape,
  channels: number,
  scale: (k: number) => number,
  offset: number,
  operands: Pick<Operands, 'field' | 'spectrum'>,
): Stage {
  const rows = batch * n1;
  const { threads, turns, ragged } = lanesOf(channels);
  const pairs = pairsOf(n2);
  const { size, blocks } = blocksOf(m2, BLOCK);
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
  const wgsl = `@group(0) @binding(0) var<storage, read> field: array<f32>;
@group(0) @binding(1) var<storage, read_write> spectrum: array<f32>;
@group(0) @binding(2) var<storage, read> table: array<vec2f>;
@group(0) @binding(3) var<storage, read> sizes: array<u32>;
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let own = group.z * ${threads}u + thread;
  let c = ${ragged ? `min(own, ${channels - 1}u)` : 'own'};
  let first = ${offset}u + group.x * ${n2 * channels}u + c;
  let k = group.y * ${size}u;
  let pairs = sizes[0];
  ${sums.map((r) => `var re${r} = 0.0; var im${r} = 0.0;`).join(' ')}
  for (var p = 0u; p < pairs; p++) {
    let a = field[first + p * ${channels}u];
    let b = field[first + select(${n2}u - p, 0u, p == 0u) * ${channels}u];
    let even = a + b;
    let odd = a - b;
    let t = p * ${width}u + k;
    ${sums.map((r) => `let t${r} = table[t + ${r}u]; re${r} = fma(t${r}.x, even, re${r}); im${r} = fma(t${r}.y, odd, im${r});`).join('\n    ')}
  }
  let last = (group.x * ${m2}u + k) * ${2 * channels}u + c;
  ${ragged ? `if (own >= ${channels}u) { return; }` : ''}
  ${sums
    .map((r) => {
      const at = `last + ${r * 2 * channels}u`;
      const text = `spectrum[${at}] = re${r}; spectrum[${at} + ${channels}u] = im${r};`;
      return r < m2 - size * (blocks - 1) ? text : `if (k + ${r}u < ${m2}u) { ${text} }`;
    })
    .join('\n  ')}
}
`;
  const items = rows * threads * blocks * turns;
  const flops = rows * channels * pairs * (2 + 4 * m2);
  const bytes = 4 * rows * channels * (n2 + 2 * m2);
  return {
    kernel: {
      name: 'frequencies along rows',
      wgsl,
      workgroup: [threads, 1, 1],
      cost: { flops: flops / items, bytes: bytes / items },
    },
    operands: {
      ...operands,
      table: { kind: 'table', data: table },
      sizes: { kind: 'table', data: Uint32Array.of(pairs) },
    },
    extent: [rows * threads, blocks, turns],
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
 * A thread holds a block of pairs j, n2 - j of one channel; x is read at addresses that all threads share.
 */
export function synthesiseAlong(
  { batch, n1, n2, m2 }: LayerShape,
  channels: number,
  scale: (k: number) => number,
  beside: Beside,
  offset: number,
  operands: Pick<Operands, 'spectrum' | 'field' | 'parameters' | 'result'>,
): Stage {
  const rows = batch * n1;
  const { threads, turns, ragged } = lanesOf(channels);
  const pairs = pairsOf(n2);
  const { size, blocks } = blocksOf(pairs, BLOCK);
  const width = size * blocks;
  const table = new Float32Array(2 * m2 * width);
  for (let k = 0; k < m2; k++) {
    for (let p = 0; p < pairs; p++) {
      const [c, s] = turn(p, k, n2);
      table.set([scale(k) * c, scale(k) * s], 2 * (k * width + p));
    }
  }
  const sums = range(size);
  const wgsl = `@group(0) @binding(0) var<storage, read> spectrum: array<f32>;
@group(0) @binding(1) var<storage, read> field: array<f32>;
@group(0) @binding(2) var<storage, read> parameters: array<f32>;
@group(0) @binding(3) var<storage, read_write> result: array<f32>;
@group(0) @binding(4) var<storage, read> table: array<vec2f>;
@group(0) @binding(5) var<storage, read> sizes: array<u32>;
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let own = group.z * ${threads}u + thread;
  let c = ${ragged ? `min(own, ${channels - 1}u)` : 'own'};
  let pair = group.y * ${size}u;
  let frequencies = sizes[0];
  let inputs = sizes[1];
  let start = ${beside.bias === null ? '0.0' : `parameters[${beside.bias}u + c]`};
  ${sums.map((r) => `var a${r} = start; var b${r} = start;`).join(' ')}
  for (var k = 0u; k < frequencies; k++) {
    let s = (group.x * ${m2}u + k) * ${2 * channels}u + c;
    let re = spectrum[s];
    let im = spectrum[s + ${channels}u];
    let t = k * ${width}u + pair;
    ${sums.map((r) => `let t${r} = table[t + ${r}u]; let c${r} = t${r}.x * re; let s${r} = t${r}.y * im; a${r} += c${r} - s${r}; b${r} += c${r} + s${r};`).join('\n    ')}
  }
  let row = ${beside.fieldOffset}u + group.x * ${n2 * beside.channels}u;
  ${sums
    .map((r) => {
      const p = `min(pair + ${r}u, ${pairs - 1}u)`;
      const back = `select(${n2}u - ${p}, 0u, ${p} == 0u)`;
      return `let x${r} = row + ${p} * ${beside.channels}u; let y${r} = row + ${back} * ${beside.channels}u;`;
    })
    .join('\n  ')}
  let column = ${beside.matrixOffset}u + c * ${beside.strides[1]}u;
  for (var i = 0u; i < inputs; i++) {
    let w = parameters[column + i * ${beside.strides[0]}u];
    ${sums.map((r) => `a${r} = fma(field[x${r} + i], w, a${r}); b${r} = fma(field[y${r} + i], w, b${r});`).join('\n    ')}
  }
  ${ragged ? `if (own >= ${channels}u) { return; }` : ''}
  let last = ${offset}u + group.x * ${n2 * channels}u + c;
  ${sums
    .map((r) => {
      const back = `select(${n2}u - (pair + ${r}u), 0u, pair + ${r}u == 0u)`;
      const text = `result[last + (pair + ${r}u) * ${channels}u] = a${r}; result[last + ${back} * ${channels}u] = b${r};`;
      return r < pairs - size * (blocks - 1) ? text : `if (pair + ${r}u < ${pairs}u) { ${text} }`;
    })
    .join('\n  ')}
}
`;
  const items = rows * threads * blocks * turns;
  const flops = rows * channels * (pairs * 6 * m2 + 2 * n2 * beside.channels);
  const bytes = 4 * (rows * (channels * (n2 + 2 * m2) + n2 * beside.channels) + beside.channels * channels);
  return {
    kernel: {
      name: 'back along rows',
      wgsl,
      workgroup: [threads, 1, 1],
      cost: { flops: flops / items, bytes: bytes / items },
    },
    operands: {
      ...operands,
      table: { kind: 'table', data: table },
      sizes: { kind: 'table', data: Uint32Array.of(m2, beside.channels) },
    },
    extent: [rows * threads, blocks, turns],
  };
}
