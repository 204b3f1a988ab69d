import { foldItems } from '../gpu';
import { type Bindings, type Body, emitterFor, readBytes, type Storage, storeAll } from './bindings';
import type { Place } from './emit';
import type { Task } from './fuse';
import type { Node } from './node';
import { sizeOf } from './shape';

const WORKGROUP = 64;
/** Up to so many elements, or with so many results, one thread sums for itself. */
const SERIAL_ELEMENTS = 64;
const SERIAL_RESULTS = 256;

const COMBINE = {
  sum: { start: '0.0', text: (a: string, b: string) => `${a} + ${b}` },
  max: { start: '-3.4e38', text: (a: string, b: string) => `max(${a}, ${b})` },
} as const;

/**
 * A reduction: one thread for each result, or one workgroup with a tree in workgroup memory where there are few
 * results of many elements. The order of the sum is fixed, so the bits are.
 */
export function reduceText<Buffer>(
  task: Task,
  outputs: readonly Node[],
  storage: Storage<Buffer>,
  bindings: Bindings<Buffer>,
): Body {
  const { node } = task;
  const { form } = node.op;
  if (form.kind !== 'reduce') throw new Error(`${node.op.name} is no reduction`);
  const [input] = node.inputs;
  const results = sizeOf(node.shape);
  const elements = sizeOf(input.shape) / results;
  const { start, text } = COMBINE[form.combine];
  const serial = elements <= SERIAL_ELEMENTS || results >= SERIAL_RESULTS;

  const own = emitterFor(task.outputs, storage, bindings);
  const result: Place = { shape: node.shape, flat: 'i', coordinates: null };
  const kept = own.coordinates(result);
  const head = own.lines.splice(0);
  const along = own.coordinates({ shape: form.axes.map((axis) => input.shape[axis]), flat: 'r', coordinates: null });
  let next = 0;
  const coordinates = input.shape.map((_, axis) => {
    const k = form.axes.indexOf(axis);
    return k >= 0 ? along[k] : kept[next++];
  });
  const term = own.value(input, { shape: input.shape, flat: null, coordinates });
  const loop = own.lines.splice(0);
  const inner = own.flops;

  const after = emitterFor(task.outputs, storage, bindings);
  after.define(node, result, 'total');
  const stores = storeAll(after, outputs, bindings, 'i');
  const finish = [...after.lines, ...stores].join('\n    ');
  const body = serial
    ? `@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * (groups.x * ${WORKGROUP}u);
  if (i >= ${results}u) { return; }
  ${head.join('\n  ')}
  var total = ${start};
  for (var r = 0u; r < ${elements}u; r++) {
    ${loop.join('\n    ')}
    total = ${text('total', term)};
  }
  {
    ${finish}
  }
}
`
    : `var<workgroup> parts: array<f32, ${WORKGROUP}>;
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) own: u32) {
  let i = group.x;
  ${head.join('\n  ')}
  var part = ${start};
  for (var r = own; r < ${elements}u; r += ${WORKGROUP}u) {
    ${loop.join('\n    ')}
    part = ${text('part', term)};
  }
  parts[own] = part;
  workgroupBarrier();
  for (var half = ${WORKGROUP / 2}u; half > 0u; half /= 2u) {
    if (own < half) { parts[own] = ${text('parts[own]', 'parts[own + half]')}; }
    workgroupBarrier();
  }
  if (own == 0u) {
    let total = parts[0];
    ${finish}
  }
}
`;
  return {
    text: body,
    items: serial ? foldItems(results, WORKGROUP) : [results * WORKGROUP],
    workgroup: [WORKGROUP, 1, 1],
    flops: results * (elements * (inner + 1) + after.flops),
    bytes: 4 * results * outputs.length + readBytes(task.outputs, storage),
  };
}
