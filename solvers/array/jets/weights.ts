import type { Lowered, Stage, StageContext } from '../stage';
import { type JetPlan, LOAD, range, THREADS } from './shape';

/** Sums that a thread holds: a block of inputs x outputs. */
const BLOCK_SUMS = 64;
/** Workgroups to have at least, by splitting the points; enough for both small CPUs and GPUs. */
const ENOUGH_GROUPS = 128;
/** Words of the block table: rows of H and delta, element of W, width of it, rows, columns, first or not, spare. */
const WORDS = 8;

/**
 * The gradient of all weights: a workgroup has a block of one layer and a share of the tiles; its threads sum over
 * points of their own, and then over the threads in workgroup memory. `delta` is the scratch of that number.
 */
export function weightStages(plan: JetPlan, ctx: StageContext, delta: number): Lowered {
  const [rows, columns] = blockShape(plan);
  const table = blockTable(plan, rows, columns);
  const blocks = table.length / WORDS;
  const splits = Math.min(plan.tiles, Math.ceil(ENOUGH_GROUPS / blocks));
  const { parameters, tiles, count, lanes } = plan;
  const whole = splits === 1;
  const products = plan.layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const items = blocks * THREADS * splits;
  const inputRows = count * plan.layers.reduce((sum, { inputs }) => sum + inputs, 0);
  const moved = lanes * THREADS * tiles * (inputRows + plan.deltaRows) + splits * parameters;
  const partial: Stage = {
    kernel: {
      name: 'jet weight gradient',
      wgsl: partialText(plan, rows, columns, splits, whole ? ctx.outputOffset : 0),
      workgroup: [THREADS, 1, 1],
      cost: { flops: (2 * count * products * lanes * THREADS * tiles) / items, bytes: (4 * moved) / items },
    },
    operands: {
      blocks: { kind: 'table', data: table },
      tape: { kind: 'saved', input: 2, index: 0 },
      delta: { kind: 'scratch', index: delta },
      result: whole ? { kind: 'output' } : { kind: 'scratch', index: delta + 1 },
    },
    extent: [blocks * THREADS, splits],
  };
  if (whole) return { stages: [partial], scratch: [] };
  const reduce: Stage = {
    kernel: {
      name: 'jet weight gradient sum',
      wgsl: reduceText(parameters, splits, ctx.outputOffset),
      workgroup: [64, 1, 1],
      cost: { flops: splits, bytes: 4 * (splits + 1) },
    },
    operands: { parts: { kind: 'scratch', index: delta + 1 }, result: { kind: 'output' } },
    extent: [parameters],
  };
  return { stages: [partial, reduce], scratch: [splits * parameters] };
}

/** Rows and columns of the blocks that need the least work over all layers, overhang and loads counted. */
function blockShape({ layers, lanes }: JetPlan): readonly [number, number] {
  let best: readonly [number, number] = [1, 1];
  let least = Number.POSITIVE_INFINITY;
  for (let rows = 1; rows <= 16; rows++) {
    for (let columns = 1; columns <= 16 && rows * columns <= BLOCK_SUMS; columns++) {
      const each = lanes * (rows * columns + LOAD * (rows + columns));
      const cost = layers.reduce((sum, { inputs, outputs }) => {
        return sum + Math.ceil(inputs / rows) * Math.ceil(outputs / columns) * each;
      }, 0);
      if (cost < least) [best, least] = [[rows, columns], cost];
    }
  }
  return best;
}

function blockTable(plan: JetPlan, rows: number, columns: number): Uint32Array {
  const words: number[] = [];
  plan.layers.forEach(({ inputs, outputs, start }, k) => {
    for (let row = 0; row < inputs; row += rows) {
      for (let column = 0; column < outputs; column += columns) {
        const h = plan.hRow(k) + row * plan.count;
        const d = plan.deltaRow(k + 1) + column * plan.count;
        const left = [Math.min(rows, inputs - row), Math.min(columns, outputs - column)];
        // The biases lie behind W: the first row of blocks sums them, too.
        const bias = row === 0 ? start + inputs * outputs + column : 0xffffffff;
        words.push(h, d, start + row * outputs + column, outputs, ...left, bias, 0);
      }
    }
  });
  return Uint32Array.from(words);
}

