import { range, sharingText } from '../sharing';
import type { Lowered, Stage, StageContext } from '../stage';
import { ACTIVATIONS } from './activation';
import { chainFlops, chainRuleBackward } from './chain';
import { faaDiBruno } from './channels';
import { blockOf, type JetPlan, type JetShape, loadWeights, planJets } from './shape';
import { weightStages } from './weights';

/**
 * The gradient of the parameters. Inputs: 0 the parameters, 1 the points, 2 the forward node (its tape),
 * 3 the cotangent [out, C, P]; output: the gradient, laid out as the parameters. Two dispatches, or three where the
 * points are split. The order of all sums is fixed, so the bits are.
 */
export function lowerJetBackward(shape: JetShape, ctx: StageContext): Lowered {
  const plan = planJets(shape, ctx);
  const { count, layers, lanes, threads, parameters } = plan;
  const items = plan.tiles * threads;
  const products = layers.slice(1).reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const hidden = shape.sizes.slice(1, -1).reduce((sum, size) => sum + size, 0);
  const table = Uint32Array.from(
    layers.flatMap(({ inputs, outputs, start }, k) => {
      return [inputs, outputs, ctx.inputOffset(0) + start, plan.deltaRow(k + 1), plan.deltaRow(k), plan.zRow(k), 0, 0];
    }),
  );
  const delta: Stage = {
    kernel: {
      name: 'jet backward',
      wgsl: backwardText(plan, ctx),
      workgroup: [threads, 1, 1],
      cost: {
        flops:
          lanes *
          (2 * count * products + hidden * (ACTIVATIONS[shape.activation].flops + 3 * chainFlops(shape.channels))),
        bytes: 4 * lanes * (count * (hidden + shape.sizes.at(-1)!) + plan.deltaRows) + (4 * parameters) / items,
      },
    },
    operands: {
      layers: { kind: 'table', data: table },
      params: { kind: 'input', index: 0 },
      cotangent: { kind: 'input', index: 3 },
      tape: { kind: 'saved', input: 2, index: 0 },
      delta: { kind: 'scratch', index: 0 },
    },
    extent: [items],
  };
  const { stages, scratch } = weightStages(plan, ctx, 0);
  return { stages: [delta, ...stages], scratch: [items * lanes * plan.deltaRows, ...scratch] };
}

function backwardText(plan: JetPlan, ctx: StageContext): string {
  const { shape, count, type, lanes, threads, layers } = plan;
  const { sizes, points, channels, activation } = shape;
  const outputs = sizes.at(-1)!;
  const last = layers.length;
  const rules = chainRuleBackward(faaDiBruno(channels), ACTIVATIONS[activation]);
  const block = blockOf(plan, last > 1 ? sizes.slice(1, -1) : [1]);
  const sums = range(block);
  const { enable, lane } = sharingText(plan.sharing);
  const row = (k: number): string => `${k * threads}u`;
  const store = (r: number): string => {
    const text = range(count).map((c) => `delta[to + ${row(r * count + c)}] = a${r}_${c};`);
    return `if (k + ${r}u < layer.x) { ${text.join(' ')} }`;
  };
  return `${enable}// One thread carries the cotangents of ${lanes} points back through all layers.
// in: params, cotangent[out, C, P], tape; layers: inputs, outputs, W, row of delta | row of the one before, row of Z;
// out: delta, for each tile the cotangents of Z_1 to Z_n, rows of ${threads} V.
alias V = ${type};
@group(0) @binding(0) var<storage, read> params: array<f32>;
@group(0) @binding(1) var<storage, read> cotangent: array<f32>;
@group(0) @binding(2) var<storage, read> tape: array<V>;
@group(0) @binding(3) var<storage, read_write> delta: array<V>;
@group(0) @binding(4) var<storage, read> layers: array<vec4u>;
fn given(p: u32, c: u32, j: u32) -> f32 {
  if (p >= ${points}u) { return 0.0; }
  return cotangent[${ctx.inputOffset(3)}u + (j * ${count}u + c) * ${points}u + p];
}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(local_invocation_index) thread: u32${lane}) {
  let p = (tile.x * ${threads}u + thread) * ${lanes}u;
  let own = tile.x * ${plan.deltaRows * threads}u + thread;
  let mine = tile.x * ${plan.tapeRows * threads}u + thread;
  for (var j = 0u; j < ${outputs}u; j++) {
    for (var c = 0u; c < ${count}u; c++) {
      delta[own + (${plan.deltaRow(last)}u + j * ${count}u + c) * ${threads}u] = V(${range(lanes)
        .map((i) => `given(p + ${i}u, c, j)`)
        .join(', ')});
    }
  }
  // Through each layer but the first: of its input no gradient is wanted.
  for (var l = ${last - 1}u; l > 0u; l--) {
    let layer = layers[2u * l];
    let more = layers[2u * l + 1u];
    let source = own + layer.w * ${threads}u;
    let result = own + more.x * ${threads}u;
    let saved = mine + more.y * ${threads}u;
    for (var k = 0u; k < layer.x; k += ${block}u) {
      ${sums.flatMap((r) => range(count).map((c) => `var a${r}_${c} = V();`)).join(' ')}
      for (var j = 0u; j < layer.y; j++) {
        let d = source + j * ${row(count)};
        ${range(count)
          .map((c) => `let d${c} = delta[d + ${row(c)}];`)
          .join(' ')}
        let q = layer.z + k * layer.y + j;
        ${loadWeights(plan, block, (place) => `q + ${place} * layer.y`)}
        ${sums
          .map((r) =>
            range(count)
              .map((c) => `a${r}_${c} = fma(w${r}, d${c}, a${r}_${c});`)
              .join(' '),
          )
          .join('\n        ')}
      }
      let to = result + k * ${row(count)};
      ${sums.map(store).join('\n      ')}
    }
    for (var k = 0u; k < layer.x; k++) {
      let to = result + k * ${row(count)};
      let from_z = saved + k * ${row(count)};
      let z = tape[from_z];
      ${range(count)
        .slice(1)
        .map((c) => `let z${c} = tape[from_z + ${row(c)}];`)
        .join(' ')}
      ${range(count)
        .map((c) => `let g${c} = delta[to + ${row(c)}];`)
        .join(' ')}
      ${ACTIVATIONS[activation].prepare}
      ${rules.map((text, c) => `delta[to + ${row(c)}] = ${text};`).join('\n      ')}
    }
  }
}
`;
}
