import { MAX_BUFFERS } from './bindings';
import { type Node, storageOf, topological } from './node';
import { sizeOf } from './shape';
import { piece, strided } from './strided';

/** An elementwise value used more than once is stored when it costs more than this to compute again. */
const CHEAP_FLOPS = 8;
/** The same where it comes of one stored value alone: then no more is loaded than to read it back. */
const CHEAP_FLOPS_OF_ONE = 32;
/** Above this many operations in one kernel compilers become slow. */
const MAX_OPERATIONS = 400;

/** A stored value that another one reads, and whether at the very place that is computed. */
export interface Read {
  readonly node: Node;
  readonly aligned: boolean;
}

/** One kernel to be: what it stores, and the heavy operation that it makes, if any. */
export interface Task {
  readonly kind: 'map' | 'reduce' | 'matmul' | 'stages';
  /** The heavy node, or the first output of a map. */
  readonly node: Node;
  /** Stored values, computed at the same places. */
  readonly outputs: Node[];
}

/** What is stored, and by which tasks; in an order in which every value is there before it is read. */
export interface Fusion {
  readonly tasks: readonly Task[];
  readonly stored: ReadonlySet<Node>;
  /** Those among them that only their own kernel reads: they never leave its registers. */
  readonly transient: ReadonlySet<Node>;
}

function isHeavy({ op }: Node): boolean {
  return op.form.kind === 'reduce' || op.form.kind === 'matmul' || op.form.kind === 'stages';
}

/**
 * Chooses what to store and gathers it into as few kernels as the limits allow. `inPlace`: new values that will lie
 * where the variable's old one lies, and so need no buffer of their own.
 */
export function fuse(outputs: readonly Node[], inPlace: ReadonlyMap<Node, Node> = new Map()): Fusion {
  const order = topological(outputs);
  const stored = chooseStored(order, outputs);
  splitLarge(order, stored);
  const reads = new Map<Node, readonly Read[]>();
  for (const node of order) if (stored.has(node)) reads.set(node, readsOf(node, stored));
  const tasks = gather(order, stored, reads, inPlace);
  return { tasks, stored, transient: transientOf(tasks, reads, new Set(outputs.map(storageOf))) };
}

function transientOf(
  tasks: readonly Task[],
  reads: ReadonlyMap<Node, readonly Read[]>,
  outputs: ReadonlySet<Node>,
): Set<Node> {
  const transient = new Set(tasks.flatMap((task) => (task.kind === 'stages' ? [] : task.outputs)));
  for (const output of outputs) transient.delete(output);
  // Parts of a concatenation are read through it.
  for (const node of reads.keys()) {
    if (node.op.form.kind === 'concat') for (const part of node.inputs) transient.delete(storageOf(part));
  }
  for (const task of tasks) {
    for (const output of task.outputs) {
      for (const { node, aligned } of reads.get(output)!) {
        if (!aligned || !task.outputs.includes(node)) transient.delete(node);
      }
    }
  }
  return transient;
}

function chooseStored(order: readonly Node[], outputs: readonly Node[]): Set<Node> {
  const stored = new Set<Node>(outputs.map(storageOf));
  const users = new Map<Node, Node[]>();
  for (const node of order) {
    for (const input of new Set(node.inputs.map(storageOf))) users.set(input, [...(users.get(input) ?? []), node]);
  }
  for (const node of order) {
    const { form } = node.op;
    if (form.kind === 'leaf' || isHeavy(node)) stored.add(node);
    if (form.kind === 'stages') for (const input of node.inputs) stored.add(piece(input).source);
    if (form.kind === 'matmul') for (const input of node.inputs) stored.add(strided(input).source);
    if (form.kind === 'concat') for (const part of [node, ...node.inputs]) stored.add(storageOf(part));
  }
  // A value that is all that is made of a sum or product takes its place: that one never leaves the registers.
  const replaces = (node: Node): boolean =>
    node.inputs.map(storageOf).some((input) => {
      const { kind } = input.op.form;
      const others = users.get(input)?.some((user) => user !== node && user.op.form.kind !== 'reshape');
      return (kind === 'reduce' || kind === 'matmul') && sizeOf(input.shape) === sizeOf(node.shape) && !others;
    });
  for (const node of order) {
    if (node.op.form.kind !== 'map' || stored.has(node)) continue;
    const own = users.get(node) ?? [];
    if (own.length > 1 && replaces(node)) stored.add(node);
    const repeated = own.some((user) => sizeOf(user.shape) > sizeOf(node.shape));
    if (stored.has(node) || (own.length < 2 && !repeated)) continue;
    const cheap = !repeated && readsOf(node, stored).length <= 1 ? CHEAP_FLOPS_OF_ONE : CHEAP_FLOPS;
    if (inlineFlops(node, stored) > cheap) stored.add(node);
  }
  return stored;
}

function inlineFlops(node: Node, stored: ReadonlySet<Node>): number {
  let flops = 0;
  const seen = new Set<Node>();
  const waiting = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next) || (next !== node && stored.has(next))) continue;
    seen.add(next);
    const { form } = next.op;
    flops += form.kind === 'map' ? form.flops : form.kind === 'view' ? 2 : 0;
    waiting.push(...next.inputs);
  }
  return flops;
}

