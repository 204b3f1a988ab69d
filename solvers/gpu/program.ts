import { Failure } from '../base/result';
import type { DeviceArray } from './array';
import type { CompiledKernel } from './compile';
import type { Kernel } from './kernel';

/** WebGPU's least `maxComputeWorkgroupsPerDimension`; no known adapter offers more. */
export const MAX_GROUPS = 65535;

/** Extents of the items that a dispatch covers: [x], [x, y] or [x, y, z]. */
export type Extent = readonly [number, number?, number?];

/** A dispatch before its kernel is compiled. */
export interface DispatchStep {
  readonly kernel: Kernel;
  readonly buffers: Readonly<Record<string, DeviceArray>>;
  readonly groups: readonly [number, number, number];
  readonly items: number;
}

export interface CopyStep {
  readonly from: DeviceArray;
  readonly to: DeviceArray;
  readonly bytes: number;
}

export type Step = DispatchStep | CopyStep;

interface Dispatch extends DispatchStep {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
}

type Entry = Dispatch | CopyStep;

/** About what a launch of 16 us costs at 4 GB/s; the clock corrects it. */
const DISPATCH_WEIGHT = 65536;

/**
 * A flat list of dispatches and copies that replays without allocating. Entry numbers go on over replays: entry k
 * is entry k mod `length`, so that [0, 5 length) is five replays.
 */
export class Program {
  readonly name: string;
  /** {@link Gpu.generation} of the device that it was recorded on. */
  readonly generation: number;
  readonly kernels: readonly Kernel[];
  readonly arrays: readonly DeviceArray[];
  /** Sums over one replay: dispatches, bytes that must move, floating-point operations. */
  readonly cost: { readonly dispatches: number; readonly bytes: number; readonly flops: number };
  readonly #entries: readonly Entry[];
  /** Sums of the entries' weights before each entry, and after the last. */
  readonly #weights: Float64Array;

  constructor(name: string, generation: number, entries: readonly Entry[]) {
    this.name = name;
    this.generation = generation;
    this.#entries = entries;
    const dispatches = entries.filter((entry): entry is Dispatch => 'kernel' in entry);
    const copies = entries.filter((entry): entry is CopyStep => 'from' in entry);
    this.kernels = [...new Set(dispatches.map((entry) => entry.kernel))];
    this.arrays = [
      ...new Set([
        ...dispatches.flatMap((entry) => Object.values(entry.buffers)),
        ...copies.flatMap((entry) => [entry.from, entry.to]),
      ]),
    ];
    let bytes = 0;
    let flops = 0;
    let weight = 0;
    this.#weights = new Float64Array(entries.length + 1);
    entries.forEach((entry, k) => {
      const moved = 'kernel' in entry ? entry.kernel.cost.bytes * entry.items : 2 * entry.bytes;
      const computed = 'kernel' in entry ? entry.kernel.cost.flops * entry.items : 0;
      bytes += moved;
      flops += computed;
      weight += moved + computed + DISPATCH_WEIGHT;
      this.#weights[k + 1] = weight;
    });
    this.cost = { dispatches: dispatches.length, bytes, flops };
  }

  /** Dispatches and copies of one replay. */
  get length(): number {
    return this.#entries.length;
  }

  /**
   * A guess at the relative time of the entries before entry `at` (replays included): bytes plus flops plus a
   * constant for each launch. Slices are cut by it and timed by the clock.
   */
  weight(at: number): number {
    const { length } = this;
    const replays = Math.floor(at / length);
    return replays * this.#weights[length]! + this.#weights[at - replays * length]!;
  }

