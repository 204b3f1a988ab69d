import columns from '../../../../shaders/pinn/columns.wgsl?raw';
import { ACTIVATIONS } from '../../../array/jets/activation';
import { chainFlops, chainRule, chainRuleBackward } from '../../../array/jets/chain';
import { faaDiBruno } from '../../../array/jets/channels';
import type { Kernel } from '../../../gpu';
import { PANEL } from '../linear/panels';
import { type NetworkLayout, TILE } from './layout';

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

/** Columns made on the host, into a Jacobian in panels. */
export const COLUMNS: Kernel = {
  name: 'pinn columns',
  wgsl: columns,
  workgroup: [64, 1, 1],
  cost: { flops: 0, bytes: 8 },
};

/** Numbers of a sum that a thread holds at once. */
const SUMS = 24;

const TABLE = `@group(0) @binding(0) var<storage, read> layers: array<vec4u>;
@group(0) @binding(1) var<storage, read> params: array<f32>;
struct Sizes { items: u32, layers: u32, rows: u32, spare: u32 }
@group(0) @binding(2) var<uniform> sizes: Sizes;`;

/** What a kernel of a network is made for. */
interface Making {
  readonly layout: NetworkLayout;
  readonly threads: number;
}

/** Threads of a workgroup: one tile on a processor, so that a layer of it stays in the first cache. */
export function threadsOf(software: boolean): number {
  return software ? TILE : 4 * TILE;
}

/**
 * All layers forwards, one thread a point; in: seeds [tile][features * C][8], the features and their derivatives;
 * out: outputs [tile][out * C][8] and the tape. Per point 2 C flops a weight.
 */
export function forwardKernel({ layout, threads }: Making): Kernel {
  const { count, channels, tapeRows, sizes } = layout;
  const rows = (k: number): string => `${k * TILE}u`;
  const block = Math.max(1, Math.floor(SUMS / count));
  const sums = range(block);
  const each = range(count);
  const activation = ACTIVATIONS.tanh;
  const outputs = sizes.at(-1)!;
  const weights = layout.parameters;
  const hidden = sizes.slice(1, -1).reduce((sum, size) => sum + size, 0);
  const wgsl = `// One thread carries a point and its derivatives through all layers.
${TABLE}
@group(0) @binding(3) var<storage, read> seeds: array<f32>;
@group(0) @binding(4) var<storage, read_write> tape: array<f32>;
@group(0) @binding(5) var<storage, read_write> outputs: array<f32>;
@compute @workgroup_size(${threads})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.items) { return; }
  let tile = id.x / ${TILE}u;
  let lane = id.x % ${TILE}u;
  let own = tile * ${rows(tapeRows)} + lane;
  for (var r = 0u; r < layers[0].x * ${count}u; r++) {
    tape[own + r * ${TILE}u] = seeds[(tile * layers[0].x * ${count}u + r) * ${TILE}u + lane];
  }
  for (var k = 0u; k < sizes.layers; k++) {
    let layer = layers[2u * k];
    let more = layers[2u * k + 1u];
    let source = own + layer.w * ${TILE}u;
    let sums = own + more.x * ${TILE}u;
    for (var j = 0u; j < layer.y; j += ${block}u) {
      let w = layer.z + j;
      let b = w + layer.x * layer.y;
      ${sums
        .map(
          (r) =>
            `var a${r}_0 = params[b + ${r}u]; ${each
              .slice(1)
              .map((c) => `var a${r}_${c} = 0.0;`)
              .join(' ')}`,
        )
        .join('\n      ')}
      for (var i = 0u; i < layer.x; i++) {
        let h = source + i * ${rows(count)};
        ${each.map((c) => `let h${c} = tape[h + ${rows(c)}];`).join(' ')}
        let q = w + i * layer.y;
        ${sums
          .map((r) => {
            const fmas = each.map((c) => `a${r}_${c} = fma(w${r}, h${c}, a${r}_${c});`);
            return `let w${r} = params[q + ${r}u]; ${fmas.join(' ')}`;
          })
          .join('\n        ')}
      }
      let z = sums + j * ${rows(count)};
      ${sums
        .map((r) => {
          const stores = each.map((c) => `tape[z + ${rows(r * count + c)}] = a${r}_${c};`);
          return `if (j + ${r}u < layer.y) { ${stores.join(' ')} }`;
        })
        .join('\n      ')}
    }
    if (k + 1u == sizes.layers) { continue; }
    for (var j = 0u; j < layer.y; j++) {
      let from_z = sums + j * ${rows(count)};
      let to_h = from_z + layer.y * ${rows(count)};
      let z = tape[from_z];
      ${each
        .slice(1)
        .map((c) => `let z${c} = tape[from_z + ${rows(c)}];`)
        .join(' ')}
      ${plain(activation.prepare)}
      ${chainRule(faaDiBruno(channels), activation)
        .map((text, c) => `tape[to_h + ${rows(c)}] = ${text};`)
        .join('\n      ')}
    }
  }
  for (var r = 0u; r < ${outputs * count}u; r++) {
    outputs[(tile * ${outputs * count}u + r) * ${TILE}u + lane] = tape[own + (${tapeRows - outputs * count}u + r) * ${TILE}u];
  }
}
`;
  const flops = 2 * count * weights + hidden * (activation.flops + chainFlops(channels));
  const bytes = 4 * (tapeRows + (sizes[0] + outputs) * count);
  return { name: 'pinn forward', wgsl, workgroup: [threads, 1, 1], cost: { flops, bytes } };
}

