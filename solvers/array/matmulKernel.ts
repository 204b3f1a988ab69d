import { type Bindings, type Body, emitterFor, readBytes, type Storage, storeAll } from './bindings';
import type { Task } from './fuse';
import type { Node } from './node';
import { range } from './sharing';
import { type Strided, strided } from './strided';

const WORKGROUP = [8, 8, 1] as const;

/**
 * A batched product A[b, m, k] B[b, k, n] with everything that is stored at the same places: each thread holds a
 * square block (of 4 or 16 rows; SwiftShader, where loads are dear, likes the larger) in registers and reads its operands straight from memory, four numbers at once where they lie in a
 * row (workgroup tiles gain on real GPUs only, and cost barriers elsewhere). Reads beyond the edges are clamped.
 */
export function matmulText<Buffer>(
  task: Task,
  outputs: readonly Node[],
  storage: Storage<Buffer>,
  bindings: Bindings<Buffer>,
  largest: 4 | 16,
): Body {
  const { node } = task;
  const [a, b] = node.inputs;
  const [batch, m, k] = a.shape;
  const n = b.shape[2];
  const block = Math.min(m, n) > 8 ? largest : 4;
  // B is read along its columns, A along k or along its rows: whichever lies in a row.
  const left = operand(strided(a), [m, k], [1, 2], block, storage, bindings);
  const right = operand(strided(b), [n, k], [2, 1], block, storage, bindings);
  const step = k % 4 === 0 && (left.along === 'k' || right.along === 'k') ? 4 : 1;
  const leftText = left.text('row', 'p', step, 'x', m);
  const rightText = right.text('column', 'p', step, 'y', n);

  const after = emitterFor(task.outputs, storage, bindings);
  after.define(node, { shape: node.shape, flat: 'i', coordinates: null }, 'value');
  const stores = storeAll(after, outputs, bindings, 'i');
  const rows = range(block);
  const quads = range(block / 4);
  const products = range(step).flatMap((q) =>
    quads.map((c) => {
      const each = rows.map(
        (r) => `t${r}_${c} = fma(vec4f(${leftText.name(r, q)}), ${rightText.vector(c, q)}, t${r}_${c});`,
      );
      return each.join('\n    ');
    }),
  );
  const text = `fn finish(i: u32, value: f32) {
  ${[...after.lines, ...stores].join('\n  ')}
}
@compute @workgroup_size(${WORKGROUP.join(', ')})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * ${block}u;
  let row = id.y * ${block}u;
  if (column >= ${n}u || row >= ${m}u) { return; }
  ${leftText.head}
  ${rightText.head}
  ${rows.flatMap((r) => quads.map((c) => `var t${r}_${c} = vec4f();`)).join(' ')}
  for (var p = 0u; p < ${k}u; p += ${step}u) {
    ${leftText.loads}
    ${rightText.loads}
    ${products.join('\n    ')}
  }
  let first = (id.z * ${m}u + row) * ${n}u + column;
  // A loop, so that what follows the product is compiled once and not for each element.
  var tile: array<vec4f, ${(block * block) / 4}>;
  ${rows.flatMap((r) => quads.map((c) => `tile[${r * quads.length + c}] = t${r}_${c};`)).join(' ')}
  for (var r = 0u; r < ${block}u; r++) {
    if (row + r >= ${m}u) { break; }
    for (var c = 0u; c < ${block}u; c++) {
      if (column + c < ${n}u) { finish(first + r * ${n}u + c, tile[r * ${quads.length}u + c / 4u][c % 4u]); }
    }
  }
}
`;
  return {
    text,
    items: [Math.ceil(n / block), Math.ceil(m / block), batch],
    workgroup: WORKGROUP,
    flops: batch * m * n * (2 * k + after.flops),
    bytes: 4 * batch * m * n * outputs.length + readBytes(task.outputs, storage),
  };
}

interface OperandText {
  readonly head: string;
  readonly loads: string;
  /** The number of row or column `r` of the block at the q-th k of the step. */
  name(r: number, q: number): string;
  /** The c-th four of the block at the q-th k. */
  vector(c: number, q: number): string;
}

interface OperandPlan {
  /** Which of its axes lies in a row of fours: the block's own, k, or none. */
  readonly along: 'block' | 'k' | null;
  text(block: string, p: string, step: number, prefix: string, extent: number): OperandText;
}

/** Plans the reads of one operand; `axes` are its block axis and its k axis, `extents` theirs. */
function operand<Buffer>(
  place: Strided,
  [extent, k]: readonly [number, number],
  [blockAxis, kAxis]: readonly [number, number],
  length: number,
  storage: Storage<Buffer>,
  bindings: Bindings<Buffer>,
): OperandPlan {
  const [batchStride, blockStride, kStride] = [0, blockAxis, kAxis].map((axis) => place.strides[axis]);
  const start = place.start + storage.offset(place.source);
  const quads = (...numbers: number[]): boolean =>
    !bindings.writes(place.source) && numbers.every((number) => number % 4 === 0);
  const along =
    blockStride === 1 && extent % 4 === 0 && quads(start, batchStride, kStride)
      ? 'block'
      : kStride === 1 && k % 4 === 0 && quads(start, batchStride, blockStride)
        ? 'k'
        : null;
  const text: OperandPlan['text'] = (block, p, step, prefix, size) => {
    const variable = along === null ? bindings.locate(place.source).variable : bindings.locateVectors(place.source);
    const unit = along === null ? 1 : 4;
    const base = `id.z * ${batchStride / unit}u + ${start / unit}u`;
    const cells = range(length);
    const four = (c: number, name: (r: number) => string): string =>
      `vec4f(${range(4)
        .map((r) => name(4 * c + r))
        .join(', ')})`;
    if (along === 'block') {
      // Beyond the edge the block's last fours are read again.
      const quads = range(length / 4);
      const heads = quads.map((c) => {
        return `let ${prefix}Base${c} = ${base} + min(${block} / 4u + ${c}u, ${size / 4 - 1}u);`;
      });
      const loads = range(step).flatMap((q) =>
        quads.map((c) => {
          return `let ${prefix}${q}_${c} = ${variable}[${prefix}Base${c} + (${p} + ${q}u) * ${kStride / 4}u];`;
        }),
      );
      return {
        head: heads.join(' '),
        loads: loads.join('\n    '),
        name: (r, q) => `${prefix}${q}_${Math.floor(r / 4)}[${r % 4}]`,
        vector: (c, q) => `${prefix}${q}_${c}`,
      };
    }
    const rows = cells.map(
      (r) => `let ${prefix}Row${r} = ${base} + min(${block} + ${r}u, ${size - 1}u) * ${blockStride / unit}u;`,
    );
    if (along === 'k' && step === 4) {
      return {
        head: rows.join(' '),
        loads: cells.map((r) => `let ${prefix}${r} = ${variable}[${prefix}Row${r} + ${p} / 4u];`).join('\n    '),
        name: (r, q) => `${prefix}${r}[${q}]`,
        vector: (c, q) => four(c, (r) => `${prefix}${r}[${q}]`),
      };
    }
    const loads = range(step).map((q) =>
      cells
        .map((r) => `let ${prefix}${r}_${q} = ${variable}[${prefix}Row${r} + (${p} + ${q}u) * ${kStride}u];`)
        .join(' '),
    );
    return {
      head: rows.join(' '),
      loads: loads.join('\n    '),
      name: (r, q) => `${prefix}${r}_${q}`,
      vector: (c, q) => four(c, (r) => `${prefix}${r}_${q}`),
    };
  };
  return { along, text };
}