  /** The last entry up to which those from `at` weigh no more than `most`, at most `end`; at least one goes. */
  cut(at: number, end: number, most: number): number {
    const limit = this.weight(at) + most;
    let low = at + 1;
    let high = end;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.weight(middle) <= limit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Encodes entries [from, to) into a pass; a program with copies needs {@link encodeInto}. */
  encode(pass: GPUComputePassEncoder, from: number, to: number): void {
    const { length } = this;
    let bound: GPUComputePipeline | undefined;
    for (let k = from; k < to; k++) {
      const entry = this.#entries[k % length]!;
      if (!('kernel' in entry)) throw new Failure('breakdown', `${this.name}: a copy cannot go into a compute pass.`);
      const { pipeline, bindGroup, groups } = entry;
      if (pipeline !== bound) pass.setPipeline(pipeline);
      bound = pipeline;
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(groups[0], groups[1], groups[2]);
    }
  }

  /**
   * Encodes entries [from, to), opening passes between the copies; with `alone` each dispatch has a pass of its own, as
   * described by what that returns.
   */
  encodeInto(
    encoder: GPUCommandEncoder,
    from: number,
    to: number,
    alone?: (step: DispatchStep) => GPUComputePassDescriptor,
  ): void {
    const { length } = this;
    let k = from;
    while (k < to) {
      const entry = this.#entries[k % length]!;
      if ('kernel' in entry) {
        let end = k + 1;
        while (!alone && end < to && 'kernel' in this.#entries[end % length]!) end++;
        const pass = encoder.beginComputePass(alone?.(entry));
        this.encode(pass, k, end);
        pass.end();
        k = end;
      } else {
        encoder.copyBufferToBuffer(entry.from.raw, 0, entry.to.raw, 0, entry.bytes);
        k++;
      }
    }
  }
}

/** Collects dispatches and copies for a {@link Program}. */
export class Recorder {
  readonly name: string;
  readonly #steps: Step[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  /**
   * Appends one dispatch that covers `extent` items; `buffers` are named as the WGSL variables. Throws where an
   * axis would need more than 65,535 workgroups: cover it in two axes, see {@link foldItems}.
   */
  dispatch(kernel: Kernel, buffers: Readonly<Record<string, DeviceArray>>, extent: Extent): void {
    const [x, y = 1, z = 1] = extent;
    const [wx, wy, wz] = kernel.workgroup;
    const groups = [Math.ceil(x / wx), Math.ceil(y / wy), Math.ceil(z / wz)] as const;
    const most = Math.max(...groups);
    if (!(most <= MAX_GROUPS) || !(Math.min(x, y, z) >= 0)) {
      const what = `${this.name}: ${kernel.name} over [${x}, ${y}, ${z}] items needs ${most} workgroups along one axis`;
      throw new Failure('breakdown', `${what}, the limit is ${MAX_GROUPS}: fold it into two axes.`);
    }
    this.#steps.push({ kernel, buffers, groups, items: x * y * z });
  }

  /** Appends a copy of the first `bytes` bytes (a multiple of 4) of one array to the start of another. */
  copy(from: DeviceArray, to: DeviceArray, bytes = Math.min(from.bytes, to.bytes)): void {
    if (from === to || bytes % 4 !== 0 || !(bytes <= Math.min(from.bytes, to.bytes))) {
      throw new Failure('breakdown', `${this.name}: cannot copy ${bytes} bytes from "${from.label}" to "${to.label}".`);
    }
    this.#steps.push({ from, to, bytes });
  }
}

/**
 * A two-axis extent for `items` items along x that no workgroup limit stands against. The kernel takes
 * `id.x + id.y * (num_workgroups.x * workgroup)` as its item and skips those beyond the last.
 */
export function foldItems(items: number, workgroup: number): Extent {
  const groups = Math.ceil(items / workgroup);
  const rows = Math.ceil(groups / MAX_GROUPS);
  return rows <= 1 ? [items] : [Math.ceil(groups / rows) * workgroup, rows];
}

/** Binds the arrays of recorded steps. Throws `breakdown` naming kernel and variable where they do not fit. */
export function bindSteps(
  device: GPUDevice,
  name: string,
  steps: readonly Step[],
  compiled: ReadonlyMap<Kernel, CompiledKernel>,
): Entry[] {
  return steps.map((step, k): Entry => {
    if (!('kernel' in step)) return step;
    const { kernel, buffers } = step;
    const { layout, pipeline, reflection } = compiled.get(kernel)!;
    const problem = bindingProblem(buffers, reflection);
    if (problem) throw new Failure('breakdown', `${name}, step ${k}, ${kernel.name}: ${problem}.`);
    const entries = [...reflection.bindings].map(([variable, binding]) => ({
      binding,
      resource: { buffer: buffers[variable]!.raw },
    }));
    const bindGroup = device.createBindGroup({ label: kernel.name, layout, entries });
    return { ...step, pipeline, bindGroup };
  });
}

function bindingProblem(
  buffers: Readonly<Record<string, DeviceArray>>,
  { bindings, declared, writable }: CompiledKernel['reflection'],
): string | null {
  const names = [...declared].join(', ');
  for (const variable of bindings.keys()) {
    if (!buffers[variable]) return `no array was given for "${variable}" (its variables: ${names})`;
  }
  const users = new Map<GPUBuffer, string>();
  for (const [variable, array] of Object.entries(buffers)) {
    if (!declared.has(variable)) return `it has no variable "${variable}" (its variables: ${names})`;
    if (!bindings.has(variable)) continue;
    const other = users.get(array.raw);
    if (other !== undefined && (writable.has(variable) || writable.has(other))) {
      return `"${array.label}" is bound to both "${other}" and "${variable}", and one of them writes`;
    }
    users.set(array.raw, variable);
  }
  return null;
}