/**
 * Cotangents of all sums, one thread a row; in: the tape, tiles [row tile] (the tile of points of each tile of rows)
 * and coefficients [row tile][out * C][8], the derivatives of each row by the outputs; out: deltas
 * [row tile][delta rows][8]. Per row 2 C flops a weight but those of the first layer.
 */
export function backwardKernel({ layout, threads }: Making): Kernel {
  const { count, channels, tapeRows, deltaRows, sizes } = layout;
  const rows = (k: number): string => `${k * TILE}u`;
  const block = Math.max(1, Math.floor(SUMS / count));
  const sums = range(block);
  const each = range(count);
  const activation = ACTIVATIONS.tanh;
  const outputs = sizes.at(-1)!;
  const wgsl = `// One thread carries the cotangents of a row from the outputs to the first layer.
${TABLE}
@group(0) @binding(3) var<storage, read> tape: array<f32>;
@group(0) @binding(4) var<storage, read> tiles: array<u32>;
@group(0) @binding(5) var<storage, read> coefficients: array<f32>;
@group(0) @binding(6) var<storage, read_write> deltas: array<f32>;
@compute @workgroup_size(${threads})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.items) { return; }
  let tile = id.x / ${TILE}u;
  let lane = id.x % ${TILE}u;
  let own = tile * ${rows(deltaRows)} + lane;
  let at = tiles[tile] * ${rows(tapeRows)} + lane;
  for (var r = 0u; r < ${outputs * count}u; r++) {
    deltas[own + (${deltaRows - outputs * count}u + r) * ${TILE}u] = coefficients[(tile * ${outputs * count}u + r) * ${TILE}u + lane];
  }
  for (var k = sizes.layers - 1u; k > 0u; k--) {
    let layer = layers[2u * k];
    let above = own + layers[2u * k + 1u].y * ${TILE}u;
    let below = own + layers[2u * k - 1u].y * ${TILE}u;
    let sums = at + layers[2u * k - 1u].x * ${TILE}u;
    for (var i = 0u; i < layer.x; i += ${block}u) {
      ${sums.map((r) => each.map((c) => `var a${r}_${c} = 0.0;`).join(' ')).join('\n      ')}
      for (var j = 0u; j < layer.y; j++) {
        let d = above + j * ${rows(count)};
        ${each.map((c) => `let d${c} = deltas[d + ${rows(c)}];`).join(' ')}
        let q = layer.z + i * layer.y + j;
        ${sums
          .map((r) => {
            const fmas = each.map((c) => `a${r}_${c} = fma(w${r}, d${c}, a${r}_${c});`);
            return `let w${r} = params[q + ${r}u * layer.y]; ${fmas.join(' ')}`;
          })
          .join('\n        ')}
      }
      let g = below + i * ${rows(count)};
      ${sums
        .map((r) => {
          const stores = each.map((c) => `deltas[g + ${rows(r * count + c)}] = a${r}_${c};`);
          return `if (i + ${r}u < layer.x) { ${stores.join(' ')} }`;
        })
        .join('\n      ')}
    }
    for (var i = 0u; i < layer.x; i++) {
      let from_z = sums + i * ${rows(count)};
      let g = below + i * ${rows(count)};
      let z = tape[from_z];
      ${each
        .slice(1)
        .map((c) => `let z${c} = tape[from_z + ${rows(c)}];`)
        .join(' ')}
      ${each.map((c) => `let g${c} = deltas[g + ${rows(c)}];`).join(' ')}
      ${plain(activation.prepare)}
      ${chainRuleBackward(faaDiBruno(channels), activation)
        .map((text, c) => `deltas[g + ${rows(c)}] = ${text};`)
        .join('\n      ')}
    }
  }
}
`;
  const hidden = sizes.slice(1, -1).reduce((sum, size) => sum + size, 0);
  const flops = 2 * count * layout.parameters + hidden * (activation.flops + 3 * chainFlops(channels));
  return {
    name: 'pinn backward',
    wgsl,
    workgroup: [threads, 1, 1],
    cost: { flops, bytes: 4 * (deltaRows + tapeRows) },
  };
}

