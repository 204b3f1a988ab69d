import { Bindings, type Body, emitterFor, readBytes, type Storage, storeAll } from './bindings';
import { foursOf } from './fours';
import type { Task } from './fuse';
import type { Node } from './node';
import { range } from './sharing';
import { type Strided, strided } from './strided';

/** Numbers that a thread holds in registers and, beyond those, in the first cache. */
const SUMS = 256;
/** What a load costs on llvmpipe, and handing a number round, in fused multiply-adds. */
const LOAD = 36;
const HANDING = 3;
/** Blocks beyond which smaller ones gain nothing: enough for a few processors. */
const ENOUGH_BLOCKS = 16;

/** A block of the product: `handed` along one axis times `held * lanes` along the other. */
interface Block {
  readonly handed: number;
  readonly held: number;
}

/**
 * A batched product A[b, m, k] B[b, k, n] with everything that is stored at the same places, for adapters on which a
 * load costs far more than handing a number round in a subgroup (llvmpipe). A subgroup has a block: each of its
 * `lanes` threads has every `lanes`-th line of it along one axis, for which it loads one operand itself, and loads
 * every `lanes`-th number of the other operand, which the threads hand round. Reads beyond the edges are clamped.
 */
export function sharedMatmulText<Buffer>(
  task: Task,
  outputs: readonly Node[],
  storage: Storage<Buffer>,
  lanes: number,
): { readonly body: Body; readonly bindings: Bindings<Buffer> } {
  const { node } = task;
  const [a, b] = node.inputs;
  const [batch, m, k] = a.shape;
  const n = b.shape[2];
  const [along, across] = [blockOf(n, m, batch, lanes), blockOf(m, n, batch, lanes)];
  // The threads stand along the columns or along the rows, whichever wastes less.
  const columns = costOf(along, n, m, batch, lanes) <= costOf(across, m, n, batch, lanes);
  const { handed, held } = columns ? along : across;
  const [extent, other] = columns ? [n, m] : [m, n];
  const finish = foursAfter(task, outputs, storage, columns ? held : handed) ?? oneAfter(task, outputs, storage);
  const { bindings, width } = finish;
  const own = operand(strided(columns ? b : a), columns ? [2, 1] : [1, 2], bindings);
  const shared = operand(strided(columns ? a : b), columns ? [1, 2] : [2, 1], bindings);

  const loads = range(Math.ceil(handed / lanes));
  const holds = range(held);
  // Neighbouring columns of a thread are what is stored at once.
  const place = (s: number): string => {
    if (!columns || width === 1) return `first + ${s * lanes}u + lane`;
    return `first + ${(s - (s % width)) * lanes + (s % width)}u + lane * ${width}u`;
  };
  const line = (name: string, { head }: OperandText, at: string, size: number): string =>
    `let ${name} = ${head} + min(${at}, ${size - 1}u)`;
  const heads = [
    ...loads.map((g) => `${line(`x${g}`, shared, `other + ${g * lanes}u + lane`, other)} * ${shared.stride}u;`),
    ...holds.map((s) => `${line(`y${s}`, own, place(s), extent)} * ${own.stride}u;`),
  ];
  const products = range(handed).map((r) => {
    const sums = holds.map((s) => `t${r}_${s} = fma(h, own${s}, t${r}_${s});`);
    return `{ let h = subgroupBroadcast(shared${Math.floor(r / lanes)}, ${r % lanes}u); ${sums.join(' ')} }`;
  });
  const [lines, groups] = columns ? [handed, held / width] : [held, handed / width];
  const sum = (line: number, column: number): string => (columns ? `t${line}_${column}` : `t${column}_${line}`);
  const tile = range(lines).flatMap((line) =>
    range(groups).map((group) => {
      const numbers = range(width).map((c) => sum(line, group * width + c));
      return `tile[${line * groups + group}] = ${width === 1 ? numbers[0] : `vec4f(${numbers.join(', ')})`};`;
    }),
  );
  const [row, column] = columns
    ? ['other + r', `first + (g * ${lanes}u + lane) * ${width}u`]
    : [`first + r * ${lanes}u + lane`, `other + g * ${width}u`];
  const text = `${finish.text}
@compute @workgroup_size(${lanes})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(subgroup_invocation_id) lane: u32) {
  let first = id.x * ${held * lanes}u;
  let other = id.y * ${handed}u;
  ${heads.join('\n  ')}
  ${range(handed)
    .map((r) => holds.map((s) => `var t${r}_${s} = 0.0;`).join(' '))
    .join(' ')}
  for (var p = 0u; p < ${k}u; p++) {
    ${loads.map((g) => `let shared${g} = ${shared.variable}[x${g} + p * ${shared.kStride}u];`).join(' ')}
    ${holds.map((s) => `let own${s} = ${own.variable}[y${s} + p * ${own.kStride}u];`).join(' ')}
    ${products.join('\n    ')}
  }
  // A loop, so that what follows the product is compiled once and not for each element.
  var tile: array<${width === 1 ? 'f32' : 'vec4f'}, ${lines * groups}>;
  ${tile.join(' ')}
  for (var r = 0u; r < ${lines}u; r++) {
    for (var g = 0u; g < ${groups}u; g++) {
      let row = ${row};
      let column = ${column};
      if (row < ${m}u && column < ${n}u) {
        finish((id.z * ${m * n}u + row * ${n}u + column) / ${width}u, tile[r * ${groups}u + g]);
      }
    }
  }
}
`;
  const body: Body = {
    enables: 'enable subgroups;\n',
    text,
    items: [Math.ceil(extent / (held * lanes)) * lanes, Math.ceil(other / handed), batch],
    workgroup: [lanes, 1, 1],
    flops: batch * m * n * (2 * k + finish.flops),
    bytes: 4 * batch * m * n * outputs.length + readBytes(task.outputs, storage),
  };
  return { body, bindings };
}

