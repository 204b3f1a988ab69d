import { foldItems } from '../gpu';
import { Bindings, type Body, emitterFor, readBy, readBytes, type Storage } from './bindings';
import type { Place } from './emit';
import type { Task } from './fuse';
import type { Node } from './node';
import { sizeOf } from './shape';
import { range } from './sharing';

const WORKGROUP = 64;
/** Smaller maps take no time worth a longer text. */
const LEAST_ELEMENTS = 4096;
/** Above this many operations an element, four times the text costs compilers more than it gains. */
const MOST_FLOPS = 100;

/**
 * A map with four neighbouring elements a thread: what lies at the same places is loaded and stored as vectors, which
 * takes half as long a number, and there are fewer threads to start. What lies elsewhere (views, broadcasts) is loaded
 * for each element by itself. Elements beyond the last fill the buffer's last vector.
 * @returns null where vectors do not fit: too small or too long, off the grid of four, more buffers than allowed
 */
export function foursText<Buffer>(
  task: Task,
  outputs: readonly Node[],
  storage: Storage<Buffer>,
): { readonly body: Body; readonly bindings: Bindings<Buffer> } | null {
  const size = sizeOf(task.node.shape);
  const fits = (node: Node): boolean => storage.offset(node) % 4 === 0 && (size % 4 === 0 || storage.last(node));
  if (size < LEAST_ELEMENTS || !outputs.every(fits)) return null;
  const bindings = new Bindings(storage, outputs);
  const emitter = emitterFor(task.outputs, storage, bindings);
  const place = ({ shape }: Node, flat: string): Place => ({ shape, flat, coordinates: null });
  const known = readBy(task.outputs, storage).flatMap((node, k) => {
    const elements = sizeOf(node.shape);
    if (elements !== 1 && (elements !== size || !fits(node))) return [];
    emitter.define(node, place(node, elements === 1 ? '0u' : 'i'), `x${k}`);
    return [{ node, name: `x${k}`, single: elements === 1 }];
  });
  const values = outputs.map((node) => emitter.value(node, place(node, 'i')));
  if (emitter.flops > MOST_FLOPS) return null;
  const lines = emitter.lines.join('\n  ');
  const used = known.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(`${lines} ${values.join(' ')}`));
  const four = (node: Node): string => `${bindings.locateVectors(node)}[q + ${storage.offset(node) / 4}u]`;
  const loads = used.map(({ node, name, single }) => {
    if (!single) return `let ${name} = ${four(node)};`;
    const { variable, offset } = bindings.locate(node);
    return `let ${name} = ${variable}[${offset}];`;
  });
  const calls = range(4).map((c) => {
    const own = used.map(({ name, single }) => (single ? name : `${name}[${c}]`));
    return `let e${c} = element(${[`4u * q + ${c}u`, ...own].join(', ')});`;
  });
  const stores = outputs.map(
    (node, k) =>
      `${four(node)} = vec4f(${range(4)
        .map((c) => `e${c}.v${k}`)
        .join(', ')});`,
  );
  if (!bindings.allowed) return null;
  const count = Math.ceil(size / 4);
  const text = `struct Element { ${outputs.map((_, k) => `v${k}: f32`).join(', ')} }
fn element(${['i: u32', ...used.map(({ name }) => `${name}: f32`)].join(', ')}) -> Element {
  ${lines}
  return Element(${values.join(', ')});
}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = id.x + id.y * (groups.x * ${WORKGROUP}u);
  if (q >= ${count}u) { return; }
  ${[...loads, ...calls, ...stores].join('\n  ')}
}
`;
  const body: Body = {
    text,
    items: foldItems(count, WORKGROUP),
    workgroup: [WORKGROUP, 1, 1],
    flops: emitter.flops * size,
    bytes: 4 * size * outputs.length + readBytes(task.outputs, storage),
  };
  return { body, bindings };
}