function partialText(plan: JetPlan, rows: number, columns: number, splits: number, offset: number): string {
  const { count, lanes, tiles, tapeRows, deltaRows, parameters } = plan;
  const cells = range(rows).flatMap((r) => range(columns).map((s) => [r, s] as const));
  const product = (r: number, s: number): string =>
    range(lanes).reduce((sum, i) => {
      const part = lanes === 1 ? '' : `[${i}]`;
      return `fma(h${r}${part}, d${s}${part}, ${sum})`;
    }, `a${r}_${s}`);
  const share = Math.ceil(tiles / splits);
  const total = rows * columns;
  return `// in: blocks (8 words each), tape, delta; out: result, ${splits} parts of the gradient; one workgroup a block and part.
alias V = ${plan.type};
@group(0) @binding(0) var<storage, read> blocks: array<vec4u>;
@group(0) @binding(1) var<storage, read> tape: array<V>;
@group(0) @binding(2) var<storage, read> delta: array<V>;
@group(0) @binding(3) var<storage, read_write> result: array<f32>;
var<workgroup> parts: array<f32, ${(total + columns) * THREADS}>;
fn total(first: u32) -> f32 {
  var sum = 0.0;
  for (var t = 0u; t < ${THREADS}u; t++) { sum += parts[first + t]; }
  return sum;
}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let place = blocks[2u * group.x];
  let form = blocks[2u * group.x + 1u];
  let end = min(${tiles}u, (group.y + 1u) * ${share}u);
  ${cells.map(([r, s]) => `var a${r}_${s} = 0.0;`).join(' ')}
  ${range(rows)
    .map((r) => `let row${r} = (place.x + min(${r}u, form.x - 1u) * ${count}u) * ${THREADS}u + thread;`)
    .join('\n  ')}
  ${range(columns)
    .map((s) => `let column${s} = (place.y + min(${s}u, form.y - 1u) * ${count}u) * ${THREADS}u + thread;`)
    .join('\n  ')}
  for (var tile = group.y * ${share}u; tile < end; tile++) {
    for (var c = 0u; c < ${count}u; c++) {
      let p = tile * ${tapeRows * THREADS}u + c * ${THREADS}u;
      let q = tile * ${deltaRows * THREADS}u + c * ${THREADS}u;
      ${range(rows)
        .map((r) => `let h${r} = tape[p + row${r}];`)
        .join(' ')}
      ${range(columns)
        .map(
          (s) =>
            `let d${s} = delta[q + column${s}]; ${range(rows)
              .map((r) => `a${r}_${s} = ${product(r, s)};`)
              .join(' ')}`,
        )
        .join('\n      ')}
    }
  }
  ${range(columns)
    .map((s) => `var b${s} = 0.0;`)
    .join(' ')}
  if (form.z != 0xffffffffu) {
    for (var tile = group.y * ${share}u; tile < end; tile++) {
      let q = tile * ${deltaRows * THREADS}u;
      ${range(columns)
        .map((s) => `b${s} += dot_one(delta[q + column${s}]);`)
        .join(' ')}
    }
  }
  ${cells.map(([r, s]) => `parts[${(r * columns + s) * THREADS}u + thread] = a${r}_${s};`).join('\n  ')}
  ${range(columns)
    .map((s) => `parts[${(total + s) * THREADS}u + thread] = b${s};`)
    .join('\n  ')}
  workgroupBarrier();
  let target_start = ${offset}u + group.y * ${parameters}u;
  for (var cell = thread; cell < ${total + columns}u; cell += ${THREADS}u) {
    let r = cell / ${columns}u;
    let s = cell % ${columns}u;
    if (s < form.y && r < form.x && r < ${rows}u) {
      result[target_start + place.z + r * place.w + s] = total(cell * ${THREADS}u);
    }
    if (s < form.y && r == ${rows}u && form.z != 0xffffffffu) {
      result[target_start + form.z + s] = total(cell * ${THREADS}u);
    }
  }
}
fn dot_one(v: V) -> f32 { return ${lanes === 1 ? 'v' : 'dot(v, V(1.0))'}; }
`;
}

function reduceText(parameters: number, splits: number, offset: number): string {
  return `// in: parts[splits, n]; out: result[n], their sum in order.
@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read_write> result: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${parameters}u) { return; }
  var sum = 0.0;
  for (var k = 0u; k < ${splits}u; k++) { sum += parts[k * ${parameters}u + id.x]; }
  result[${offset}u + id.x] = sum;
}
`;
}
