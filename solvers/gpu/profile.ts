import type { DeviceArray } from './array';
import type { Gpu } from './gpu';
import type { Kernel } from './kernel';
import type { DispatchStep } from './program';

/** What one kernel did while it was watched. */
export interface KernelTime {
  readonly kernel: Kernel;
  readonly dispatches: number;
  /** Bytes that had to move, and floating-point operations, of all of them. */
  readonly bytes: number;
  readonly flops: number;
  /** Of those that were timed, by the device's clock; null where there is none. */
  readonly ms: number | null;
  /** Dispatches that were timed. */
  readonly timed: number;
}

/** Dispatches of one submission, and submissions, that are timed at most. */
const [MOST_STAMPED, MOST_SHEETS] = [1024, 64];

/**
 * Watches what programs dispatch, kernel by kernel, and how long it takes where the device has `timestamp-query`. A
 * dispatch in a pass of its own costs some microseconds more: the times are for telling kernels apart.
 */
export class Profile {
  readonly #gpu: Gpu;
  readonly #hasClock: boolean;
  readonly #kernels = new Map<Kernel, { dispatches: number; items: number }>();
  readonly #sheets: Sheet[] = [];

  /** Watches from now on. */
  constructor(gpu: Gpu) {
    this.#gpu = gpu;
    gpu.watcher = this;
    this.#hasClock = gpu.device.features.has('timestamp-query');
  }

  /** The sheet of the next submission. */
  sheet(): Sheet {
    const isTimed = this.#hasClock && this.#sheets.length < MOST_SHEETS;
    const sheet = new Sheet(isTimed ? this.#gpu : null, ({ kernel, items }) => {
      const known = this.#kernels.get(kernel) ?? { dispatches: 0, items: 0 };
      this.#kernels.set(kernel, { dispatches: known.dispatches + 1, items: known.items + items });
    });
    if (isTimed) this.#sheets.push(sheet);
    return sheet;
  }

  /** Stops watching; the kernels that ran, those that took longest first. */
  async end(): Promise<KernelTime[]> {
    this.#gpu.watcher = null;
    const times = new Map<Kernel, { ns: number; timed: number }>();
    for (const sheet of this.#sheets) {
      for (const [kernel, ns] of await sheet.read()) {
        const { ns: before, timed } = times.get(kernel) ?? { ns: 0, timed: 0 };
        times.set(kernel, { ns: before + ns, timed: timed + 1 });
      }
    }
    const rows = [...this.#kernels].map(([kernel, { dispatches, items }]): KernelTime => {
      const { ns = 0, timed = 0 } = times.get(kernel) ?? {};
      const { bytes, flops } = kernel.cost;
      return { kernel, dispatches, bytes: bytes * items, flops: flops * items, ms: timed > 0 ? ns / 1e6 : null, timed };
    });
    return rows.sort((a, b) => (b.ms ?? 0) - (a.ms ?? 0) || b.bytes + b.flops - a.bytes - a.flops);
  }
}

/** The stamps of one submission. */
export class Sheet {
  readonly #gpu: Gpu | null;
  readonly #count: (step: DispatchStep) => void;
  readonly #stamped: Kernel[] = [];
  #querySet: GPUQuerySet | null = null;
  #resolved: GPUBuffer | null = null;
  #stamps: DeviceArray | null = null;

  /** @param gpu null where nothing is timed */
  constructor(gpu: Gpu | null, count: (step: DispatchStep) => void) {
    this.#gpu = gpu;
    this.#count = count;
  }

  /** How the pass of a dispatch is to be opened. */
  readonly describe = (step: DispatchStep): GPUComputePassDescriptor => {
    this.#count(step);
    const at = this.#stamped.length;
    if (!this.#gpu || at >= MOST_STAMPED) return {};
    this.#querySet ??= this.#gpu.device.createQuerySet({ type: 'timestamp', count: 2 * MOST_STAMPED });
    this.#stamped.push(step.kernel);
    const timestampWrites = {
      querySet: this.#querySet,
      beginningOfPassWriteIndex: 2 * at,
      endOfPassWriteIndex: 2 * at + 1,
    };
    return { timestampWrites };
  };

  /** Call it when all is encoded. */
  resolve(encoder: GPUCommandEncoder): void {
    if (!this.#gpu || !this.#querySet) return;
    const size = 16 * this.#stamped.length;
    const usage = GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC;
    this.#resolved = this.#gpu.device.createBuffer({ size, usage });
    this.#stamps = this.#gpu.storage('timestamps', size);
    encoder.resolveQuerySet(this.#querySet, 0, 2 * this.#stamped.length, this.#resolved, 0);
    encoder.copyBufferToBuffer(this.#resolved, 0, this.#stamps.raw, 0, size);
  }

  /** Nanoseconds of each dispatch that was timed. */
  async read(): Promise<(readonly [Kernel, number])[]> {
    if (!this.#gpu || !this.#stamps) return [];
    const ticks = new BigUint64Array(await this.#gpu.read(this.#stamps, 0, 16 * this.#stamped.length));
    this.#gpu.release(this.#stamps);
    this.#resolved?.destroy();
    this.#querySet?.destroy();
    // Stamps may be coarse, and then now and then in the wrong order.
    return this.#stamped.map((kernel, k) => [kernel, Math.max(0, Number(ticks[2 * k + 1]! - ticks[2 * k]!))] as const);
  }
}
