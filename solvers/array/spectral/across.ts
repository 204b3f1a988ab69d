import type { Stage } from '../stage';
import { blocksOf, type LayerShape, lanesOf, pairsOf, range, turn } from './shape';

/** Frequencies, or pairs of places, whose sums a thread holds in registers: four numbers each. */
const BLOCK = 4;

/** The matrices of the modes and how they are read. */
export interface Mixing {
  /** Channels that come in and go out. */
  readonly from: number;
  readonly to: number;
  /** First element of R [2 m1, m2, 2, inputs, outputs]. */
  readonly offset: number;
  /** Elements between neighbours along the channels that come in, and along those that go out. */
  readonly strides: readonly [number, number];
  /** 1, or -1 for the conjugates. */
  readonly sign: 1 | -1;
}

/**
 * Along the first axis: frequencies 0 .. m1 - 1 and -m1 .. -1 of the spectrum's columns, a complex matrix for each
 * mode, and back to places. A workgroup takes one column of one sample, channel by thread; what passes between the
 * three steps lies in storage, and barriers keep them apart.
 * in: spectrum [batch, n1, m2, 2, from], R; out: modes [batch, 2 m1, m2, 2, from] and the same after mixing (both
 * kept), columns [batch, n1, m2, 2, to]. Nothing is scaled.
 */
