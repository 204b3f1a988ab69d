import { range } from '../sharing';
import type { JetPlan } from './shape';

/** Inputs x outputs of one layer that are summed together. */
export interface Block {
  readonly rows: number;
  readonly columns: number;
}

/** How the work is dealt out: blocks along x, shares of so many tiles along y; where the result begins. */
export interface Place {
  readonly blocks: number;
  readonly share: number;
  readonly offset: number;
}

/** In the table of blocks: this block has no bias to sum. */
export const NO_BIAS = 0xffffffff;

/** A thread a block; tiles are summed for themselves, so that a sum has few roundings in a row. Every thread loads what it needs. */
export function directText(plan: JetPlan, { rows, columns }: Block, { blocks, share, offset }: Place): string {
  const { count, lanes, threads, tiles, tapeRows, deltaRows, parameters } = plan;
  const width = (threads * lanes) / 4;
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
@compute @workgroup_size(${threads})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${blocks}u) { return; }
  let place = blocks[2u * id.x];
  let form = blocks[2u * id.x + 1u];
  let start = id.y * ${share}u;
  let end = min(${tiles}u, start + ${share}u);
  ${cells.map(([r, s]) => `var total${r}_${s} = 0.0;`).join(' ')}
  ${range(columns)
    .map((s) => `var b${s} = vec4f();`)
    .join(' ')}
  ${start('row', 'place.x', 'form.x', rows)}
  ${start('column', 'place.y', 'form.y', columns)}
  for (var tile = start; tile < end; tile++) {
    let p = tile * ${tapeRows * width}u;
    let q = tile * ${deltaRows * width}u;
    ${cells.map(([r, s]) => `var a${r}_${s} = 0.0;`).join(' ')}
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
    ${cells.map(([r, s]) => `total${r}_${s} += a${r}_${s};`).join(' ')}
  }
  let first = ${offset}u + id.y * ${parameters}u;
  ${cells
    .map(
      ([r, s]) =>
        `if (${r}u < form.x && ${s}u < form.y) { result[first + place.z + ${r}u * place.w + ${s}u] = total${r}_${s}; }`,
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

/**
 * A subgroup a block: each thread has every `sharing`-th column of it and loads every `sharing`-th row, which the
 * threads hand round.
 */
export function sharedText(plan: JetPlan, { rows, columns }: Block, { share, offset }: Place): string {
  const { count, lanes, threads, sharing, tiles, tapeRows, deltaRows, parameters } = plan;
  const width = (threads * lanes) / 4;
  const loads = range(Math.ceil(rows / sharing));
  const own = range(columns / sharing);
  const step = (n: number): string => `${n * sharing}u + lane`;
  const cells = range(rows).flatMap((r) => own.map((s) => `${r}_${s}`));
  const row = (r: number): string => {
    const sums = own.map((s) => {
      const parts = [...'xyzw'].reduce((sum, part) => `fma(h.${part}, d${s}.${part}, ${sum})`, `a${r}_${s}`);
      return `a${r}_${s} = ${parts};`;
    });
    return `{ let h = subgroupBroadcast(h${Math.floor(r / sharing)}, ${r % sharing}u); ${sums.join(' ')} }`;
  };
  return `enable subgroups;
// One subgroup sums a block of ${rows} inputs x ${columns} outputs over its share of the tiles.
// in: blocks (row of H, row of delta, W, width | rows, columns, b or none), tape, delta; out: result, parts of the gradient.
@group(0) @binding(0) var<storage, read> blocks: array<vec4u>;
@group(0) @binding(1) var<storage, read> tape: array<vec4f>;
@group(0) @binding(2) var<storage, read> delta: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> result: array<f32>;
@compute @workgroup_size(${sharing})
fn main(@builtin(workgroup_id) id: vec3u, @builtin(subgroup_invocation_id) lane: u32) {
  let place = blocks[2u * id.x];
  let form = blocks[2u * id.x + 1u];
  let start = id.y * ${share}u;
  let end = min(${tiles}u, start + ${share}u);
  ${cells.map((name) => `var total${name} = 0.0;`).join(' ')}
  ${own.map((s) => `var b${s} = vec4f();`).join(' ')}
  ${loads.map((r) => `let row${r} = (place.x + min(${step(r)}, form.x - 1u) * ${count}u) * ${width}u;`).join('\n  ')}
  ${own.map((s) => `let column${s} = (place.y + min(${step(s)}, form.y - 1u) * ${count}u) * ${width}u;`).join('\n  ')}
  for (var tile = start; tile < end; tile++) {
    let p = tile * ${tapeRows * width}u;
    let q = tile * ${deltaRows * width}u;
    ${cells.map((name) => `var a${name} = 0.0;`).join(' ')}
    for (var i = 0u; i < ${count * width}u; i++) {
      ${loads.map((r) => `let h${r} = tape[p + row${r} + i];`).join(' ')}
      ${own.map((s) => `let d${s} = delta[q + column${s} + i];`).join(' ')}
      ${range(rows).map(row).join('\n      ')}
    }
    ${cells.map((name) => `total${name} += a${name};`).join(' ')}
  }
  let first = ${offset}u + id.y * ${parameters}u;
  ${own
    .map((s) => {
      const stores = range(rows).map((r) => {
        return `if (${r}u < form.x) { result[first + place.z + ${r}u * place.w + ${step(s)}] = total${r}_${s}; }`;
      });
      return `if (${step(s)} < form.y) {\n    ${stores.join('\n    ')}\n  }`;
    })
    .join('\n  ')}
  if (form.z == ${NO_BIAS}u) { return; }
  for (var tile = start; tile < end; tile++) {
    let q = tile * ${deltaRows * width}u;
    for (var i = 0u; i < ${width}u; i++) {
      ${own.map((s) => `b${s} += delta[q + column${s} + i];`).join(' ')}
    }
  }
  ${own
    .map((s) => `if (${step(s)} < form.y) { result[first + form.z + ${step(s)}] = dot(b${s}, vec4f(1.0)); }`)
    .join('\n  ')}
}
`;
}
