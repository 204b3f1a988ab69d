import field from '../../shaders/view/field.wgsl?raw';
import random from '../../shaders/view/random.wgsl?raw';
import streamlines from '../../shaders/view/streamlines.wgsl?raw';
import type { DeviceArray, Gpu, Kernel, Program, Uniforms } from '../../solvers/gpu';
import type { Extent } from './camera';
import type { FlowGrid } from './flowGrid';
import type { Lattice } from './lattice';

export const streamlinesKernel: Kernel = {
  name: 'view.streamlines',
  wgsl: [field, random, streamlines].join('\n'),
  workgroup: [32, 2, 1],
  cost: { flops: 130 * 32, bytes: 16 * 32 },
};

/** Steps that a line is followed in each direction. */
export const HALF = 32;
/** Points of a line. */
export const POINTS = 2 * HALF + 1;

export interface Tracing {
  readonly window: Extent;
  readonly lattice: Lattice;
  /** Arc length of a step. */
  readonly step: number;
  /** Time of the flow since the last frame: what the dashes run. */
  readonly advance: number;
  /** Arc length of a dash and its gap. */
  readonly period: number;
  /** Slower places end a line. */
  readonly slowest: number;
}

/** Streamlines of a velocity buffer, traced on the device: vec4f [slots][POINTS] = (x, y, arc length, speed). */
export class Streamlines {
  readonly points: DeviceArray;
  /** Arc length that the dashes of each slot have run, f32 [slots]. */
  readonly phases: DeviceArray;
  readonly capacity: number;
  readonly #gpu: Gpu;
  readonly #program: Program;
  readonly #grid: Uniforms;
  readonly #lattice: Uniforms;

  private constructor(
    gpu: Gpu,
    capacity: number,
    program: Program,
    parts: { points: DeviceArray; phases: DeviceArray; grid: Uniforms; lattice: Uniforms },
  ) {
    this.#gpu = gpu;
    this.capacity = capacity;
    this.#program = program;
    this.points = parts.points;
    this.phases = parts.phases;
    this.#grid = parts.grid;
    this.#lattice = parts.lattice;
  }

  /** `velocity` is vec2f [ny][nx] on `flow`'s grid; at most `capacity` lines. */
  static async create(gpu: Gpu, flow: FlowGrid, velocity: DeviceArray, capacity: number): Promise<Streamlines> {
    const grid = gpu.uniforms(streamlinesKernel, 'grid');
    grid.set(flow.uniform);
    grid.flush();
    const lattice = gpu.uniforms(streamlinesKernel, 'lattice');
    const points = gpu.storage('view.streamlines', 16 * POINTS * capacity);
    const phases = gpu.storage('view.phases', 4 * capacity);
    const buffers = {
      grid: grid.array,
      lookup: flow.lookup,
      velocity,
      bodies: flow.bodies,
      lattice: lattice.array,
      points,
      phases,
    };
    const program = await gpu.record('view.streamlines', (r) => r.dispatch(streamlinesKernel, buffers, [capacity, 2]));
    return new Streamlines(gpu, capacity, program, { points, phases, grid, lattice });
  }

  /** Traces every line anew; `lattice` has at most `capacity` points. */
  trace({ lattice, ...rest }: Tracing): void {
    const { first, columns, rows, spacing } = lattice;
    this.#lattice.set({ ...rest, first, columns, rows, spacing, half: HALF });
    this.#lattice.flush();
    this.#gpu.run(this.#program);
  }

  dispose(): void {
    for (const array of [this.points, this.phases, this.#grid.array, this.#lattice.array]) this.#gpu.release(array);
  }
}
