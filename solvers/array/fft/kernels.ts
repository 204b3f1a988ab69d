import shared from '../../../shaders/array/fft/pass.wgsl?raw';
import single from '../../../shaders/array/fft/single.wgsl?raw';
import { type Extent, foldItems, type Kernel } from '../../gpu';
import { butterfly } from './butterfly';

/** Bytes of workgroup memory that every WebGPU device has. */
const WORKGROUP_BYTES = 16384;
/** Threads of a workgroup that transforms whole lines, at most. */
const THREADS = 128;
/** Lines side by side in a workgroup where elements stand apart: 64 bytes, a cache line. */
const ABREAST = 8;

/** Where a pass reads. */
export interface Source {
  readonly form: 'complex' | 'real' | 'hermitian';
  /** Elements of a line in memory. */
  readonly row: number;
  /** First 4-byte element. */
  readonly offset: number;
  /** Elements of the transform before Bluestein's padding: elements from there on are 0, others meet the chirp. */
  readonly padded: number | null;
}

/** Where a pass writes. */
export interface Target {
  readonly form: 'complex' | 'real';
  readonly row: number;
  readonly offset: number;
  /** Elements of a line that are written, the others are dropped. */
  readonly keep: number;
  readonly scale: number;
  /** The table that the results are multiplied with. */
  readonly factor: 'none' | 'chirp' | 'spectrum';
}

/** A dispatch over `lines` lines of `n` elements: all of `radices`, the first of them after `done`. */
export interface Pass {
  readonly lines: number;
  readonly n: number;
  readonly inner: number;
  readonly sign: 1 | -1;
  readonly radices: readonly number[];
  readonly done: number;
  readonly source: Source;
  readonly target: Target;
  /** The source is the target's array: only for passes over whole lines. */
  readonly inPlace: boolean;
}

/** Whether a workgroup can hold whole lines of `n` between the passes of `radices`. */
export function fitsWorkgroup(n: number, radices: readonly number[]): boolean {
  return n * 8 * Math.min(2, radices.length - 1) <= WORKGROUP_BYTES;
}

/** The kernel of a pass and what it covers. */
export function passKernel(pass: Pass): { kernel: Kernel; extent: Extent } {
  const { lines, n, inner, source, target, radices, sign, done } = pass;
  const constants = {
    LINES: lines,
    N: n,
    INNER: inner,
    SRC_ROW: source.row,
    DST_ROW: target.row,
    SRC_OFFSET: source.form !== 'real' && pairs(source.offset) ? source.offset / 2 : source.offset,
    DST_OFFSET: target.form !== 'real' && pairs(target.offset) ? target.offset / 2 : target.offset,
    SCALE: target.scale,
  };
  const head = shared + bindings(pass);
  const bytes = lines * (sourceBytes(source, n) + target.keep * (target.form === 'real' ? 4 : 8));
  const name = `fft/${radices.join('x')}`;
  if (radices.length === 1) {
    const [radix] = radices;
    const step = stepText(radix, {
      sign,
      done,
      n,
      read: (k) => `fetch(src_base, ${k})`,
      write: (k, v) => `put(dst_base, ${k}, ${v})`,
    });
    const items = lines * (n / radix);
    return {
      kernel: {
        name,
        wgsl: head + single.replace('//$BODY', step.text),
        workgroup: [64, 1, 1],
        cost: { flops: step.flops, bytes: bytes / items },
        constants: { ...constants, RADIX: radix, DONE: done },
      },
      extent: foldItems(items, 64),
    };
  }
  const { text, flops, threads, abreast } = wholeLines(pass);
  const extent = foldItems(Math.ceil(lines / abreast) * threads, threads);
  const items = extent[0] * (extent[1] ?? 1);
  return {
    kernel: {
      name,
      wgsl: head + text,
      workgroup: [threads, 1, 1],
      cost: { flops: (flops * lines) / items, bytes: bytes / items },
      constants,
    },
    extent,
  };
}

/** Whether an array that starts at this 4-byte element can be read as pairs. */
const pairs = (offset: number) => offset % 2 === 0;

function sourceBytes({ form, row, padded }: Source, n: number): number {
  return form === 'real' ? 4 * row : 8 * (padded ?? (form === 'hermitian' ? row : n));
}

function bindings({ source, target, inPlace, n, radices }: Pass): string {
  const complex = (array: string, at: string, { form, offset }: Source | Target) => {
    const first = `${array === 'src' ? 'SRC' : 'DST'}_OFFSET`;
    if (form === 'real') return `vec2f(${array}[${at} + ${first}], 0.0)`;
    if (pairs(offset)) return `${array}[${at} + ${first}]`;
    return `vec2f(${array}[2u * (${at}) + ${first}], ${array}[2u * (${at}) + ${first} + 1u])`;
  };
  const element = ({ form, offset }: Source | Target) => (form !== 'real' && pairs(offset) ? 'vec2f' : 'f32');
  const from = inPlace ? 'dst' : 'src';
  const at = (k: string) => complex(from, `start + (${k}) * INNER`, source);
  const count = source.padded ?? n;
  const value =
    source.form === 'hermitian'
      ? `let mirrored = 2u * k > ${count}u;
  let half = ${at(`select(k, ${count}u - k, mirrored)`)};
  let alone = k == 0u || 2u * k == ${count}u;
  let value = vec2f(half.x, select(select(half.y, -half.y, mirrored), 0.0, alone));`
      : `let value = ${at('k')};`;
  const stored = {
    none: target.scale === 1 ? 'v' : 'v * SCALE',
    chirp: 'product(v, chirp[k]) * SCALE',
    spectrum: 'product(v, spectrum[k])',
  }[target.factor];
  const place = 'start + k * INNER';
  const store =
    target.form === 'real'
      ? `dst[${place} + DST_OFFSET] = stored.x;`
      : pairs(target.offset)
        ? `dst[${place} + DST_OFFSET] = stored;`
        : `let place = 2u * (${place}) + DST_OFFSET;
  dst[place] = stored.x;
  dst[place + 1u] = stored.y;`;
  const table = (binding: number, name: string, used: boolean) =>
    used ? `@group(0) @binding(${binding}) var<storage, read> ${name}: array<vec2f>;\n` : '';
  return `
${inPlace ? '' : `@group(0) @binding(0) var<storage, read> src: array<${element(source)}>;`}
@group(0) @binding(1) var<storage, read_write> dst: array<${element(target)}>;
${table(2, 'roots', radices[0] !== n)}${table(3, 'chirp', source.padded !== null || target.factor === 'chirp')}${table(4, 'spectrum', target.factor === 'spectrum')}
fn fetch(start: u32, k: u32) -> vec2f {
  ${source.padded === null ? '' : `if (k >= ${count}u) { return vec2f(); }`}
  ${value}
  return ${source.padded === null ? 'value' : 'product(value, chirp[k])'};
}

fn put(start: u32, k: u32, v: vec2f) {
  ${target.keep < n ? `if (k >= ${target.keep}u) { return; }` : ''}
  let stored = ${stored};
  ${store}
}
`;
}

