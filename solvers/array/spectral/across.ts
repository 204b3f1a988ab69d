import { blocksOf, channelsOf, everyChannel, headOf, type Lanes, storeSums } from '../lanes';
import { common, placesOf, range } from '../sharing';
import type { Stage, StageContext } from '../stage';
import { type LayerShape, layerLanes, pairsOf, turn } from './shape';

/** Samples of which a software adapter's thread mixes a mode at once, so that they share the loads of its matrix. */
const SAMPLES = 4;

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
 * mode, and back to places. A workgroup takes one column of some samples, channel by thread; what passes between the
 * three steps lies in storage. Of the modes that it mixes, a thread that shares loads reads its own and is handed the
 * others; only where all threads read all is there a barrier.
 * in: spectrum [batch, n1, m2, 2, from], R; out: modes [batch, 2 m1, m2, 2, from] and the same after mixing (both
 * kept), columns [batch, n1, m2, 2, to]. Nothing is scaled.
 */
export function mixAcross(
  shape: LayerShape,
  mixing: Mixing,
  context: StageContext,
  operands: Pick<Stage['operands'], 'spectrum' | 'parameters' | 'modes' | 'mixed' | 'columns'>,
): Stage {
  const { batch, n1, m1, m2 } = shape;
  const { from, to } = mixing;
  const pairs = pairsOf(n1);
  const samples = context.software ? Math.min(SAMPLES, batch) : 1;
  const threads = Math.max(layerLanes(from, context).threads, layerLanes(to, context).threads);
  const [source, target] = [from, to].map((channels): Lanes => {
    const lanes = layerLanes(channels, context);
    return { ...lanes, threads, turns: Math.ceil(channels / (lanes.each * threads)) };
  });
  const { table, start, ahead, back } = turnsOf(shape, source, target);
  const { enable, main } = headOf(source);
  const own = [source.each, target.each, samples, source.turns, target.turns, mixing.offset];
  const counts = [pairs, m1 + 1, 2 * m1, from, ahead.size, back.size, ...own];
  const wgsl = `${enable}@group(0) @binding(0) var<storage, read> spectrum: array<f32>;
@group(0) @binding(1) var<storage, read> parameters: array<f32>;
@group(0) @binding(2) var<storage, read_write> modes: array<f32>;
@group(0) @binding(3) var<storage, read_write> mixed: array<f32>;
@group(0) @binding(4) var<storage, read_write> columns: array<f32>;
@group(0) @binding(5) var<storage, read> table: array<f32>;
@group(0) @binding(6) var<storage, read> sizes: array<u32>;
${main} {
  let column = group.x;
  let first_sample = group.y * ${samples}u;
  let end_sample = min(first_sample + ${samples}u, ${batch}u);
  let pairs = sizes[0];
  let frequencies = sizes[1];
  let rows = sizes[2];
  let inputs = sizes[3];
  for (var sample = first_sample; sample < end_sample; sample++) {
    ${analysis(shape, source, ahead)}
  }
  ${source.sharing > 0 ? '' : 'storageBarrier();'}
  ${mix(shape, mixing, source, target, samples)}
  for (var sample = first_sample; sample < end_sample; sample++) {
    ${synthesis(shape, target, back, start)}
  }
}
`;
  const groups = Math.ceil(batch / samples);
  const items = m2 * groups * threads;
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
      sizes: { kind: 'table', data: Uint32Array.from(counts) },
    },
    extent: [m2 * threads, groups],
  };
}

/** A block of frequencies or places, and how many there are with those that fill the last block. */
interface Blocks {
  readonly size: number;
  readonly width: number;
}

/**
 * Cosines and sines of pairs of places by frequencies, as the way there reads them (place by place, places that stand
 * alone halved, since they are read as both of their pair), then as the way back does (frequency by frequency).
 */
function turnsOf({ n1, m1 }: LayerShape, source: Lanes, target: Lanes) {
  const pairs = pairsOf(n1);
  // Frequencies of either sign share their sums: 0 has no other, and m1 stands for -m1 only.
  const blocks = (count: number, { sums, each }: Lanes): Blocks => {
    const { size, blocks: number } = blocksOf(count, Math.floor(sums / (4 * each)));
    return { size, width: size * number };
  };
  const ahead = blocks(m1 + 1, source);
  const back = blocks(pairs, target);
  const start = 2 * pairs * ahead.width;
  const table = new Float32Array(start + 2 * (m1 + 1) * back.width);
  for (let p = 0; p < pairs; p++) {
    const half = p === 0 || 2 * p === n1 ? 0.5 : 1;
    for (let k = 0; k <= m1; k++) {
      const [c, s] = turn(p, k, n1);
      table.set([half * c, s], 2 * (p * ahead.width + k));
      table.set([c, s], start + 2 * (k * back.width + p));
    }
  }
  return { table, start, ahead, back };
}

