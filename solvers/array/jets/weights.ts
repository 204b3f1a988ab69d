import type { Lowered, Stage, StageContext } from '../stage';
import { type JetPlan, LOAD, range, THREADS } from './shape';

/** Sums that a thread holds: a block of inputs x outputs. */
const BLOCK_SUMS = 64;
/** Threads to have at least, by splitting the points; enough for both small CPUs and GPUs. */
const ENOUGH_THREADS = 4096;
/** Words of the block table: rows of H and delta, element of W, width of it, rows, columns, first or not, spare. */
const WORDS = 8;
const NO_BIAS = 0xffffffff;

/**
 * The gradient of all weights: a thread has a block of one layer and a share of the tiles, and sums over their points
 * and channels, four numbers of a row at once. Nothing is shared between threads: a barrier would cost more here
 * (llvmpipe keeps the sums of such a kernel in memory). `delta` is the scratch of that number.
 */
export function weightStages(plan: JetPlan, ctx: StageContext, delta: number): Lowered {
  const [rows, columns] = blockShape(plan);
  const table = blockTable(plan, rows, columns);
  const blocks = table.length / WORDS;
  const share = Math.ceil(plan.tiles / Math.ceil(ENOUGH_THREADS / blocks));
  const splits = Math.ceil(plan.tiles / share);
  const { parameters, tiles, count, lanes } = plan;
  const whole = splits === 1;
  const products = plan.layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const items = blocks * splits;
  const inputRows = count * plan.layers.reduce((sum, { inputs }) => sum + inputs, 0);
  const moved = lanes * THREADS * tiles * (inputRows + plan.deltaRows) + splits * parameters;
  const partial: Stage = {
    kernel: {
      name: 'jet weight gradient',
      wgsl: partialText(plan, [rows, columns], [blocks, share], whole ? ctx.outputOffset : 0),
      workgroup: [THREADS, 1, 1],
      cost: { flops: (2 * count * products * lanes * THREADS * tiles) / items, bytes: (4 * moved) / items },
    },
    operands: {
      blocks: { kind: 'table', data: table },
      tape: { kind: 'saved', input: 2, index: 0 },
      delta: { kind: 'scratch', index: delta },
      result: whole ? { kind: 'output' } : { kind: 'scratch', index: delta + 1 },
    },
    extent: [blocks, splits],
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
function blockShape({ layers }: JetPlan): readonly [number, number] {
  let best: readonly [number, number] = [1, 1];
  let least = Number.POSITIVE_INFINITY;
  for (let rows = 1; rows <= 16; rows++) {
    for (let columns = 1; columns <= 16 && rows * columns <= BLOCK_SUMS; columns++) {
      const each = rows * columns + LOAD * (rows + columns);
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
        const bias = row === 0 ? start + inputs * outputs + column : NO_BIAS;
        words.push(h, d, start + row * outputs + column, outputs, ...left, bias, 0);
      }
    }
  });
  return Uint32Array.from(words);
}

function partialText(
  plan: JetPlan,
  [rows, columns]: readonly [number, number],
  [blocks, share]: readonly [number, number],
  offset: number,
): string {
  const { count, lanes, tiles, tapeRows, deltaRows, parameters } = plan;
  const width = (THREADS * lanes) / 4;
  const cells = range(rows).flatMap((r) => range(columns).map((s) => [r, s] as const));
  const product = (r: number, s: number): string =>
    [...'xyzw'].reduce((sum, part) => `fma(h${r}.${part}, d${s}.${part}, ${sum})`, `a${r}_${s}`);
  const start = (name: string, first: string, most: string, n: number): string =>
    range(n)
      .map((r) => `let ${name}${r} = (${first} + min(${r}u, ${most} - 1u) * ${count}u) * ${width}u;`)
      .join('\n  ');
  return `// One thread sums a block of ${rows} inputs x ${columns} outputs over its share of the tiles.
// in: blocks (row of H, row of delta, W, width | rows, columns, b or none), tape, delta; out: result, parts of the gradient.
@group(0) @binding(0) var<storage, read> blocks: array<vec4u>;
@group(0) @binding(1) var<storage, read> tape: array<vec4f>;
@group(0) @binding(2) var<storage, read> delta: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> result: array<f32>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${blocks}u) { return; }
  let place = blocks[2u * id.x];
  let form = blocks[2u * id.x + 1u];
  let start = id.y * ${share}u;
  let end = min(${tiles}u, start + ${share}u);
  ${cells.map(([r, s]) => `var a${r}_${s} = 0.0;`).join(' ')}
  ${range(columns)
    .map((s) => `var b${s} = vec4f();`)
    .join(' ')}
  ${start('row', 'place.x', 'form.x', rows)}
  ${start('column', 'place.y', 'form.y', columns)}
  for (var tile = start; tile < end; tile++) {
    let p = tile * ${tapeRows * width}u;
    let q = tile * ${deltaRows * width}u;
    for (var i = 0u; i < ${count * width}u; i++) {
      ${range(rows)
        .map((r) => `let h${r} = tape[p + row${r} + i];`)
        .join(' ')}
      ${range(columns)
        .map((s) => {
          const sums = range(rows).map((r) => `a${r}_${s} = ${product(r, s)};`);
          return `let d${s} = delta[q + column${s} + i]; ${sums.join(' ')}`;
        })
        .join('\n      ')}
    }
  }
  let first = ${offset}u + id.y * ${parameters}u;
  ${cells
    .map(
      ([r, s]) =>
        `if (${r}u < form.x && ${s}u < form.y) { result[first + place.z + ${r}u * place.w + ${s}u] = a${r}_${s}; }`,
    )
    .join('\n  ')}
  if (form.z == ${NO_BIAS}u) { return; }
  for (var tile = start; tile < end; tile++) {
    let q = tile * ${deltaRows * width}u;
    for (var i = 0u; i < ${width}u; i++) {
      ${range(columns)
        .map((s) => `b${s} += delta[q + column${s} + i];`)
        .join(' ')}
    }
  }
  ${range(columns)
    .map((s) => `if (${s}u < form.y) { result[first + form.z + ${s}u] = dot(b${s}, vec4f(1.0)); }`)
    .join('\n  ')}
}
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
