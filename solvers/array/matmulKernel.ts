import { type Bindings, type Body, emitterFor, readBytes, type Storage, storeAll } from './bindings';
import type { Task } from './fuse';
import type { Node } from './node';
import { type Strided, strided } from './strided';

/** Rows and columns of the block that a thread holds in registers. */
const BLOCK = 4;
const WORKGROUP = [8, 8, 1] as const;

/**
 * A batched product A[b, m, k] B[b, k, n] with everything that is stored at the same places: each thread holds a
 * block of 4 x 4 in registers and reads its operands straight from memory, four numbers at once where they lie in a
 * row (workgroup tiles gain on real GPUs only, and cost barriers elsewhere). Reads beyond the edges are clamped.
 */
export function matmulText<Buffer>(
  task: Task,
  outputs: readonly Node[],
  storage: Storage<Buffer>,
  bindings: Bindings<Buffer>,
): Body {
  const { node } = task;
  const [a, b] = node.inputs;
  const [batch, m, k] = a.shape;
  const n = b.shape[2];
  // B is read along its columns, A along k or along its rows: whichever lies in a row.
  const left = operand(strided(a), [m, k], [1, 2], storage, bindings);
  const right = operand(strided(b), [n, k], [2, 1], storage, bindings);
  const step = k % 4 === 0 && (left.along === 'k' || right.along === 'k') ? 4 : 1;
  const leftText = left.text('row', 'p', step, 'x', m);
  const rightText = right.text('column', 'p', step, 'y', n);

  const after = emitterFor(task.outputs, storage, bindings);
  after.define(node, { shape: node.shape, flat: 'i', coordinates: null }, 'value');
  const stores = storeAll(after, outputs, bindings, 'i');
  const cells = [0, 1, 2, 3];
  const products = Array.from({ length: step }, (_, q) =>
    cells.map((r) => `t${r} = fma(vec4f(${leftText.name(r, q)}), ${rightText.vector(q)}, t${r});`).join('\n    '),
  );
  const text = `fn finish(i: u32, value: f32) {
  ${[...after.lines, ...stores].join('\n  ')}
}
@compute @workgroup_size(${WORKGROUP.join(', ')})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = id.x * ${BLOCK}u;
  let row = id.y * ${BLOCK}u;
  if (column >= ${n}u || row >= ${m}u) { return; }
  ${leftText.head}
  ${rightText.head}
  ${cells.map((r) => `var t${r} = vec4f();`).join(' ')}
  for (var p = 0u; p < ${k}u; p += ${step}u) {
    ${leftText.loads}
    ${rightText.loads}
    ${products.join('\n    ')}
  }
  let first = (id.z * ${m}u + row) * ${n}u + column;
  // A loop, so that what follows the product is compiled once and not sixteen times.
  var tile: array<vec4f, ${BLOCK}>;
  ${cells.map((r) => `tile[${r}] = t${r};`).join(' ')}
  for (var r = 0u; r < ${BLOCK}u; r++) {
    if (row + r >= ${m}u) { break; }
    let line = tile[r];
    for (var c = 0u; c < ${BLOCK}u; c++) {
      if (column + c < ${n}u) { finish(first + r * ${n}u + c, line[c]); }
    }
  }
}
`;
  return {
    text,
    items: [Math.ceil(n / BLOCK), Math.ceil(m / BLOCK), batch],
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
  /** The four of the block at the q-th k. */
  vector(q: number): string;
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
    const cells = [0, 1, 2, 3];
    if (along === 'block') {
      const head = `let ${prefix}Base = ${base} + ${block} / 4u;`;
      const loads = Array.from(
        { length: step },
        (_, q) => `let ${prefix}${q} = ${variable}[${prefix}Base + (${p} + ${q}u) * ${kStride / 4}u];`,
      );
      return {
        head,
        loads: loads.join('\n    '),
        name: (r, q) => `${prefix}${q}[${r}]`,
        vector: (q) => `${prefix}${q}`,
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
        vector: (q) => `vec4f(${cells.map((r) => `${prefix}${r}[${q}]`).join(', ')})`,
      };
    }
    const loads = Array.from({ length: step }, (_, q) =>
      cells
        .map((r) => `let ${prefix}${r}_${q} = ${variable}[${prefix}Row${r} + (${p} + ${q}u) * ${kStride}u];`)
        .join(' '),
    );
    return {
      head: rows.join(' '),
      loads: loads.join('\n    '),
      name: (r, q) => `${prefix}${r}_${q}`,
      vector: (q) => `vec4f(${cells.map((r) => `${prefix}${r}_${q}`).join(', ')})`,
    };
  };
  return { along, text };
}
