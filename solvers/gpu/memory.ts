import { Failure } from '../base/result';
import type { DeviceArray } from './array';
import type { Counters } from './counters';

const MIB = 2 ** 20;
const mib = (bytes: number): string => `${(bytes / MIB).toFixed(bytes < 10 * MIB ? 2 : 0)} MiB`;

/** Hands out buffers within a budget of bytes and takes them back for reuse (same size and usage). */
export class DeviceMemory {
  readonly budget: number;
  readonly #device: GPUDevice;
  readonly #generation: number;
  readonly #counters: Counters;
  readonly #alive = new Set<DeviceArray>();
  readonly #pool = new Map<string, GPUBuffer[]>();
  #releases = 0;
  #scope: DeviceArray[] | undefined;
  /** Arrays made since each of the attempts under way began. */
  readonly #attempts = new Set<DeviceArray[]>();
  /** What the system has yet to say of buffers. */
  readonly #answers = new Set<Promise<void>>();
  #refused: Failure | null = null;

  constructor(device: GPUDevice, generation: number, budget: number, counters: Counters) {
    this.#device = device;
    this.#generation = generation;
    this.budget = budget;
    this.#counters = counters;
  }

  /** Grows by one with every release: who has checked its arrays since need not check again. */
  get releases(): number {
    return this.#releases;
  }

  /** Throws `out-of-memory` where `bytes` more would go over the budget. */
  assertFits(bytes: number, what: string, field?: string): void {
    const { bytesAlive } = this.#counters;
    if (bytesAlive + bytes > this.budget) {
      const advice = `${what} needs ${mib(bytes)} of GPU memory, ${mib(bytesAlive)} of ${mib(this.budget)} are in use: use a smaller grid.`;
      throw new Failure('out-of-memory', advice, field);
    }
  }