/** What is done with the product: a function `finish` of the number of `width` neighbouring elements and their values. */
interface After<Buffer> {
  readonly text: string;
  readonly width: 1 | 4;
  readonly flops: number;
  readonly bindings: Bindings<Buffer>;
}

/** Four columns at once; null where the columns or what a thread has of them are no fours. */
function foursAfter<Buffer>(
  task: Task,
  outputs: readonly Node[],
  storage: Storage<Buffer>,
  each: number,
): After<Buffer> | null {
  if (task.node.shape[2] % 4 !== 0 || each % 4 !== 0) return null;
  const bindings = new Bindings(storage, outputs);
  // Operands are read as numbers, too.
  for (const input of task.node.inputs) bindings.locate(strided(input).source);
  const fours = foursOf(task, outputs, storage, bindings, 'value');
  if (!fours) return null;
  const text = `${fours.functions}
fn finish(q: u32, value: vec4f) {
  ${fours.statements}
}`;
  return { text, width: 4, flops: fours.flops, bindings };
}

function oneAfter<Buffer>(task: Task, outputs: readonly Node[], storage: Storage<Buffer>): After<Buffer> {
  const bindings = new Bindings(storage, outputs);
  const emitter = emitterFor(task.outputs, storage, bindings);
  emitter.define(task.node, { shape: task.node.shape, flat: 'i', coordinates: null }, 'value');
  const stores = storeAll(emitter, outputs, bindings, 'i');
  const text = `fn finish(i: u32, value: f32) {
  ${[...emitter.lines, ...stores].join('\n  ')}
}`;
  return { text, width: 1, flops: emitter.flops, bindings };
}

/** The block that takes least work along `extent`, on which the threads stand, and `other`. */
function blockOf(extent: number, other: number, batch: number, lanes: number): Block {
  let best: Block = { handed: 1, held: 1 };
  let least = Number.POSITIVE_INFINITY;
  for (let handed = 1; handed <= 64; handed++) {
    for (let held = 1; held * handed <= SUMS && held <= 8; held++) {
      const cost = costOf({ handed, held }, extent, other, batch, lanes);
      if (cost < least) [best, least] = [{ handed, held }, cost];
    }
  }
  return best;
}

/** Fused multiply-adds of a thread for each k, those that stand for loads and handing round counted. */
function costOf({ handed, held }: Block, extent: number, other: number, batch: number, lanes: number): number {
  const work = handed * (held + HANDING) + LOAD * (Math.ceil(handed / lanes) + held);
  const blocks = Math.ceil(extent / (held * lanes)) * Math.ceil(other / handed) * batch;
  return work * Math.max(blocks, ENOUGH_BLOCKS);
}

interface OperandText {
  readonly variable: string;
  /** Its first element in the batch. */
  readonly head: string;
  readonly stride: number;
  readonly kStride: number;
}

function operand<Buffer>(
  place: Strided,
  [blockAxis, kAxis]: readonly [number, number],
  bindings: Bindings<Buffer>,
): OperandText {
  const { variable, offset } = bindings.locate(place.source);
  return {
    variable,
    head: `id.z * ${place.strides[0]}u + ${place.start + offset}u`,
    stride: place.strides[blockAxis],
    kStride: place.strides[kAxis],
  };
}