/** Stored values that computing `node` reads. A heavy node's own reads are those of its loop. */
export function readsOf(node: Node, stored: ReadonlySet<Node>): readonly Read[] {
  const { form } = node.op;
  if (form.kind === 'leaf') return [];
  if (form.kind === 'matmul') return node.inputs.map((input) => ({ node: strided(input).source, aligned: false }));
  if (form.kind === 'stages') return node.inputs.map((input) => ({ node: piece(input).source, aligned: false }));
  const found = new Map<Node, boolean>();
  const seen = new Set<string>();
  const walk = (next: Node, aligned: boolean): void => {
    const key = `${next.id} ${aligned}`;
    if (seen.has(key)) return;
    seen.add(key);
    const own = storageOf(next);
    if (own !== node && stored.has(own)) {
      found.set(own, (found.get(own) ?? true) && aligned && own.op.form.kind !== 'concat');
      return;
    }
    const through = own.op.form.kind === 'map' && aligned;
    for (const input of own.inputs) walk(input, through && sizeOf(input.shape) === sizeOf(own.shape));
  };
  for (const input of node.inputs) walk(input, form.kind === 'map' && sizeOf(input.shape) === sizeOf(node.shape));
  return [...found].map(([read, aligned]) => ({ node: read, aligned }));
}

/** Stores inner values of kernels that would need too many buffers or operations. */
function splitLarge(order: readonly Node[], stored: Set<Node>): void {
  for (const node of order) {
    if (node.op.form.kind !== 'map' && node.op.form.kind !== 'reduce') continue;
    // From below, so that what is stored here relieves those above.
    if (inlineFlops(node, stored) > MAX_OPERATIONS) storeLargest(node, stored);
    // One buffer is kept for a second output.
    while (readsOf(node, stored).length > MAX_BUFFERS - 1 && storeLargest(node, stored));
  }
}

/** Stores that of the values inside a kernel that reads most; false where there is none. */
function storeLargest(node: Node, stored: Set<Node>): boolean {
  const inside: Node[] = [];
  const waiting = node.inputs.map(storageOf);
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (stored.has(next) || inside.includes(next)) continue;
    inside.push(next);
    waiting.push(...next.inputs.map(storageOf));
  }
  const maps = inside.filter(({ op }) => op.form.kind === 'map');
  const [largest] = maps.toSorted((a, b) => readsOf(b, stored).length - readsOf(a, stored).length);
  if (largest) stored.add(largest);
  return largest !== undefined;
}

function gather(
  order: readonly Node[],
  stored: ReadonlySet<Node>,
  reads: ReadonlyMap<Node, readonly Read[]>,
  inPlace: ReadonlyMap<Node, Node>,
): Task[] {
  const rank = new Map(order.map((node, k) => [node, k]));
  const tasks: Task[] = [];
  const taskOf = new Map<Node, Task>();
  /** The tasks that make a stored value: of a concatenation, those of its parts. */
  const makers = (node: Node): Task[] => {
    if (node.op.form.kind === 'concat') return node.inputs.flatMap((part) => makers(storageOf(part)));
    const task = taskOf.get(node);
    return task ? [task] : [];
  };
  const before = new Map<Task, Set<Task>>();
  const dependsOn = (late: Task, early: Task): boolean => {
    const seen = new Set<Task>();
    const waiting = [late];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (next === early) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(...(before.get(next) ?? []));
    }
    return false;
  };

  for (const node of order) {
    const { form } = node.op;
    if (!stored.has(node) || form.kind === 'leaf' || form.kind === 'concat') continue;
    const own = reads.get(node)!;
    const host = form.kind === 'map' || form.kind === 'view' ? findHost(node, own) : undefined;
    const task = host ?? newTask(node);
    task.outputs.push(node);
    taskOf.set(node, task);
    const edges = before.get(task)!;
    for (const early of own.flatMap((read) => makers(read.node))) if (early !== task) edges.add(early);
  }
  return sorted(tasks, before, rank);

  function newTask(node: Node): Task {
    const { kind } = node.op.form;
    const heavy = kind === 'reduce' || kind === 'matmul' || kind === 'stages';
    const task: Task = { kind: heavy ? kind : 'map', node, outputs: [] };
    tasks.push(task);
    before.set(task, new Set());
    return task;
  }

  /** A task that can compute `node` besides: same places, and nothing that `node` needs waits for that task. */
  function findHost(node: Node, own: readonly Read[]): Task | undefined {
    return tasks.findLast((task) => {
      if (task.kind === 'stages') return false;
      if (sizeOf(task.node.shape) !== sizeOf(node.shape)) return false;
      const inside = own.filter((read) => makers(read.node).includes(task));
      // A single number costs nothing beside any other.
      if (task.kind !== 'map' && inside.length === 0 && sizeOf(node.shape) > 1) return false;
      if (inside.some(({ aligned }) => !aligned)) return false;
      const outside = own.flatMap((read) => makers(read.node)).filter((early) => early !== task);
      if (outside.some((early) => dependsOn(early, task))) return false;
      const all = [...task.outputs, node];
      const values = all.flatMap((output) => [output, ...reads.get(output)!.map((read) => read.node)]);
      const buffers = new Set(values.map((value) => inPlace.get(value) ?? value));
      const flops = all.reduce((total, output) => total + inlineFlops(output, stored), 0);
      return buffers.size <= MAX_BUFFERS && flops <= MAX_OPERATIONS;
    });
  }
}

/** Tasks in an order in which each comes after those that it waits for; the order of the program where it is free. */
function sorted(
  tasks: readonly Task[],
  before: ReadonlyMap<Task, ReadonlySet<Task>>,
  rank: ReadonlyMap<Node, number>,
): Task[] {
  const done = new Set<Task>();
  const result: Task[] = [];
  const visit = (task: Task): void => {
    if (done.has(task)) return;
    done.add(task);
    for (const early of [...before.get(task)!].toSorted((a, b) => rank.get(a.node)! - rank.get(b.node)!)) visit(early);
    result.push(task);
  };
  for (const task of tasks) visit(task);
  return result;
}