export function mixAcross(
  { batch, n1, m1, m2 }: LayerShape,
  { from, to, offset, strides, sign }: Mixing,
  operands: Pick<Stage['operands'], 'spectrum' | 'parameters' | 'modes' | 'mixed' | 'columns'>,
): Stage {
  const { threads } = lanesOf(Math.max(from, to));
  const pairs = pairsOf(n1);
  // Frequencies of either sign share their sums: 0 has no other, and m1 stands for -m1 only.
  const { size, blocks } = blocksOf(m1 + 1, BLOCK);
  const width = size * blocks;
  const places = blocksOf(pairs, BLOCK);
  const rows = places.size * places.blocks;
  const table = new Float32Array(4 * rows * width);
  for (let p = 0; p < pairs; p++) {
    const half = p === 0 || 2 * p === n1 ? 0.5 : 1;
    for (let k = 0; k <= m1; k++) {
      const [c, s] = turn(p, k, n1);
      table.set([half * c, s], 2 * (p * width + k));
      table.set([c, s], 2 * ((rows + p) * width + k));
    }
  }
  const turns = (
    channels: number,
    text: string,
  ): string => `for (var turn = 0u; turn < ${channels}u; turn += ${threads}u) {
    let own = turn + thread;
    let c = min(own, ${channels - 1}u);
    let inside = own < ${channels}u;
    ${text}
  }`;
  const sums = range(size);
  const backs = range(places.size);
  const mode = (row: string, channels: number): string =>
    `((sample * ${2 * m1}u + ${row}) * ${m2}u + column) * ${2 * channels}u`;
  const wgsl = `@group(0) @binding(0) var<storage, read> spectrum: array<f32>;
@group(0) @binding(1) var<storage, read> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> modes: array<f32>;
@group(0) @binding(3) var<storage, read_write> mixed: array<f32>;
@group(0) @binding(4) var<storage, read_write> columns: array<f32>;
@group(0) @binding(5) var<storage, read> table: array<vec2f>;
@group(0) @binding(6) var<storage, read> sizes: array<u32>;
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let column = group.x;
  let sample = group.y;
  let pairs = sizes[0];
  let frequencies = sizes[1];
  let rows = sizes[2];
  let from_count = sizes[3];
  ${turns(
    from,
    `let first = (sample * ${n1 * m2}u + column) * ${2 * from}u + c;
    for (var k = 0u; k < frequencies; k += ${size}u) {
      ${sums.map((r) => `var ea${r} = 0.0; var eb${r} = 0.0; var oa${r} = 0.0; var ob${r} = 0.0;`).join(' ')}
      for (var p = 0u; p < pairs; p++) {
        let here = first + p * ${2 * m2 * from}u;
        let there = first + select(${n1}u - p, 0u, p == 0u) * ${2 * m2 * from}u;
        let a = spectrum[here];
        let b = spectrum[here + ${from}u];
        let x = spectrum[there];
        let y = spectrum[there + ${from}u];
        let even_a = a + x;
        let even_b = b + y;
        let odd_a = a - x;
        let odd_b = b - y;
        let t = p * ${width}u + k;
        ${sums.map((r) => `let t${r} = table[t + ${r}u]; ea${r} = fma(t${r}.x, even_a, ea${r}); eb${r} = fma(t${r}.x, even_b, eb${r}); oa${r} = fma(t${r}.y, odd_a, oa${r}); ob${r} = fma(t${r}.y, odd_b, ob${r});`).join('\n        ')}
      }
      ${sums
        .map(
          (r) => `if (k + ${r}u < ${m1}u && inside) {
        let plus = ${mode(`k + ${r}u`, from)} + c;
        modes[plus] = ea${r} + ob${r}; modes[plus + ${from}u] = eb${r} - oa${r};
      }
      if (k + ${r}u > 0u && k + ${r}u <= ${m1}u && inside) {
        let minus = ${mode(`${2 * m1}u - (k + ${r}u)`, from)} + c;
        modes[minus] = ea${r} - ob${r}; modes[minus + ${from}u] = eb${r} + oa${r};
      }`,
        )
        .join('\n      ')}
    }`,
  )}
  storageBarrier();
  ${turns(
    to,
    `for (var row = 0u; row < rows; row++) {
      let source = ${mode('row', from)};
      let matrix = ${offset}u + (row * ${m2}u + column) * ${2 * from * to}u + c * ${strides[1]}u;
      var re = 0.0;
      var im = 0.0;
      for (var i = 0u; i < from_count; i++) {
        let a = modes[source + i];
        let b = modes[source + ${from}u + i];
        let x = parameters[matrix + i * ${strides[0]}u];
        let y = ${sign === 1 ? '' : '-'}parameters[matrix + ${from * to}u + i * ${strides[0]}u];
        re = fma(a, x, re); re = fma(-b, y, re);
        im = fma(a, y, im); im = fma(b, x, im);
      }
      if (inside) {
        let target_place = ${mode('row', to)} + c;
        mixed[target_place] = re;
        mixed[target_place + ${to}u] = im;
      }
    }`,
  )}
  storageBarrier();
  ${turns(
    to,
    `let last = (sample * ${n1 * m2}u + column) * ${2 * to}u + c;
    for (var p = 0u; p < pairs; p += ${places.size}u) {
      ${backs.map((r) => `var pa${r} = 0.0; var pb${r} = 0.0; var qa${r} = 0.0; var qb${r} = 0.0;`).join(' ')}
      for (var k = 0u; k < frequencies; k++) {
        let has_plus = select(0.0, 1.0, k < ${m1}u);
        let has_minus = select(0.0, 1.0, k > 0u);
        let plus = ${mode(`min(k, ${m1 - 1}u)`, to)} + c;
        let minus = ${mode(`min(${2 * m1}u - k, ${2 * m1 - 1}u)`, to)} + c;
        let a = has_plus * mixed[plus];
        let b = has_plus * mixed[plus + ${to}u];
        let x = has_minus * mixed[minus];
        let y = has_minus * mixed[minus + ${to}u];
        let even_a = a + x;
        let even_b = b + y;
        let odd_a = a - x;
        let odd_b = b - y;
        let t = (${rows}u + p) * ${width}u + k;
        ${backs.map((r) => `let t${r} = table[t + ${r * width}u]; pa${r} = fma(t${r}.x, even_a, pa${r}); pb${r} = fma(t${r}.x, even_b, pb${r}); qa${r} = fma(t${r}.y, odd_a, qa${r}); qb${r} = fma(t${r}.y, odd_b, qb${r});`).join('\n        ')}
      }
      ${backs
        .map(
          (r) => `if (p + ${r}u < ${pairs}u && inside) {
        let here = last + (p + ${r}u) * ${2 * m2 * to}u;
        let there = last + select(${n1}u - (p + ${r}u), 0u, p + ${r}u == 0u) * ${2 * m2 * to}u;
        columns[here] = pa${r} - qb${r}; columns[here + ${to}u] = pb${r} + qa${r};
        columns[there] = pa${r} + qb${r}; columns[there + ${to}u] = pb${r} - qa${r};
      }`,
        )
        .join('\n      ')}
    }`,
  )}
}
`;
  const items = m2 * batch * threads;
  const flops = m2 * batch * ((from + to) * (m1 + 1) * pairs * 8 + 2 * m1 * from * to * 8);
  const bytes = 4 * m2 * batch * (2 * n1 * (from + to) + 4 * m1 * (from + to)) + 16 * m1 * m2 * from * to;
  return {
    kernel: {
      name: 'modes',
      wgsl,
      workgroup: [threads, 1, 1],
      cost: { flops: flops / items, bytes: bytes / items },
    },
    operands: {
      ...operands,
      table: { kind: 'table', data: table },
      sizes: { kind: 'table', data: Uint32Array.of(pairs, m1 + 1, 2 * m1, from) },
    },
    extent: [m2 * threads, batch],
  };
}
