import erfSource from '../../shaders/array/erf.wgsl?raw';
import { type Extent, foldItems, type Kernel } from '../gpu';
import { Bindings, type Body, emitterFor, readBytes, type Storage, storeAll } from './bindings';
import { foursText } from './fours';
import type { Task } from './fuse';
import { matmulText } from './matmulKernel';
import { sharedMatmulText } from './matmulSharedKernel';
import type { Node } from './node';
import { reduceText } from './reduceKernel';
import { sizeOf } from './shape';
import { type Adapter, sharingOf } from './sharing';

const WORKGROUP = 64;

/** One generated dispatch: its kernel and which buffer stands behind each variable. */
export interface Generated<Buffer> {
  readonly kernel: Kernel;
  readonly buffers: Readonly<Record<string, Buffer>>;
  readonly extent: Extent;
}

/** The kernel of a map, reduction or product with everything at the same places; `outputs` are those to store. */
export function generate<Buffer>(
  name: string,
  task: Task,
  outputs: readonly Node[],
  storage: Storage<Buffer>,
  adapter: Adapter,
): Generated<Buffer> {
  const { body, bindings } = written(task, outputs, storage, adapter);
  const helpers = body.text.includes('erf_f32(') ? `${erfSource}\n` : '';
  const items = body.items[0] * (body.items[1] ?? 1) * (body.items[2] ?? 1);
  return {
    kernel: {
      name,
      wgsl: `${body.enables ?? ''}${bindings.text}\n${helpers}${body.text}`,
      workgroup: body.workgroup,
      cost: { flops: body.flops / items, bytes: body.bytes / items },
    },
    buffers: bindings.buffers,
    extent: body.items,
  };
}

interface Written<Buffer> {
  readonly body: Body;
  readonly bindings: Bindings<Buffer>;
}

function written<Buffer>(
  task: Task,
  outputs: readonly Node[],
  storage: Storage<Buffer>,
  adapter: Adapter,
): Written<Buffer> {
  const sharing = sharingOf(adapter);
  if (task.kind === 'matmul' && sharing > 0) return sharedMatmulText(task, outputs, storage, sharing);
  const fours = task.kind === 'map' ? foursText(task, outputs, storage) : null;
  if (fours) return fours;
  const bindings = new Bindings(storage, outputs);
  const body =
    task.kind === 'reduce'
      ? reduceText(task, outputs, storage, bindings)
      : task.kind === 'matmul'
        ? matmulText(task, outputs, storage, bindings, adapter.software ? 16 : 4)
        : mapText(task, outputs, storage, bindings);
  return { body, bindings };
}

function mapText<Buffer>(
  task: Task,
  outputs: readonly Node[],
  storage: Storage<Buffer>,
  bindings: Bindings<Buffer>,
): Body {
  const size = sizeOf(task.node.shape);
  const emitter = emitterFor(task.outputs, storage, bindings);
  const loads = storeAll(emitter, outputs, bindings, 'i');
  const text = `@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let i = id.x + id.y * (groups.x * ${WORKGROUP}u);
  if (i >= ${size}u) { return; }
  ${emitter.lines.join('\n  ')}
  ${loads.join('\n  ')}
}
`;
  return {
    text,
    items: foldItems(size, WORKGROUP),
    workgroup: [WORKGROUP, 1, 1],
    flops: emitter.flops * size,
    bytes: 4 * size * outputs.length + readBytes(task.outputs, storage),
  };
}