/** The first element of a mode, row by row of the frequencies 0 .. m1 - 1, -m1 .. -1. */
function mode({ m1, m2 }: LayerShape, sample: string, row: string, channels: number): string {
  return `((${sample} * ${2 * m1}u + ${row}) * ${m2}u + column) * ${2 * channels}u`;
}

/** A loop over the turns of a workgroup; their number is no constant, since drivers would unroll it. */
function everyTurn(turns: string, text: string): string {
  return `for (var round = 0u; round < ${turns}; round++) { ${text} }`;
}

function analysis(shape: LayerShape, lanes: Lanes, { size, width }: Blocks): string {
  const { n1, m1, m2 } = shape;
  const { channels } = lanes;
  const sums = range(size);
  return everyTurn(
    'sizes[9]',
    `${channelsOf(lanes, 'round')}
    let first = (sample * ${n1 * m2}u + column) * ${2 * channels}u;
    for (var k = 0u; k < frequencies; k += ${size}u) {
      ${everyChannel(lanes, (q) => sums.map((r) => `var ea${r}_${q} = 0.0; var eb${r}_${q} = 0.0; var oa${r}_${q} = 0.0; var ob${r}_${q} = 0.0;`).join(' '))}
      for (var p = 0u; p < pairs; p++) {
        let here = first + p * ${2 * m2 * channels}u;
        let there = first + select(${n1}u - p, 0u, p == 0u) * ${2 * m2 * channels}u;
        ${everyChannel(lanes, (q) => `let a${q} = spectrum[here + c${q}]; let b${q} = spectrum[here + ${channels}u + c${q}]; let x${q} = spectrum[there + c${q}]; let y${q} = spectrum[there + ${channels}u + c${q}]; let va${q} = a${q} + x${q}; let vb${q} = b${q} + y${q}; let da${q} = a${q} - x${q}; let db${q} = b${q} - y${q};`)}
        let t = 2u * (p * ${width}u + k);
        ${common(lanes.sharing, 't', 2 * size, (r) => `table[t + ${r}]`)}
        ${everyChannel(lanes, (q) => sums.map((r) => `ea${r}_${q} = fma(t${2 * r}, va${q}, ea${r}_${q}); eb${r}_${q} = fma(t${2 * r}, vb${q}, eb${r}_${q}); oa${r}_${q} = fma(t${2 * r + 1}, da${q}, oa${r}_${q}); ob${r}_${q} = fma(t${2 * r + 1}, db${q}, ob${r}_${q});`).join(' '))}
      }
      ${storeSums(
        lanes,
        'round',
        size,
        ['sizes[4]', 'sizes[6]'],
        (r, q) => [`ea${r}_${q}`, `eb${r}_${q}`, `oa${r}_${q}`, `ob${r}_${q}`],
        `if (k + r < ${m1}u) {
          let plus = ${mode(shape, 'sample', '(k + r)', channels)} + c;
          modes[plus] = tile[at] + tile[at + 3u];
          modes[plus + ${channels}u] = tile[at + 1u] - tile[at + 2u];
        }
        if (k + r > 0u && k + r <= ${m1}u) {
          let minus = ${mode(shape, 'sample', `(${2 * m1}u - (k + r))`, channels)} + c;
          modes[minus] = tile[at] - tile[at + 3u];
          modes[minus + ${channels}u] = tile[at + 1u] + tile[at + 2u];
        }`,
      )}
    }`,
  );
}