interface Step {
  readonly sign: 1 | -1;
  readonly done: number;
  readonly n: number;
  readonly read: (k: string) => string;
  readonly write: (k: string, value: string) => string;
}

/** Butterfly `j` of a Stockham pass: reads j + r n / radix, turns, transforms, writes where the next pass reads. */
function stepText(radix: number, { sign, done, n, read, write }: Step): { text: string; flops: number } {
  const width = n / radix;
  const ks = Array.from({ length: radix }, (_, r) => r);
  const reads = ks.map((r) => `let a${r} = ${read(`j + ${r * width}u`)};`);
  if (done === 1) {
    const { text, outputs, flops } = butterfly(
      ks.map((r) => `a${r}`),
      sign,
    );
    return {
      text: [...reads, text, ...outputs.map((name, r) => `${write(`j * ${radix}u + ${r}u`, name)};`)].join('\n'),
      flops,
    };
  }
  // Roots of powers of two are read, the others are products of at most three: reads are dearer than products.
  const turns = ks.slice(1).map((r) => {
    const low = r & -r;
    if (low === r) return `let w${r} = roots[within * ${(r * n) / (done * radix)}u];`;
    return `let w${r} = product(w${low}, w${r - low});`;
  });
  const turned = ks.slice(1).map((r) => `let x${r} = product(a${r}, w${r});`);
  const { text, outputs, flops } = butterfly(
    ks.map((r) => (r === 0 ? 'a0' : `x${r}`)),
    sign,
  );
  const products = radix - 1 + turns.filter((line) => line.includes('product')).length;
  return {
    text: [
      `let within = j % ${done}u;`,
      ...reads,
      ...turns,
      ...turned,
      text,
      `let to = (j - within) * ${radix}u + within;`,
      ...outputs.map((name, r) => `${write(`to + ${r * done}u`, name)};`),
    ].join('\n'),
    flops: flops + 6 * products,
  };
}

/** All passes over `abreast` lines in workgroup memory, a barrier between each two; `flops` a line. */
function wholeLines({ n, inner, lines, radices, sign }: Pass) {
  const buffers = Math.min(2, radices.length - 1);
  const widest = n / radices[0];
  const room = Math.floor(WORKGROUP_BYTES / (8 * n * buffers));
  const wanted = inner === 1 ? Math.ceil(THREADS / widest) : ABREAST;
  const abreast = Math.max(1, Math.min(room, wanted, lines));
  const threads = Math.min(THREADS, Math.ceil((abreast * widest) / 8) * 8);
  const place = (k: string) => (inner === 1 ? `l * ${n}u + ${k}` : `(${k}) * ${abreast}u + l`);
  let done = 1;
  let flops = 0;
  const steps = radices.map((radix, s) => {
    const first = s === 0;
    const last = s === radices.length - 1;
    const step = stepText(radix, {
      sign,
      done,
      n,
      read: first ? (k) => `fetch(src_base, ${k})` : (k) => `room${(s - 1) % buffers}[${place(k)}]`,
      write: last ? (k, v) => `put(dst_base, ${k}, ${v})` : (k, v) => `room${s % buffers}[${place(k)}] = ${v}`,
    });
    done *= radix;
    const width = n / radix;
    const count = width * abreast;
    flops += width * step.flops;
    const [j, l] = inner === 1 ? [`b % ${width}u`, `b / ${width}u`] : [`b / ${abreast}u`, `b % ${abreast}u`];
    const body = `let j = ${j};
  let l = ${l};
  let line = first + l;
  ${lines % abreast === 0 ? '' : `if (line < LINES) `}{
  ${first ? 'let src_base = base(line, SRC_ROW);' : ''}${last ? 'let dst_base = base(line, DST_ROW);' : ''}
${step.text}
  }`;
    // A loop that runs once still costs its mask and its counter.
    if (count === threads) return `{\n  let b = lane;\n  ${body}\n}`;
    return `for (var b = lane; b < ${count}u; b += ${threads}u) {\n  ${body}\n}`;
  });
  const rooms = Array.from({ length: buffers }, (_, k) => `var<workgroup> room${k}: array<vec2f, ${n * abreast}>;`);
  const text = `${rooms.join('\n')}
@compute @workgroup_size(${threads})
fn whole(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let first = (group.x + group.y * groups.x) * ${abreast}u;
  ${steps.join('\nworkgroupBarrier();\n')}
}
`;
  return { text, flops, threads, abreast };
}
