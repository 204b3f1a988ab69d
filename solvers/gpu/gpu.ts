import { Failure } from '../base/result';
import type { Kernel } from './kernel';
import { compileKernel, type CompiledKernel } from './compile';
import { Program, Recorder } from './program';

/** A GPU buffer with its label; the raw handle is for `solvers/gpu` and the renderer's adapter only. */
export interface DeviceArray {
  readonly label: string;
  readonly bytes: number;
  readonly raw: GPUBuffer;
}

/** The device and everything that is made from it. One per worker. */
export class Gpu {
  readonly device: GPUDevice;
  readonly adapterName: string;
  #kernels = new Map<string, Promise<CompiledKernel>>();

  constructor(device: GPUDevice, adapterName: string) {
    this.device = device;
    this.adapterName = adapterName;
  }

  /** A zeroed storage buffer of `bytes` bytes (rounded up to 16). */
  storage(label: string, bytes: number): DeviceArray {
    return this.#buffer(
      label,
      bytes,
      GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    );
  }

  /** A uniform buffer of `bytes` bytes (rounded up to 16). */
  uniform(label: string, bytes: number): DeviceArray {
    return this.#buffer(label, bytes, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
  }

  /** A storage buffer holding a copy of `data`. */
  upload(label: string, data: ArrayBufferView): DeviceArray {
    const array = this.storage(label, data.byteLength);
    this.write(array, data);
    return array;
  }

  write(array: DeviceArray, data: ArrayBufferView, byteOffset = 0): void {
    this.device.queue.writeBuffer(
      array.raw,
      byteOffset,
      data.buffer as ArrayBuffer,
      data.byteOffset,
      data.byteLength,
    );
  }

  release(array: DeviceArray): void {
    array.raw.destroy();
  }

  compile(kernel: Kernel): Promise<CompiledKernel> {
    const key = `${kernel.wgsl}\u0000${JSON.stringify(kernel.constants ?? {})}`;
    let compiled = this.#kernels.get(key);
    if (!compiled) {
      compiled = compileKernel(this.device, kernel);
      this.#kernels.set(key, compiled);
    }
    return compiled;
  }

  /** Records a flat list of dispatches; every kernel it uses is compiled first. */
  async record(name: string, fill: (recorder: Recorder) => void): Promise<Program> {
    const recorder = new Recorder(name);
    fill(recorder);
    return recorder.finish(this);
  }

  /** Encodes and submits dispatches [from, to) of a program. */
  run(program: Program, from = 0, to = program.length): void {
    const encoder = this.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    program.encode(pass, from, to);
    pass.end();
    this.device.queue.submit([encoder.finish()]);
  }

  /** Copies `bytes` bytes from `array` to the host. */
  async read(array: DeviceArray, byteOffset = 0, bytes = array.bytes - byteOffset): Promise<ArrayBuffer> {
    const staging = this.device.createBuffer({
      label: `${array.label} staging`,
      size: bytes,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(array.raw, byteOffset, staging, 0, bytes);
    this.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    const copy = staging.getMappedRange().slice(0);
    staging.destroy();
    return copy;
  }

  #buffer(label: string, bytes: number, usage: GPUBufferUsageFlags): DeviceArray {
    const size = Math.max(16, Math.ceil(bytes / 16) * 16);
    const raw = this.device.createBuffer({ label, size, usage });
    return { label, bytes: size, raw };
  }
}

/** Opens the first adapter of `entry`; throws a `no-adapter` {@link Failure} that says what to do. */
export async function openGpu(entry: GPU | undefined): Promise<Gpu> {
  const adapter = await entry?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Failure('no-adapter', 'No WebGPU adapter was found.');
  const device = await adapter.requestDevice();
  const { vendor, architecture, description } = adapter.info;
  return new Gpu(device, [vendor, architecture, description].filter(Boolean).join(' '));
}
