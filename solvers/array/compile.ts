import { Failure } from '../base/result';
import type { DeviceArray, Gpu, Kernel, Program } from '../gpu';
import { canonical, copyOf, withOwnParts } from './canonical';
import { type Fusion, fuse, type Task } from './fuse';
import { generate } from './generate';
import { initialValue, nameOf } from './leaves';
import { listing } from './listing';
import { type Node, storageOf, topological } from './node';
import { findHomes, type Homes, type MemoryPlan, planMemory, type Slot } from './plan';
import { shown, sizeOf } from './shape';
import type { Lowered, Operand } from './stage';
import { piece } from './strided';

/** What a program computes. */
export interface ProgramSpec {
  /** Values to read after a run, by name. */
  readonly outputs?: Readonly<Record<string, Node>>;
  /** Variables that take a new value at the end of a run. */
  readonly updates?: ReadonlyMap<Node, Node>;
  /** Device arrays of another program to use for variables of this one: shared parameters. */
  readonly shared?: ReadonlyMap<Node, DeviceArray>;
}

/** One dispatch before it is bound. */
export interface Dispatch {
  readonly kernel: Kernel;
  readonly buffers: Readonly<Record<string, Slot | Float32Array | Uint32Array>>;
  readonly extent: readonly [number, number?, number?];
  /** The values that it stores. */
  readonly outputs: readonly Node[];
}

/** A program on a device: a flat list of dispatches over arrays that are there from the beginning. */
export interface CompiledProgram {
  /** To be replayed by `Gpu.run` or a `Runner`; allocates nothing. */
  readonly program: Program;
  /** Each dispatch with its kernel, shapes, bytes and flops. */
  readonly listing: string;
  /** The device array of a variable or constant. @throws Failure 'bad-input' where the program does not use it. */
  array(leaf: Node): DeviceArray;
  /** Writes a variable; ordered with the runs around it. @throws Failure 'bad-input' where the size differs. */
  write(variable: Node, data: ArrayLike<number>): void;
  /** A named output, or a variable, after all runs so far. */
  read(what: string | Node): Promise<Float32Array>;
  /** Gives all arrays back. */
  release(): void;
}

/**
 * Compiles a program: equal nodes are made one, elementwise chains are fused with one another and into the heavy
 * kernels whose values they read, memory is planned with reuse, and everything is recorded.
 */
export async function compileProgram(gpu: Gpu, name: string, spec: ProgramSpec): Promise<CompiledProgram> {
  const outputs = Object.entries(spec.outputs ?? {});
  const updates = [...(spec.updates ?? [])];
  for (const [variable, value] of updates) {
    if (variable.op.form.kind !== 'leaf' || sizeOf(variable.shape) !== sizeOf(value.shape)) {
      const advice = `an update of shape ${shown(value.shape)} does not fit "${nameOf(variable)}"`;
      throw new Failure('bad-input', `${name}: ${advice} of ${shown(variable.shape)}`);
    }
  }
  const wanted = [...outputs.map(([, node]) => node), ...updates.map(([, node]) => node)];
  const merged = canonical(wanted.map(asStored));
  const results = withOwnParts(merged, merged);
  const news = new Map(updates.map(([variable], k) => [variable, results[outputs.length + k]]));
  const { fusion, homes } = fuseInPlace(results, news);
  const lowered = lowerHeavy(fusion, homes, gpu);
  const memory = planMemory(fusion, homes, results, lowered);
  const dispatches = fusion.tasks.flatMap((task) => dispatchesOf(gpu, task, fusion, memory, lowered));
  const leaves = topological([...results, ...news.keys()]).filter((node) => node.op.form.kind === 'leaf');

  const arrays = await allocate(gpu, name, memory, dispatches, spec.shared);
  const program = await gpu.record(name, (recorder) => {
    for (const { kernel, buffers, extent } of dispatches) {
      const bound = Object.entries(buffers).map(([variable, what]) => [variable, arrays.of(what)] as const);
      recorder.dispatch(kernel, Object.fromEntries(bound), extent);
    }
    for (const [variable, value] of news) {
      const [from, to] = [memory.slot(storageOf(value)), memory.slot(variable)];
      if (from !== to) recorder.copy(arrays.of(from), arrays.of(to), 4 * sizeOf(variable.shape));
    }
  });

  const array = (leaf: Node): DeviceArray => {
    const slot = leaves.includes(leaf) ? memory.slot(leaf) : undefined;
    if (!slot) throw new Failure('bad-input', `${name}: "${nameOf(leaf)}" is not used by this program`);
    return arrays.of(slot);
  };
  return {
    program,
    listing: listing(name, dispatches, memory),
    array,
    write(variable, data) {
      if (data.length !== sizeOf(variable.shape)) {
        const advice = `needs ${sizeOf(variable.shape)} numbers, not ${data.length}`;
        throw new Failure('bad-input', `${name}: "${nameOf(variable)}" ${advice}`);
      }
      gpu.write(array(variable), data instanceof Float32Array ? data : Float32Array.from(data));
    },
    async read(what) {
      const node = typeof what === 'string' ? results[outputs.findIndex(([key]) => key === what)] : what;
      if (!node) throw new Failure('bad-input', `${name} has no output "${what}"`);
      const own = storageOf(node);
      const from = 4 * memory.offset(own);
      return new Float32Array(await gpu.read(arrays.of(memory.slot(own)), from, 4 * sizeOf(node.shape)));
    },
    release: arrays.release,
  };
}