/** Outputs of a layer whose cotangents a thread of {@link rowsKernel} holds at once. */
const HELD = 4;

/**
 * Rows of the Jacobian, one thread a row: the derivative of each by a weight is the sum over the channels of
 * cotangent times input. Out: jacobian in panels, see panels.ts. Per row 2 C flops a parameter.
 */
export function rowsKernel({ layout, threads }: Making): Kernel {
  const { count, tapeRows, deltaRows, parameters } = layout;
  const rows = (k: number): string => `${k * TILE}u`;
  const each = range(count);
  const held = range(HELD);
  const wgsl = `// The derivative of a row by each parameter.
@group(0) @binding(0) var<storage, read> layers: array<vec4u>;
struct Sizes { items: u32, layers: u32, rows: u32, spare: u32 }
@group(0) @binding(1) var<uniform> sizes: Sizes;
@group(0) @binding(2) var<storage, read> tape: array<f32>;
@group(0) @binding(3) var<storage, read> tiles: array<u32>;
@group(0) @binding(4) var<storage, read> deltas: array<f32>;
@group(0) @binding(5) var<storage, read_write> jacobian: array<f32>;
@compute @workgroup_size(${threads})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= sizes.items) { return; }
  let tile = id.x / ${TILE}u;
  let lane = id.x % ${TILE}u;
  let above = tile * ${rows(deltaRows)} + lane;
  let at = tiles[tile] * ${rows(tapeRows)} + lane;
  for (var k = 0u; k < sizes.layers; k++) {
    let layer = layers[2u * k];
    for (var j = 0u; j < layer.y; j += ${HELD}u) {
      let d = above + (layers[2u * k + 1u].y + j * ${count}u) * ${TILE}u;
      ${held.map((r) => each.map((c) => `let d${r}_${c} = deltas[d + ${rows(r * count + c)}];`).join(' ')).join('\n      ')}
      var p = layer.z + j;
      for (var i = 0u; i < layer.x; i++) {
        let h = at + (layer.w + i * ${count}u) * ${TILE}u;
        ${each.map((c) => `let h${c} = tape[h + ${rows(c)}];`).join(' ')}
        ${held
          .map((r) => {
            const sum = each.map((c) => `h${c} * d${r}_${c}`).join(' + ');
            return `if (j + ${r}u < layer.y) { put(id.x, p + ${r}u, ${sum}); }`;
          })
          .join('\n        ')}
        p += layer.y;
      }
      ${held.map((r) => `if (j + ${r}u < layer.y) { put(id.x, p + ${r}u, d${r}_0); }`).join('\n      ')}
    }
  }
}
fn put(row: u32, p: u32, value: f32) {
  jacobian[(p / ${PANEL}u * sizes.rows + row) * ${PANEL}u + p % ${PANEL}u] = value;
}
`;
  const cost = { flops: 2 * count * parameters, bytes: 4 * (tapeRows + deltaRows + parameters) };
  return { name: 'pinn rows', wgsl, workgroup: [threads, 1, 1], cost };
}

/** An activation's statements in plain f32. */
function plain(text: string): string {
  return text.replaceAll('V(', 'f32(');
}