  /** `reused` tells that the buffer holds old numbers. */
  allocate(label: string, bytes: number, usage: GPUBufferUsageFlags): { array: DeviceArray; reused: boolean } {
    const size = Math.max(16, Math.ceil(bytes / 16) * 16);
    this.#assertLimits(label, size, usage);
    this.assertFits(size, label);
    const { bytesAlive, bytesPooled } = this.#counters;
    const pooled = this.#pool.get(`${usage}:${size}`)?.pop();
    if (pooled) {
      this.#counters.buffersPooled--;
      this.#counters.bytesPooled -= size;
    } else if (bytesAlive + bytesPooled + size > this.budget) {
      this.trim();
    }
    const raw = pooled ?? this.#create(label, size, usage);
    const array: DeviceArray = { label, bytes: size, raw, generation: this.#generation };
    this.#alive.add(array);
    this.#scope?.push(array);
    for (const made of this.#attempts) made.push(array);
    this.#counters.buffersAlive++;
    this.#counters.bytesAlive += size;
    return { array, reused: pooled !== undefined };
  }

  /**
   * Runs `work` and asks the system whether all buffers made meanwhile exist; throws `out-of-memory` for the first that
   * it refused. Where anything is thrown, everything made meanwhile is given back to the system. `settle` watches for a
   * loss.
   */
  async attempt<T>(work: () => Promise<T>, settle: <V>(promise: Promise<V>) => Promise<V>): Promise<T> {
    const made: DeviceArray[] = [];
    this.#attempts.add(made);
    try {
      const value = await work();
      await this.#granted(settle);
      return value;
    } catch (error) {
      // What fails by a buffer that is not there fails for the want of memory.
      const cause = await this.#granted(settle).then(
        () => error,
        (refused: unknown) => refused,
      );
      for (const array of made) this.release(array);
      this.trim();
      throw cause;
    } finally {
      this.#attempts.delete(made);
    }
  }

  async #granted(settle: <V>(promise: Promise<V>) => Promise<V>): Promise<void> {
    while (this.#answers.size > 0) await settle(Promise.all(this.#answers));
    const refused = this.#refused;
    this.#refused = null;
    if (refused) throw refused;
  }

  /** Takes an array back; releasing twice, or after a loss, does nothing. */
  release(array: DeviceArray): void {
    if (!this.#forget(array)) return;
    const { raw } = array;
    const key = `${raw.usage}:${raw.size}`;
    const shelf = this.#pool.get(key);
    if (shelf) shelf.push(raw);
    else this.#pool.set(key, [raw]);
    this.#counters.buffersPooled++;
    this.#counters.bytesPooled += raw.size;
  }

  /** Gives the pooled buffers back to the system. */
  trim(): void {
    for (const shelf of this.#pool.values()) for (const raw of shelf) raw.destroy();
    this.#pool.clear();
    this.#counters.buffersPooled = 0;
    this.#counters.bytesPooled = 0;
  }

  /** Throws where an array was released, or belongs to another device. */
  assertAlive(array: DeviceArray): void {
    if (array.generation !== this.#generation) {
      throw new Failure('lost', `"${array.label}" belongs to another GPU device: make it again on this one.`);
    }
    if (!this.#alive.has(array)) throw new Failure('breakdown', `"${array.label}" was used after it was released.`);
  }

  /**
   * Runs `fill` (synchronous) and asks the system whether its buffers exist. If not, they are dropped, the pool is
   * emptied and `fill` gets a second chance; then `out-of-memory` is thrown. `settle` watches for a loss.
   */
  async scoped<T>(fill: () => T, settle: <V>(promise: Promise<V>) => Promise<V>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const made: DeviceArray[] = [];
      // Pushed and popped without a pause between: scopes are a stack of the device.
      this.#device.pushErrorScope('out-of-memory');
      this.#scope = made;
      let value: T;
      let answer: Promise<GPUError | null>;
      try {
        value = fill();
      } catch (error) {
        for (const array of made) this.release(array);
        throw error;
      } finally {
        this.#scope = undefined;
        answer = this.#device.popErrorScope();
        answer.catch(() => {});
      }
      if (!(await settle(answer))) return value;
      const bytes = made.reduce((sum, array) => sum + array.bytes, 0);
      for (const array of made) if (this.#forget(array)) array.raw.destroy();
      const pooled = this.#counters.buffersPooled;
      this.trim();
      if (attempt > 0 || pooled === 0) {
        throw this.#refusal(made.length === 1 ? `"${made[0]!.label}"` : `${made.length} arrays`, bytes);
      }
    }
  }

  /** Makes a buffer and asks the system, unless {@link scoped} asks for all, whether it exists. */
  #create(label: string, size: number, usage: GPUBufferUsageFlags): GPUBuffer {
    this.#counters.buffersCreated++;
    if (this.#scope) return this.#device.createBuffer({ label, size, usage });
    this.#device.pushErrorScope('out-of-memory');
    const raw = this.#device.createBuffer({ label, size, usage });
    const answer = this.#device.popErrorScope().then(
      (error) => {
        if (error) this.#refused ??= this.#refusal(`"${label}"`, size);
      },
      // A loss is told elsewhere.
      () => {},
    );
    this.#answers.add(answer);
    void answer.then(() => this.#answers.delete(answer));
    return raw;
  }

  #refusal(what: string, bytes: number): Failure {
    const used = mib(this.#counters.bytesAlive);
    return new Failure(
      'out-of-memory',
      `The GPU has no ${mib(bytes)} left for ${what} (${used} in use): use a smaller grid.`,
    );
  }

  #forget(array: DeviceArray): boolean {
    if (!this.#alive.delete(array)) return false;
    this.#releases++;
    this.#counters.buffersAlive--;
    this.#counters.bytesAlive -= array.bytes;
    return true;
  }

  #assertLimits(label: string, size: number, usage: GPUBufferUsageFlags): void {
    const { limits } = this.#device;
    const names = [
      'maxBufferSize',
      ...(usage & GPUBufferUsage.STORAGE ? (['maxStorageBufferBindingSize'] as const) : []),
      ...(usage & GPUBufferUsage.UNIFORM ? (['maxUniformBufferBindingSize'] as const) : []),
    ] as const;
    for (const name of names) {
      if (!(size <= limits[name])) {
        const advice = `"${label}" needs ${size} bytes, over this GPU's ${name} of ${limits[name]}: use a smaller grid.`;
        throw new Failure('out-of-memory', advice, name);
      }
    }
  }
}
