import { foldItems } from '../gpu';
import { Bindings, type Body, emitterFor, readBy, readBytes, type Storage } from './bindings';
import type { Place } from './emit';
import type { Task } from './fuse';
import type { Node } from './node';
import { type Shape, sizeOf, stridesOf } from './shape';
import { range } from './sharing';
import { strided } from './strided';

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
  if (size < LEAST_ELEMENTS) return null;
  const bindings = new Bindings(storage, outputs);
  const fours = foursOf(task, outputs, storage, bindings, null);
  if (!fours) return null;
  const count = Math.ceil(size / 4);
  const text = `${fours.functions}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = id.x + id.y * (groups.x * ${WORKGROUP}u);
  if (q >= ${count}u) { return; }
  ${fours.statements}
}
`;
  const body: Body = {
    text,
    items: foldItems(count, WORKGROUP),
    workgroup: [WORKGROUP, 1, 1],
    flops: fours.flops * size,
    bytes: 4 * size * outputs.length + readBytes(task.outputs, storage),
  };
  return { body, bindings };
}

/** Text that computes and stores four neighbouring elements. */
export interface Fours {
  readonly functions: string;
  /** Of the number `q` of the four. */
  readonly statements: string;
  /** Operations an element. */
  readonly flops: number;
}

/**
 * The values of a task, four at a time.
 * @param given the vector that holds the task's own node, where another kernel computes it; null where this one does
 * @returns null where vectors do not fit
 */
export function foursOf<Buffer>(
  task: Task,
  outputs: readonly Node[],
  storage: Storage<Buffer>,
  bindings: Bindings<Buffer>,
  given: string | null,
): Fours | null {
  const size = sizeOf(task.node.shape);
  const fits = (node: Node): boolean => storage.offset(node) % 4 === 0 && (size % 4 === 0 || storage.last(node));
  if (!outputs.every(fits)) return null;
  const emitter = emitterFor(task.outputs, storage, bindings);
  const place = ({ shape }: Node, flat: string): Place => ({ shape, flat, coordinates: null });
  const four = (node: Node, at = 'q'): string => {
    return `${bindings.locateVectors(node)}[${at} + ${storage.offset(node) / 4}u]`;
  };
  const one = (node: Node, at: string): string => {
    const { variable, offset } = bindings.locate(node);
    return `${variable}[${at} + ${offset}u]`;
  };
  const known: { name: string; single: boolean; load: (() => string) | null }[] = [];
  const know = (node: Node, own: Place, single: boolean, load: () => string): void => {
    const name = `x${known.length}`;
    emitter.define(node, own, name);
    known.push({ name, single, load });
  };
  for (const node of readBy(task.outputs, storage)) {
    const elements = sizeOf(node.shape);
    if (elements === 1) know(node, place(node, '0u'), true, () => one(node, '0u'));
    else if (elements === size && fits(node)) know(node, place(node, 'i'), false, () => four(node));
  }
  for (const { node, shape } of spreadBy(task.outputs, storage)) {
    const { source, start, strides } = strided(node);
    const added = shape.length - node.shape.length;
    const last = strides.length - 1;
    const along = node.shape[last] === 1 ? 0 : strides[last];
    const others = [storage.offset(source) + start, ...strides.slice(0, -1)];
    const row = along === 1 && others.every((stride) => stride % 4 === 0);
    if (shape[shape.length - 1] % 4 !== 0 || !(row || along === 0)) continue;
    const extents = stridesOf(shape);
    const terms = node.shape.flatMap((extent, k) => {
      const coordinate = `4u * q / ${extents[k + added]}u % ${shape[k + added]}u`;
      return extent === 1 || strides[k] === 0 ? [] : [`(${coordinate}) * ${strides[k]}u`];
    });
    const at = `(${[`${start}u`, ...terms].join(' + ')})`;
    const outer = emitter.coordinates({ shape, flat: 'i', coordinates: null }).slice(added);
    const coordinates = node.shape.map((extent, k) => (extent === 1 ? '0u' : outer[k]));
    const own = { shape: node.shape, flat: null, coordinates };
    know(node, own, !row, () => (row ? four(source, `${at} / 4u`) : one(source, at)));
  }
  if (given !== null) {
    emitter.define(task.node, place(task.node, 'i'), given);
    known.push({ name: given, single: false, load: null });
  }
  const values = outputs.map((node) => emitter.value(node, place(node, 'i')));
  if (emitter.flops > MOST_FLOPS) return null;
  const lines = emitter.lines.join('\n  ');
  const used = known.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(`${lines} ${values.join(' ')}`));
  const loads = used.flatMap(({ name, load }) => (load ? [`let ${name} = ${load()};`] : []));
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
  const functions = `struct Element { ${outputs.map((_, k) => `v${k}: f32`).join(', ')} }
fn element(${['i: u32', ...used.map(({ name }) => `${name}: f32`)].join(', ')}) -> Element {
  ${lines}
  return Element(${values.join(', ')});
}`;
  return { functions, statements: [...loads, ...calls, ...stores].join('\n  '), flops: emitter.flops };
}

/** Operands that maps at the places of `outputs` read spread over more elements, each with the shape of such a map. */
function spreadBy<Buffer>(outputs: readonly Node[], storage: Storage<Buffer>): { node: Node; shape: Shape }[] {
  const size = sizeOf(outputs[0].shape);
  const seen = new Set<Node>(outputs);
  const found = new Map<Node, Shape>();
  for (const node of seen) {
    const { kind } = node.op.form;
    if ((kind !== 'map' && kind !== 'reshape') || (storage.stored(node) && !outputs.includes(node))) continue;
    for (const input of node.inputs) {
      const elements = sizeOf(input.shape);
      if (elements === size) seen.add(input);
      else if (elements > 1 && storage.stored(strided(input).source)) found.set(input, node.shape);
    }
  }
  return [...found].map(([node, shape]) => ({ node, shape }));
}
