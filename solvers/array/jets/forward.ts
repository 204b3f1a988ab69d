import { range, sharingText } from '../sharing';
import type { Lowered, Stage, StageContext } from '../stage';
import { ACTIVATIONS } from './activation';
import { chainFlops, chainRule } from './chain';
import { faaDiBruno, orderOf } from './channels';
import { blockOf, type JetPlan, type JetShape, loadWeights, planJets } from './shape';

/**
 * The derivatives of a network at points. Inputs: 0 the parameters, 1 the points [P, in]; output [out, C, P];
 * scratch 0 is the tape that {@link lowerJetBackward} reads. One dispatch.
 */
export function lowerJetForward(shape: JetShape, ctx: StageContext): Lowered {
  const plan = planJets(shape, ctx);
  const { count, layers, parameters, lanes, threads } = plan;
  const items = plan.tiles * threads;
  const products = layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0);
  const hidden = shape.sizes.slice(1, -1).reduce((sum, size) => sum + size, 0);
  const outputs = shape.sizes.at(-1)!;
  const table = Uint32Array.from(
    layers.flatMap(({ inputs, outputs: own, start }, k) => {
      return [
        inputs,
        own,
        ctx.inputOffset(0) + start,
        plan.hRow(k),
        plan.zRow(k + 1),
        k + 1 < layers.length ? own : 0,
        0,
        0,
      ];
    }),
  );
  const stage: Stage = {
    kernel: {
      name: 'jet forward',
      wgsl: forwardText(plan, ctx),
      workgroup: [threads, 1, 1],
      cost: {
        flops:
          lanes * (2 * count * products + hidden * (ACTIVATIONS[shape.activation].flops + chainFlops(shape.channels))),
        bytes: 4 * lanes * (shape.sizes[0] + plan.tapeRows + count * outputs) + (4 * parameters) / items,
      },
    },
    operands: {
      layers: { kind: 'table', data: table },
      params: { kind: 'input', index: 0 },
      points: { kind: 'input', index: 1 },
      output: { kind: 'output' },
      tape: { kind: 'scratch', index: 0 },
    },
    extent: [items],
  };
  return { stages: [stage], scratch: [items * lanes * plan.tapeRows] };
}

function forwardText(plan: JetPlan, ctx: StageContext): string {
  const { shape, count, type, lanes, threads, layers } = plan;
  const { sizes, points, channels, activation } = shape;
  const terms = faaDiBruno(channels);
  const outputs = sizes.at(-1)!;
  const inputs = range(sizes[0]).flatMap((axis) =>
    channels.map((channel, c) => {
      const value =
        orderOf(channel) === 0
          ? several(lanes, (p) => `at(p + ${p}u, ${axis}u)`)
          : `${orderOf(channel) === 1 && channel[axis] === 1 ? 1 : 0}.0`;
      return `tape[own + ${(axis * count + c) * threads}u] = V(${value});`;
    }),
  );
  const block = blockOf(plan, sizes.slice(1));
  const sums = range(block);
  const { enable, lane } = sharingText(plan.sharing);
  const row = (k: number): string => `${k * threads}u`;
  const store = (r: number): string => {
    const text = range(count).map((c) => `tape[z + ${row(r * count + c)}] = a${r}_${c};`);
    return `if (j + ${r}u < layer.y) { ${text.join(' ')} }`;
  };
  return `${enable}// One thread carries the derivatives of ${lanes} points through all layers.
// in: params, points[P, in]; layers: inputs, outputs, W, row of H | row of Z, outputs where active;
// out: output[out, C, P]; tape: for each tile H_0, Z_1, H_1, ..., Z_n in rows of ${threads} V.
alias V = ${type};
@group(0) @binding(0) var<storage, read> params: array<f32>;
@group(0) @binding(1) var<storage, read> points: array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(0) @binding(3) var<storage, read_write> tape: array<V>;
@group(0) @binding(4) var<storage, read> layers: array<vec4u>;
fn at(p: u32, axis: u32) -> f32 {
  if (p >= ${points}u) { return 0.0; }
  return points[${ctx.inputOffset(1)}u + p * ${sizes[0]}u + axis];
}
fn emit(p: u32, c: u32, j: u32, value: V) {
  let first = ${ctx.outputOffset}u + (j * ${count}u + c) * ${points}u + p;
  ${range(lanes)
    .map((i) => `if (p + ${i}u < ${points}u) { output[first + ${i}u] = value${lanes === 1 ? '' : `[${i}]`}; }`)
    .join('\n  ')}
}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) tile: vec3u, @builtin(local_invocation_index) thread: u32${lane}) {
  let p = (tile.x * ${threads}u + thread) * ${lanes}u;
  let own = tile.x * ${plan.tapeRows * threads}u + thread;
  ${inputs.join('\n  ')}
  for (var l = 0u; l < ${layers.length}u; l++) {
    let layer = layers[2u * l];
    let more = layers[2u * l + 1u];
    let source = own + layer.w * ${threads}u;
    let sums = own + more.x * ${threads}u;
    for (var j = 0u; j < layer.y; j += ${block}u) {
      let w = layer.z + j;
      let b = w + layer.x * layer.y;
      ${sums
        .map(
          (r) =>
            `var a${r}_0 = V(params[b + ${r}u]); ${range(count)
              .slice(1)
              .map((c) => `var a${r}_${c} = V();`)
              .join(' ')}`,
        )
        .join('\n      ')}
      for (var k = 0u; k < layer.x; k++) {
        let h = source + k * ${row(count)};
        ${range(count)
          .map((c) => `let h${c} = tape[h + ${row(c)}];`)
          .join(' ')}
        let q = w + k * layer.y;
        ${loadWeights(plan, block, (place) => `q + ${place}`)}
        ${sums
          .map((r) =>
            range(count)
              .map((c) => `a${r}_${c} = fma(w${r}, h${c}, a${r}_${c});`)
              .join(' '),
          )
          .join('\n        ')}
      }
      let z = sums + j * ${row(count)};
      ${sums.map(store).join('\n      ')}
    }
    for (var j = 0u; j < more.y; j++) {
      let from_z = sums + j * ${row(count)};
      let to_h = from_z + more.y * ${row(count)};
      let z = tape[from_z];
      ${range(count)
        .slice(1)
        .map((c) => `let z${c} = tape[from_z + ${row(c)}];`)
        .join(' ')}
      ${ACTIVATIONS[activation].prepare}
      ${chainRule(terms, ACTIVATIONS[activation])
        .map((text, c) => `tape[to_h + ${row(c)}] = ${text};`)
        .join('\n      ')}
    }
  }
  for (var j = 0u; j < ${outputs}u; j++) {
    for (var c = 0u; c < ${count}u; c++) {
      emit(p, c, j, tape[own + (${plan.zRow(layers.length)}u + j * ${count}u + c) * ${threads}u]);
    }
  }
}
`;
}

/** `lanes` expressions as the arguments of a V. */
function several(lanes: number, text: (k: number) => string): string {
  return range(lanes).map(text).join(', ');
}
