import type { Extent } from '../gpu';
import { Emitter, type Location, type Place } from './emit';
import { type Node, storageOf } from './node';
import { sizeOf } from './shape';

/** WebGPU's least number of storage buffers a kernel. */
export const MAX_BUFFERS = 8;

/** Where stored values lie, for the text of kernels. */
export interface Storage<Buffer> {
  stored(node: Node): boolean;
  buffer(node: Node): Buffer;
  offset(node: Node): number;
  /** Whether nothing else lies behind a value in its buffer, whose bytes are a multiple of 16. */
  last(node: Node): boolean;
}

/** Buffers by variable, each bound once for one type of element. */
export class Bindings<Buffer> {
  readonly #storage: Storage<Buffer>;
  readonly #written: ReadonlySet<Buffer>;
  readonly #names = new Map<Buffer, string>();
  readonly #vectors = new Map<Buffer, string>();
  readonly #declared: string[] = [];
  readonly buffers: Record<string, Buffer> = {};

  constructor(storage: Storage<Buffer>, outputs: readonly Node[]) {
    this.#storage = storage;
    this.#written = new Set(outputs.map((node) => storage.buffer(node)));
  }

  /** Where a stored value lies, bound as numbers. */
  locate(node: Node): Location {
    const buffer = this.#storage.buffer(node);
    let variable = this.#names.get(buffer);
    if (variable === undefined) {
      variable = this.declare(buffer, 'f32', this.#written.has(buffer));
      this.#names.set(buffer, variable);
    }
    return { variable, offset: this.#storage.offset(node) };
  }

  /** The variable of a stored value's buffer as vectors of four, apart from its binding as numbers. */
  locateVectors(node: Node): string {
    const buffer = this.#storage.buffer(node);
    let variable = this.#vectors.get(buffer);
    if (variable === undefined) {
      variable = this.declare(buffer, 'vec4f', this.#written.has(buffer));
      this.#vectors.set(buffer, variable);
    }
    return variable;
  }

  /** Whether a device takes these bindings: not too many, and none of what is written twice. */
  get allowed(): boolean {
    const twice = [...this.#written].some((buffer) => this.#names.has(buffer) && this.#vectors.has(buffer));
    return !twice && this.#declared.length <= MAX_BUFFERS;
  }

  /** Whether the buffer is written by this kernel: then it has one binding only, of numbers. */
  writes(node: Node): boolean {
    return this.#written.has(this.#storage.buffer(node));
  }

  get text(): string {
    return this.#declared.join('\n');
  }

  private declare(buffer: Buffer, type: string, writes: boolean): string {
    const variable = `a${this.#declared.length}`;
    const access = writes ? 'read_write' : 'read';
    this.#declared.push(
      `@group(0) @binding(${this.#declared.length}) var<storage, ${access}> ${variable}: array<${type}>;`,
    );
    this.buffers[variable] = buffer;
    return variable;
  }
}

/** The text of a kernel's body, how many items it covers in which workgroup, and what it costs in all. */
export interface Body {
  /** Extensions of WGSL that it uses. */
  readonly enables?: string;
  readonly text: string;
  readonly items: Extent;
  readonly workgroup: readonly [number, number, number];
  readonly flops: number;
  readonly bytes: number;
}

/** An emitter that computes `own`, the values of one task, and reads everything else that is stored. */
export function emitterFor<Buffer>(
  own: readonly Node[],
  storage: Storage<Buffer>,
  bindings: Bindings<Buffer>,
): Emitter {
  return new Emitter((node) => {
    const elsewhere = storage.stored(node) && storageOf(node) === node && !own.includes(node);
    return elsewhere ? bindings.locate(node) : null;
  });
}

/** Emits the values of `outputs` at element `flat`, and gives the statements that store them. */
export function storeAll<Buffer>(
  emitter: Emitter,
  outputs: readonly Node[],
  bindings: Bindings<Buffer>,
  flat: string,
): string[] {
  return outputs.map((node) => {
    const place: Place = { shape: node.shape, flat, coordinates: null };
    const value = emitter.value(node, place);
    const { variable, offset } = bindings.locate(node);
    return `${variable}[${flat}${offset === 0 ? '' : ` + ${offset}u`}] = ${value};`;
  });
}

/** The stored values that computing `outputs` reads. */
export function readBy<Buffer>(outputs: readonly Node[], storage: Storage<Buffer>): Node[] {
  const seen = new Set<Node>(outputs);
  const waiting = outputs.flatMap((node) => node.inputs);
  const read: Node[] = [];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (storage.stored(node)) read.push(node);
    else waiting.push(...node.inputs);
  }
  return read;
}

/** Bytes of the stored values that computing `outputs` reads, each once. */
export function readBytes<Buffer>(outputs: readonly Node[], storage: Storage<Buffer>): number {
  return readBy(outputs, storage).reduce((bytes, node) => bytes + 4 * sizeOf(node.shape), 0);
}
