import type { DeviceArray } from './array';
import type { Counters } from './counters';
import type { DeviceLife } from './life';

/** Staging buffers over this size are destroyed after use instead of kept. */
const KEEP_BYTES = 2 ** 20;
const KEEP_EACH = 4;

/** Copies to the host through reused staging buffers, whose sizes are powers of two. */
export class Readback {
  readonly #device: GPUDevice;
  readonly #life: DeviceLife;
  readonly #counters: Counters;
  readonly #idle = new Map<number, GPUBuffer[]>();

  constructor(device: GPUDevice, life: DeviceLife, counters: Counters) {
    this.#device = device;
    this.#life = life;
    this.#counters = counters;
  }

  /** Bytes [offset, offset + bytes) of `array`, after all work submitted so far; `offset` a multiple of 4. */
  async read(array: DeviceArray, offset: number, bytes: number): Promise<ArrayBuffer> {
    if (bytes === 0) return new ArrayBuffer(0);
    const copied = Math.ceil(bytes / 4) * 4;
    const size = 2 ** Math.ceil(Math.log2(Math.max(256, copied)));
    const kept = size <= KEEP_BYTES;
    const staging = (kept && this.#idle.get(size)?.pop()) || this.#create(kept ? size : copied);
    this.#counters.readbacks++;
    this.#counters.readbackBytes += bytes;
    this.#counters.largestReadback = Math.max(this.#counters.largestReadback, bytes);
    const encoder = this.#device.createCommandEncoder();
    encoder.copyBufferToBuffer(array.raw, offset, staging, 0, copied);
    this.#device.queue.submit([encoder.finish()]);
    this.#counters.submits++;
    await this.#life.settle(staging.mapAsync(GPUMapMode.READ, 0, copied));
    const host = staging.getMappedRange(0, copied).slice(0, bytes);
    staging.unmap();
    this.#putBack(staging, kept);
    return host;
  }

  #create(size: number): GPUBuffer {
    this.#counters.buffersCreated++;
    return this.#device.createBuffer({
      label: 'readback',
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
  }

  #putBack(staging: GPUBuffer, kept: boolean): void {
    const idle = this.#idle.get(staging.size) ?? [];
    if (kept && idle.length < KEEP_EACH) {
      idle.push(staging);
      this.#idle.set(staging.size, idle);
    } else {
      staging.destroy();
    }
  }
}
