import { Failure } from '../base/result';
import type { DeviceArray } from './array';
import { type CompiledKernel, compileKernel, kernelKey } from './compile';
import { type Counters, zeroCounters } from './counters';
import type { Kernel } from './kernel';
import { DeviceLife } from './life';
import { DeviceMemory } from './memory';
import { bindSteps, type DispatchStep, Program, Recorder } from './program';
import { Readback } from './readback';
import { Uniforms } from './uniforms';

/** What a host may choose; everything has a default. */
export interface GpuOptions {
  /** Bytes of buffers alive at most; default 2 GiB, on software adapters 1 GiB. */
  readonly budget?: number;
  /** Called with the first error that no error scope caught, once. */
  readonly onError?: (message: string) => void;
  /** Called as kernels are compiled: how many are done, of how many asked for since all were done. */
  readonly onCompile?: (done: number, total: number) => void;
  /** Called with every promise that waits for the device, for hosts that can help it along. */
  readonly onWait?: (wait: Promise<unknown>) => void;
  /** Called with every promise that is settled when submitted work is done, for hosts that watch over it. */
  readonly onWork?: (work: Promise<unknown>) => void;
}

/**
 * Weight of a submit at most (about bytes and operations): a tenth of a second where it takes longest, so that pictures
 * get between, and no driver thinks that the device hangs. A single dispatch may weigh more.
 */
const LARGEST_SUBMIT = { software: 2e8, hardware: 1e10 } as const;

/** Whoever is told of what each submission dispatches; each dispatch then has a pass of its own. */
interface Watcher {
  sheet(): {
    readonly describe: (step: DispatchStep) => GPUComputePassDescriptor;
    resolve(encoder: GPUCommandEncoder): void;
  };
}

/** What the adapter says of itself. */
export interface AdapterFacts {
  readonly name: string;
  /** True for llvmpipe, SwiftShader and other CPU implementations. */
  readonly software: boolean;
  /** Threads of every subgroup, or 0 where they vary or kernels cannot use subgroups. */
  readonly subgroup: number;
}

/**
 * A device and everything that is made from it. One per worker. When it is lost, open another: arrays and
 * programs of the old one are refused with `lost`, as is every call on it.
 */
export class Gpu {
  readonly device: GPUDevice;
  readonly adapterName: string;
  readonly software: boolean;
  readonly subgroup: number;
  watcher: Watcher | null = null;
  readonly #life: DeviceLife;
  readonly #memory: DeviceMemory;
  readonly #readback: Readback;
  readonly #counters = zeroCounters();
  readonly #kernels = new Map<string, Promise<CompiledKernel>>();
  readonly #checked = new WeakMap<Program, number>();
  readonly #onCompile: GpuOptions['onCompile'];
  readonly #onWork: GpuOptions['onWork'];
  #compiling = { done: 0, total: 0 };
  #error: string | null = null;

