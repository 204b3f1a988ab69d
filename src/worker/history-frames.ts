import pack from '../../shaders/view/pack.wgsl?raw';
import unpack from '../../shaders/view/unpack.wgsl?raw';
import { type DeviceArray, foldItems, type Gpu, type Kernel, type Program, type Uniforms } from '../../solvers/gpu';
import type { Display } from '../../solvers/methods/solver';

/** Pictures in the timeline at most: more cannot be told apart on a slider. */
const MOST = 256;
/** Share of the GPU's memory budget, and of what is left of it, that they may take. */
const [OF_BUDGET, OF_REST] = [1 / 16, 1 / 4];
/** Numbers that share a scale, and the words that they take. */
const [BLOCK, BLOCK_WORDS] = [32, 17];

const packKernel: Kernel = { name: 'view.pack', wgsl: pack, workgroup: [64, 1, 1], cost: { flops: 160, bytes: 196 } };
const unpackKernel: Kernel = { name: 'view.unpack', wgsl: unpack, workgroup: [64, 1, 1], cost: { flops: 2, bytes: 8 } };

/** Stored pictures of a run; the display's buffers are their way in and out. */
export interface Frames {
  /** How many there is room for. */
  readonly capacity: number;
  /** Bytes of each. */
  readonly bytes: number;
  /** Stores what the display's buffers hold now, in place of what was in the slot. */
  store(slot: number): void;
  /** Puts a stored picture into the display's buffers. */
  show(slot: number): void;
  /** Values of all fields of a stored picture in the cell that holds a point. */
  probe(slot: number, x: number, y: number): Promise<Readonly<Record<string, number>>>;
  dispose(): void;
}

/**
 * Pictures on the GPU, 2.1 bytes a number: nothing is read back and nothing is allocated once it is open. Null where
 * there is no room for a few.
 */
export async function openFrames(gpu: Gpu, display: Display): Promise<Frames | null> {
  const { nx, ny, fields, velocity } = display;
  const arrays = fields.map(({ data }) => ({ data, count: nx * ny }));
  if (velocity) arrays.push({ data: velocity, count: 2 * nx * ny });
  const words = arrays.reduce((sum, { count }) => sum + wordsOf(count), 0);
  const capacity = roomFor(gpu, 4 * words);
  if (capacity < 4) return null;
  const pool = await gpu.allocate(() => gpu.storage('timeline', 4 * words * capacity));
  const slot = gpu.uniforms(packKernel, 'slot');
  const shapes: Uniforms[] = [];
  let offset = 0;
  for (const { count } of arrays) {
    const shape = gpu.uniforms(packKernel, 'shape');
    shape.set({ count, offset });
    shape.flush();
    shapes.push(shape);
    offset += wordsOf(count);
  }
  const [storing, showing] = await Promise.all([
    gpu.record('timeline store', (recorder) => {
      arrays.forEach(({ data, count }, k) => {
        const buffers = { slot: slot.array, shape: shapes[k]!.array, field: data, frames: pool };
        recorder.dispatch(packKernel, buffers, [Math.ceil(count / BLOCK)]);
      });
    }),
    gpu.record('timeline show', (recorder) => {
      arrays.forEach(({ data, count }, k) => {
        const buffers = { slot: slot.array, shape: shapes[k]!.array, frames: pool, field: data };
        recorder.dispatch(unpackKernel, buffers, foldItems(count, 64));
      });
    }),
  ]);
  const owned = [pool, slot.array, ...shapes.map(({ array }) => array)];
  return new DeviceFrames(gpu, display, { capacity, words, slot, storing, showing, owned });
}

interface Parts {
  readonly capacity: number;
  readonly words: number;
  readonly slot: Uniforms;
  readonly storing: Program;
  readonly showing: Program;
  readonly owned: readonly DeviceArray[];
}

class DeviceFrames implements Frames {
  readonly capacity: number;
  readonly bytes: number;
  readonly #gpu: Gpu;
  readonly #display: Display;
  readonly #words: number;
  readonly #slot: Uniforms;
  readonly #storing: Program;
  readonly #showing: Program;
  readonly #owned: readonly DeviceArray[];

  constructor(gpu: Gpu, display: Display, parts: Parts) {
    this.#gpu = gpu;
    this.#display = display;
    this.capacity = parts.capacity;
    this.bytes = 4 * parts.words;
    this.#words = parts.words;
    this.#slot = parts.slot;
    this.#storing = parts.storing;
    this.#showing = parts.showing;
    this.#owned = parts.owned;
  }

  store(slot: number): void {
    this.#run(this.#storing, slot);
  }

  show(slot: number): void {
    this.#run(this.#showing, slot);
  }

  async probe(slot: number, x: number, y: number): Promise<Readonly<Record<string, number>>> {
    const { nx, facesX, facesY, fields } = this.#display;
    const at = 4 * (cellOf(facesY, y) * nx + cellOf(facesX, x));
    this.show(slot);
    const values = await Promise.all(
      fields.map(async ({ name, data }) => [name, new Float32Array(await this.#gpu.read(data, at, 4))[0]!] as const),
    );
    return Object.fromEntries(values);
  }

  dispose(): void {
    for (const array of this.#owned) this.#gpu.release(array);
  }

  #run(program: Program, slot: number): void {
    this.#slot.set({ base: slot * this.#words });
    this.#slot.flush();
    this.#gpu.run(program);
  }
}

/** The cell that holds a coordinate, or the nearest one. */
function cellOf(faces: Float64Array, at: number): number {
  const beyond = faces.findIndex((face) => face > at);
  return beyond < 0 ? faces.length - 2 : Math.max(0, beyond - 1);
}

function wordsOf(count: number): number {
  return BLOCK_WORDS * Math.ceil(count / BLOCK);
}

/** An even number of frames, so that half of them is one. */
function roomFor(gpu: Gpu, bytes: number): number {
  const rest = gpu.budget - gpu.counters.bytesAlive;
  const room = Math.min(OF_BUDGET * gpu.budget, OF_REST * rest, gpu.device.limits.maxStorageBufferBindingSize);
  return 2 * Math.floor(Math.min(MOST, room / bytes) / 2);
}
