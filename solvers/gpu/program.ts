import type { CompiledKernel } from './compile';
import type { DeviceArray, Gpu } from './gpu';
import type { Kernel } from './kernel';

/** Extents of the items that a dispatch covers: [x], [x, y] or [x, y, z]. */
export type Extent = readonly [number, number?, number?];

interface Step {
  readonly kernel: Kernel;
  readonly buffers: Readonly<Record<string, DeviceArray>>;
  readonly groups: readonly [number, number, number];
  readonly items: number;
}

interface Dispatch extends Step {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
}

/** A flat list of dispatches that replays without allocating. */
export class Program {
  readonly name: string;
  readonly #dispatches: readonly Dispatch[];

  constructor(name: string, dispatches: readonly Dispatch[]) {
    this.name = name;
    this.#dispatches = dispatches;
  }

  get length(): number {
    return this.#dispatches.length;
  }

  /** Sums over one replay: dispatches, bytes that must move, floating-point operations. */
  get cost(): { dispatches: number; bytes: number; flops: number } {
    let bytes = 0;
    let flops = 0;
    for (const { kernel, items } of this.#dispatches) {
      bytes += kernel.cost.bytes * items;
      flops += kernel.cost.flops * items;
    }
    return { dispatches: this.length, bytes, flops };
  }

  encode(pass: GPUComputePassEncoder, from: number, to: number): void {
    for (let k = from; k < to; k++) {
      const { pipeline, bindGroup, groups } = this.#dispatches[k]!;
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(groups[0], groups[1], groups[2]);
    }
  }
}

/** Collects dispatches for a {@link Program}. */
export class Recorder {
  readonly #name: string;
  readonly #steps: Step[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  /** Appends one dispatch that covers `extent` items; `buffers` are named as the WGSL variables. */
  dispatch(kernel: Kernel, buffers: Readonly<Record<string, DeviceArray>>, extent: Extent): void {
    const [x, y = 1, z = 1] = extent;
    const [wx, wy, wz] = kernel.workgroup;
    this.#steps.push({
      kernel,
      buffers,
      groups: [Math.ceil(x / wx), Math.ceil(y / wy), Math.ceil(z / wz)],
      items: x * y * z,
    });
  }

  async finish(gpu: Gpu): Promise<Program> {
    const compiled = new Map<Kernel, CompiledKernel>();
    const kernels = [...new Set(this.#steps.map((step) => step.kernel))];
    await Promise.all(kernels.map(async (kernel) => compiled.set(kernel, await gpu.compile(kernel))));
    const dispatches = this.#steps.map((step): Dispatch => {
      const { layout, pipeline, bindings } = compiled.get(step.kernel)!;
      const entries = [...bindings].map(([name, binding]) => ({
        binding,
        resource: { buffer: step.buffers[name]!.raw },
      }));
      const bindGroup = gpu.device.createBindGroup({ label: step.kernel.name, layout, entries });
      return { ...step, pipeline, bindGroup };
    });
    return new Program(this.#name, dispatches);
  }
}