  constructor(device: GPUDevice, adapter: AdapterFacts, options: GpuOptions = {}) {
    this.device = device;
    this.adapterName = adapter.name;
    this.software = adapter.software;
    this.subgroup = adapter.subgroup;
    this.#life = new DeviceLife(device, options.onWait);
    const budget = options.budget ?? (adapter.software ? 2 ** 30 : 2 ** 31);
    this.#memory = new DeviceMemory(device, this.#life.generation, budget, this.#counters);
    this.#readback = new Readback(device, this.#life, this.#counters);
    this.#onCompile = options.onCompile;
    this.#onWork = options.onWork;
    device.addEventListener('uncapturederror', ({ error }) => {
      // What only follows from an error that somebody was told of says nothing new.
      if (this.#error !== null || error.message.includes('invalid due to a previous error')) return;
      this.#error = error.message;
      options.onError?.(error.message);
    });
  }

  /** Ordinal number of this device; arrays and programs carry it. */
  get generation(): number {
    return this.#life.generation;
  }

  /** Resolves with the reason if the device is lost; {@link close} is not a loss. */
  get lost(): Promise<Failure> {
    return this.#life.lost;
  }

  /** False once lost or closed. */
  get open(): boolean {
    return this.#life.open;
  }

  /** The first error that no error scope caught, or null. */
  get error(): string | null {
    return this.#error;
  }

  /** Live: copy it to compare. */
  get counters(): Readonly<Counters> {
    return this.#counters;
  }

  /** Bytes that may be alive at once. */
  get budget(): number {
    return this.#memory.budget;
  }

  /** Throws `out-of-memory` where `bytes` more would go over the budget; `what` begins the sentence. */
  assertFits(bytes: number, what: string, field?: string): void {
    this.#memory.assertFits(bytes, what, field);
  }

  /**
   * A zeroed storage buffer of `bytes` bytes (rounded up to 16). Throws `out-of-memory` over the budget or a limit
   * of the adapter, before anything is allocated.
   */
  storage(label: string, bytes: number): DeviceArray {
    this.#life.assertOpen();
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const { array, reused } = this.#memory.allocate(label, bytes, usage);
    if (reused) {
      const encoder = this.device.createCommandEncoder();
      encoder.clearBuffer(array.raw);
      this.#submit(encoder);
    }
    return array;
  }

  /** A uniform buffer of `bytes` bytes (rounded up to 16), not zeroed when reused. */
  uniform(label: string, bytes: number): DeviceArray {
    this.#life.assertOpen();
    return this.#memory.allocate(label, bytes, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST).array;
  }

  /** The uniform `variable` of a kernel's source as a structure on the host and its buffer. */
  uniforms(kernel: Kernel, variable: string): Uniforms {
    return new Uniforms(this, kernel, variable);
  }

  /** A storage buffer holding a copy of `data`. */
  upload(label: string, data: ArrayBufferView): DeviceArray {
    const array = this.storage(label, data.byteLength);
    this.write(array, data);
    return array;
  }

  /** Writes `data` at `byteOffset` (a multiple of 4), ordered with the submits around it. */
  write(array: DeviceArray, data: ArrayBufferView, byteOffset = 0): void {
    this.#life.assertOpen();
    this.#memory.assertAlive(array);
    if (!(byteOffset >= 0 && byteOffset % 4 === 0 && byteOffset + data.byteLength <= array.bytes)) {
      const what = `${data.byteLength} bytes at ${byteOffset} do not fit "${array.label}" of ${array.bytes} bytes`;
      throw new Failure('breakdown', `${what} (offsets are multiples of 4).`);
    }
    const { queue } = this.device;
    if (data.byteLength % 4 === 0) {
      queue.writeBuffer(array.raw, byteOffset, data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
    } else {
      const padded = new Uint8Array(Math.ceil(data.byteLength / 4) * 4);
      padded.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      queue.writeBuffer(array.raw, byteOffset, padded);
    }
  }

  /** Gives an array back for reuse; programs that use it are refused from now on. */
  release(array: DeviceArray): void {
    this.#memory.release(array);
  }

  /** Gives the memory of released arrays back to the system. */
  trim(): void {
    this.#memory.trim();
  }

  /**
   * Runs `fill`, a synchronous function that makes arrays, and resolves with its value once the system has said
   * that the memory is there; otherwise drops them and rejects with `out-of-memory`. The device stays usable.
   */
  allocate<T>(fill: () => T): Promise<T> {
    this.#life.assertOpen();
    return this.#memory.scoped(fill, (promise) => this.#life.settle(promise));
  }

  /**
   * Runs `work`, which makes arrays and programs, and resolves when the system has said that the memory is there. Where
   * it rejects, with `out-of-memory` or otherwise, all arrays made meanwhile are gone again; the device stays usable.
   */
  attempt<T>(work: () => Promise<T>): Promise<T> {
    this.#life.assertOpen();
    return this.#memory.attempt(work, (promise) => this.#life.settle(promise));
  }

  /** Compiles a kernel, once for each source, constants and workgroup. Rejects with `KernelCompileError`. */
  compile(kernel: Kernel): Promise<CompiledKernel> {
    const key = kernelKey(kernel);
    let compiled = this.#kernels.get(key);
    if (!compiled) {
      compiled = this.#compile(kernel);
      this.#kernels.set(key, compiled);
    }
    return compiled;
  }

  /** Records a flat list of dispatches; every kernel it uses is compiled first, all at once. */
  async record(name: string, fill: (recorder: Recorder) => void): Promise<Program> {
    this.#life.assertOpen();
    const recorder = new Recorder(name);
    fill(recorder);
    const kernels = new Set(recorder.steps.flatMap((step) => ('kernel' in step ? [step.kernel] : [])));
    const compiled = new Map<Kernel, CompiledKernel>();
    await Promise.all([...kernels].map(async (kernel) => compiled.set(kernel, await this.compile(kernel))));
    this.#life.assertOpen();
    this.device.pushErrorScope('validation');
    let answer: Promise<GPUError | null>;
    let program: Program;
    try {
      program = new Program(name, this.generation, bindSteps(this.device, name, recorder.steps, compiled));
    } finally {
      answer = this.device.popErrorScope();
      answer.catch(() => {}); // Heard below, unless binding has thrown.
    }
    this.#assertUsable(program);
    const error = await this.#life.settle(answer);
    if (error) throw new Failure('breakdown', `${name}: ${error.message.trim()}`);
    this.#counters.bindGroupsCreated += program.cost.dispatches;
    return program;
  }

  /** Encodes and submits entries [from, to) of a program, long ones in parts; `to` may go on over several replays. */
  run(program: Program, from = 0, to = program.length): void {
    this.#life.assertOpen();
    this.#assertUsable(program);
    const most = LARGEST_SUBMIT[this.software ? 'software' : 'hardware'];
    for (let at = from; at < to; ) {
      const end = program.cut(at, to, most);
      const encoder = this.device.createCommandEncoder();
      const sheet = this.watcher?.sheet();
      program.encodeInto(encoder, at, end, sheet?.describe);
      sheet?.resolve(encoder);
      this.#submit(encoder);
      this.#counters.dispatches += end - at;
      at = end;
    }
  }

  /** Copies `bytes` bytes from `array` to the host, after all work submitted so far; `byteOffset` a multiple of 4. */
  async read(array: DeviceArray, byteOffset = 0, bytes = array.bytes - byteOffset): Promise<ArrayBuffer> {
    this.#life.assertOpen();
    this.#memory.assertAlive(array);
    return this.#work(this.#readback.read(array, byteOffset, bytes));
  }

  /** Resolves when all work submitted so far is done. */
  done(): Promise<void> {
    return this.#work(this.#life.settle(this.device.queue.onSubmittedWorkDone()).then(() => {}));
  }

  /** Ends the device deliberately; pending calls are rejected with `lost`, but {@link lost} does not resolve. */
  close(): void {
    this.#life.close();
    this.device.destroy();
  }

  #work<T>(work: Promise<T>): Promise<T> {
    this.#onWork?.(work);
    return work;
  }

  #submit(encoder: GPUCommandEncoder): void {
    this.device.queue.submit([encoder.finish()]);
    this.#counters.submits++;
  }

  #assertUsable(program: Program): void {
    if (program.generation !== this.generation) {
      throw new Failure('lost', `"${program.name}" was recorded on another GPU device: record it again on this one.`);
    }
    const { releases } = this.#memory;
    if (this.#checked.get(program) === releases) return;
    for (const array of program.arrays) this.#memory.assertAlive(array);
    this.#checked.set(program, releases);
  }

  async #compile(kernel: Kernel): Promise<CompiledKernel> {
    this.#life.assertOpen();
    const progress = this.#compiling;
    progress.total++;
    this.#onCompile?.(progress.done, progress.total);
    try {
      const compiled = await compileKernel(this.device, this.#life, kernel);
      this.#counters.pipelinesCreated++;
      return compiled;
    } finally {
      progress.done++;
      this.#onCompile?.(progress.done, progress.total);
      if (progress.done === progress.total) this.#compiling = { done: 0, total: 0 };
    }
  }
}
