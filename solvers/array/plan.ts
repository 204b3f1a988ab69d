import type { Fusion, Task } from './fuse';
import { readsOf } from './fuse';
import { type Node, storageOf } from './node';
import { sizeOf } from './shape';
import type { Lowered } from './stage';

/** A device buffer to be: a leaf's own, or room that several values use one after the other. */
export interface Slot {
  readonly elements: number;
  /** The leaf whose value lives here all the time; null for shared room. */
  readonly leaf: Node | null;
}

/** Where everything that is stored lies. */
export interface MemoryPlan {
  readonly slots: readonly Slot[];
  slot(node: Node): Slot;
  offset(node: Node): number;
  /** Whether nothing else lies behind a value in its slot. */
  last(node: Node): boolean;
  /** Room of a heavy node besides its value. */
  scratch(node: Node, index: number): Slot;
}

/** A growing list of room, reused first by the smallest that fits. */
class Room {
  readonly slots: Slot[] = [];
  readonly #free = new Set<Slot>();

  take(elements: number): Slot {
    const fitting = [...this.#free].filter((slot) => slot.elements >= elements && slot.elements <= 2 * elements);
    let slot = fitting.toSorted((a, b) => a.elements - b.elements)[0];
    if (slot) this.#free.delete(slot);
    else this.slots.push((slot = { elements, leaf: null }));
    return slot;
  }

  give(slot: Slot): void {
    this.#free.add(slot);
  }
}

/** A stored value that lies within another: a part of a concatenation, or the new value of a variable. */
interface Home {
  readonly node: Node;
  readonly offset: number;
}

export type Homes = ReadonlyMap<Node, Home>;

/**
 * Gives every stored value its place: parts of a concatenation inside it, others in room that is free again after
 * the last task that reads them. `kept` stay to the end; `lowered` are the heavy nodes' dispatches.
 */
export function planMemory(
  { tasks, stored, transient }: Fusion,
  homes: Homes,
  kept: readonly Node[],
  lowered: ReadonlyMap<Node, Lowered>,
): MemoryPlan {
  const homeOf = (node: Node): Home => homes.get(node) ?? { node, offset: 0 };
  const last = lastUses(tasks, stored, lowered, (node) => homeOf(node).node);
  for (const node of kept) last.set(homeOf(storageOf(node)).node, tasks.length);

  const room = new Room();
  const slots = new Map<Node, Slot>();
  const scratches = new Map<Node, readonly Slot[]>();
  const leaves: Slot[] = [];
  for (const node of stored) {
    if (node.op.form.kind !== 'leaf') continue;
    const slot = { elements: sizeOf(node.shape), leaf: node };
    slots.set(node, slot);
    leaves.push(slot);
  }
  tasks.forEach((task, now) => {
    for (const output of task.outputs) {
      if (transient.has(output)) continue;
      const { node } = homeOf(output);
      if (!slots.has(node)) slots.set(node, room.take(sizeOf(node.shape)));
    }
    const own = lowered.get(task.node);
    if (own)
      scratches.set(
        task.node,
        own.scratch.map((elements) => room.take(elements)),
      );
    for (const [node, until] of last) {
      if (until !== now) continue;
      const slot = slots.get(node);
      if (slot && slot.leaf === null) room.give(slot);
      for (const scratch of scratches.get(node) ?? []) room.give(scratch);
    }
  });
  return {
    slots: [...leaves, ...room.slots],
    slot: (node) => slots.get(homeOf(node).node)!,
    offset: (node) => homeOf(node).offset,
    last: (own) => {
      const { node, offset } = homeOf(own);
      return offset + sizeOf(own.shape) === sizeOf(node.shape);
    },
    scratch: (node, index) => scratches.get(node)![index],
  };
}

/**
 * Which values lie within others. The new value of a variable replaces the old one in place where every other reader
 * of the old one comes before, and it reads the old one only where it writes.
 */
export function findHomes({ tasks, stored }: Fusion, updates: ReadonlyMap<Node, Node>): Homes {
  const homes = new Map<Node, Home>();
  for (const node of stored) {
    if (node.op.form.kind !== 'concat') continue;
    let offset = 0;
    for (const part of node.inputs) {
      homes.set(storageOf(part), { node, offset });
      offset += sizeOf(part.shape);
    }
  }
  for (const [variable, value] of updates) {
    const own = storageOf(value);
    if (own.op.form.kind === 'concat' || homes.has(own)) continue;
    const maker = tasks.findIndex((task) => task.outputs.includes(own));
    const safe = tasks.every((task, k) =>
      task.outputs.every((output) => {
        const read = readsOf(output, stored).find(({ node }) => node === variable);
        return !read || k < maker || (k === maker && read.aligned && task.kind !== 'stages');
      }),
    );
    if (safe) homes.set(own, { node: variable, offset: 0 });
  }
  return homes;
}

/** The number of the last task that reads each value; of one that nothing reads, the task that makes it. */
function lastUses(
  tasks: readonly Task[],
  stored: ReadonlySet<Node>,
  lowered: ReadonlyMap<Node, Lowered>,
  homeOf: (node: Node) => Node,
): Map<Node, number> {
  const last = new Map<Node, number>();
  tasks.forEach((task, now) => {
    for (const output of task.outputs) {
      last.set(homeOf(output), now);
      for (const read of readsOf(output, stored)) last.set(homeOf(read.node), now);
    }
    // A backward pass reads what its forward pass has kept.
    for (const stage of lowered.get(task.node)?.stages ?? []) {
      for (const operand of Object.values(stage.operands)) {
        if (operand.kind === 'saved') last.set(homeOf(storageOf(task.node.inputs[operand.input])), now);
      }
    }
  });
  return last;
}