/** An output that costs no dispatch by itself, such as a view or a leaf, is computed all the same. */
function asStored(node: Node): Node {
  const { kind } = storageOf(node).op.form;
  return kind === 'leaf' || kind === 'literal' ? copyOf(node) : node;
}

/** Fuses as if every variable could be updated in place; those that cannot are counted as buffers the second time. */
function fuseInPlace(results: readonly Node[], news: ReadonlyMap<Node, Node>): { fusion: Fusion; homes: Homes } {
  const hoped = new Map([...news].map(([variable, value]) => [storageOf(value), variable]));
  for (;;) {
    // A variable that is only written has a place of its own, too.
    const fusion = fuse([...results, ...news.keys()], hoped);
    const homes = findHomes(fusion, news);
    const missed = [...hoped.keys()].filter((value) => homes.get(value)?.node !== hoped.get(value));
    if (missed.length === 0) return { fusion, homes };
    for (const value of missed) hoped.delete(value);
  }
}

function lowerHeavy({ tasks }: Fusion, homes: Homes, { software, subgroup }: Gpu): Map<Node, Lowered> {
  const offset = (node: Node): number => homes.get(storageOf(node))?.offset ?? 0;
  const lowered = new Map<Node, Lowered>();
  for (const { node } of tasks) {
    const { form } = node.op;
    if (form.kind !== 'stages') continue;
    const inputOffset = (k: number): number => {
      const { source, start } = piece(node.inputs[k]);
      return offset(source) + start;
    };
    lowered.set(node, form.lower({ inputOffset, outputOffset: offset(node), software, subgroup }));
  }
  return lowered;
}

function dispatchesOf(
  gpu: Gpu,
  task: Task,
  fusion: Fusion,
  memory: MemoryPlan,
  lowered: ReadonlyMap<Node, Lowered>,
): Dispatch[] {
  const { node, outputs } = task;
  const own = lowered.get(node);
  if (!own) {
    const kept = outputs.filter((output) => !fusion.transient.has(output));
    const name = outputs.map(({ op }) => op.name).join('+');
    const storage = {
      stored: (value: Node) => fusion.stored.has(value),
      buffer: (value: Node) => memory.slot(value),
      offset: (value: Node) => memory.offset(value),
      last: (value: Node) => memory.last(value),
    };
    return [{ ...generate(name, task, kept, storage, gpu), outputs: kept }];
  }
  const slot = (operand: Operand): Dispatch['buffers'][string] => {
    switch (operand.kind) {
      case 'input':
        return memory.slot(piece(node.inputs[operand.index]).source);
      case 'output':
        return memory.slot(node);
      case 'scratch':
        return memory.scratch(node, operand.index);
      case 'saved':
        return memory.scratch(storageOf(node.inputs[operand.input]), operand.index);
      case 'table':
        return operand.data;
    }
  };
  return own.stages.map(({ kernel, operands, extent }) => {
    const buffers = Object.fromEntries(
      Object.entries(operands).map(([variable, operand]) => [variable, slot(operand)]),
    );
    return { kernel, buffers, extent, outputs };
  });
}

interface Arrays {
  of(what: Dispatch['buffers'][string]): DeviceArray;
  release(): void;
}

/** Makes the device arrays of a plan; constants and tables are uploaded, each table once. */
async function allocate(
  gpu: Gpu,
  name: string,
  memory: MemoryPlan,
  dispatches: readonly Dispatch[],
  shared: ReadonlyMap<Node, DeviceArray> = new Map(),
): Promise<Arrays> {
  const tables = dispatches.flatMap(({ buffers }) => Object.values(buffers).filter((what) => ArrayBuffer.isView(what)));
  const own: DeviceArray[] = [];
  const arrays = await gpu.allocate(() => {
    const made = new Map<Dispatch['buffers'][string], DeviceArray>();
    const keep = (what: Dispatch['buffers'][string], array: DeviceArray): void => {
      made.set(what, array);
      own.push(array);
    };
    for (const slot of memory.slots) {
      const given = slot.leaf && shared.get(slot.leaf);
      const data = slot.leaf && initialValue(slot.leaf);
      const label = `${name}: ${slot.leaf ? nameOf(slot.leaf) : 'values'}`;
      if (given) made.set(slot, given);
      else keep(slot, data ? gpu.upload(label, Float32Array.from(data)) : gpu.storage(label, 4 * slot.elements));
    }
    for (const table of new Set(tables)) keep(table, gpu.upload(`${name}: table`, table));
    return made;
  });
  return {
    of: (what) => arrays.get(what)!,
    release: () => {
      for (const array of own) gpu.release(array);
    },
  };
}