function mix(
  shape: LayerShape,
  { from, to, strides, sign }: Mixing,
  source: Lanes,
  lanes: Lanes,
  samples: number,
): string {
  const own = range(samples);
  // Real and imaginary parts of all samples are what a subgroup hands round.
  const places = placesOf(source.sharing, 2 * samples).map((place, k) => {
    const sample = `min(first_sample + ${place} / 2u, ${shape.batch - 1}u)`;
    return `let at${k} = ${mode(shape, sample, 'row', from)} + ${place} % 2u * ${from}u;`;
  });
  const products = everyChannel(lanes, (q) =>
    own
      .map((s) => {
        const [a, b] = [`v${2 * s}`, `v${2 * s + 1}`];
        return `re${s}_${q} = fma(${a}, x${q}, re${s}_${q}); re${s}_${q} = fma(-${b}, y${q}, re${s}_${q}); im${s}_${q} = fma(${a}, y${q}, im${s}_${q}); im${s}_${q} = fma(${b}, x${q}, im${s}_${q});`;
      })
      .join(' '),
  );
  return everyTurn(
    'sizes[10]',
    `${channelsOf(lanes, 'round')}
    for (var row = 0u; row < rows; row++) {
      let matrix = sizes[11] + (row * ${shape.m2}u + column) * ${2 * from * to}u;
      ${places.join('\n      ')}
      ${everyChannel(lanes, (q) => own.map((s) => `var re${s}_${q} = 0.0; var im${s}_${q} = 0.0;`).join(' '))}
      for (var i = 0u; i < inputs; i++) {
        ${common(source.sharing, 'v', 2 * samples, (_, k) => `modes[at${k} + i]`)}
        let w = matrix + i * ${strides[0]}u;
        ${everyChannel(lanes, (q) => `let x${q} = parameters[w + c${q} * ${strides[1]}u]; let y${q} = ${sign === 1 ? '' : '-'}parameters[w + ${from * to}u + c${q} * ${strides[1]}u];`)}
        ${products}
      }
      ${storeSums(
        lanes,
        'round',
        samples,
        ['sizes[8]', 'sizes[7]'],
        (s, q) => [`re${s}_${q}`, `im${s}_${q}`],
        `if (first_sample + r < end_sample) {
          let place = ${mode(shape, '(first_sample + r)', 'row', to)} + c;
          mixed[place] = tile[at];
          mixed[place + ${to}u] = tile[at + 1u];
        }`,
      )}
    }`,
  );
}

function synthesis(shape: LayerShape, lanes: Lanes, { size, width }: Blocks, table: number): string {
  const { n1, m1, m2 } = shape;
  const { channels } = lanes;
  const sums = range(size);
  return everyTurn(
    'sizes[10]',
    `${channelsOf(lanes, 'round')}
    let last = (sample * ${n1 * m2}u + column) * ${2 * channels}u;
    for (var p = 0u; p < pairs; p += ${size}u) {
      ${everyChannel(lanes, (q) => sums.map((r) => `var pa${r}_${q} = 0.0; var pb${r}_${q} = 0.0; var qa${r}_${q} = 0.0; var qb${r}_${q} = 0.0;`).join(' '))}
      for (var k = 0u; k < frequencies; k++) {
        let has_plus = select(0.0, 1.0, k < ${m1}u);
        let has_minus = select(0.0, 1.0, k > 0u);
        let plus = ${mode(shape, 'sample', `min(k, ${m1 - 1}u)`, channels)};
        let minus = ${mode(shape, 'sample', `min(${2 * m1}u - k, ${2 * m1 - 1}u)`, channels)};
        ${everyChannel(lanes, (q) => `let a${q} = has_plus * mixed[plus + c${q}]; let b${q} = has_plus * mixed[plus + ${channels}u + c${q}]; let x${q} = has_minus * mixed[minus + c${q}]; let y${q} = has_minus * mixed[minus + ${channels}u + c${q}]; let va${q} = a${q} + x${q}; let vb${q} = b${q} + y${q}; let da${q} = a${q} - x${q}; let db${q} = b${q} - y${q};`)}
        let t = ${table}u + 2u * (k * ${width}u + p);
        ${common(lanes.sharing, 't', 2 * size, (r) => `table[t + ${r}]`)}
        ${everyChannel(lanes, (q) => sums.map((r) => `pa${r}_${q} = fma(t${2 * r}, va${q}, pa${r}_${q}); pb${r}_${q} = fma(t${2 * r}, vb${q}, pb${r}_${q}); qa${r}_${q} = fma(t${2 * r + 1}, da${q}, qa${r}_${q}); qb${r}_${q} = fma(t${2 * r + 1}, db${q}, qb${r}_${q});`).join(' '))}
      }
      ${storeSums(
        lanes,
        'round',
        size,
        ['sizes[5]', 'sizes[7]'],
        (r, q) => [`pa${r}_${q}`, `pb${r}_${q}`, `qa${r}_${q}`, `qb${r}_${q}`],
        `if (p + r < ${pairsOf(n1)}u) {
          let here = last + (p + r) * ${2 * m2 * channels}u + c;
          let there = last + select(${n1}u - (p + r), 0u, p + r == 0u) * ${2 * m2 * channels}u + c;
          columns[here] = tile[at] - tile[at + 3u];
          columns[here + ${channels}u] = tile[at + 1u] + tile[at + 2u];
          columns[there] = tile[at] + tile[at + 3u];
          columns[there + ${channels}u] = tile[at + 1u] - tile[at + 2u];
        }`,
      )}
    }`,
  );
}
