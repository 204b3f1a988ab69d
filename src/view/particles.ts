import field from '../../shaders/view/field.wgsl?raw';
import particles from '../../shaders/view/particles.wgsl?raw';
import random from '../../shaders/view/random.wgsl?raw';
import type { DeviceArray, Gpu, Kernel, Program, Uniforms } from '../../solvers/gpu';
import type { Extent } from './camera';
import type { FlowGrid } from './flowGrid';

export const particlesKernel: Kernel = {
  name: 'view.particles',
  wgsl: [field, random, particles].join('\n'),
  workgroup: [64, 1, 1],
  cost: { flops: 100, bytes: 40 },
};

export interface Drift {
  /** Where particles are born and live. */
  readonly window: Extent;
  /** Time of the flow in this step. */
  readonly step: number;
  /** Seconds on the clock in this step. */
  readonly elapsed: number;
  /** Seconds that a particle lives, on average. */
  readonly lifetime: number;
  /** Particles that move, at most the capacity. */
  readonly count: number;
}

/** Particles that follow a velocity buffer on the device: vec4f (x, y, previous x, previous y) and f32 ages. */
export class Particles {
  readonly states: DeviceArray;
  readonly ages: DeviceArray;
  readonly capacity: number;
  readonly #gpu: Gpu;
  readonly #program: Program;
  readonly #grid: Uniforms;
  readonly #drift: Uniforms;
  #draw = 0;

  private constructor(
    gpu: Gpu,
    capacity: number,
    program: Program,
    parts: { states: DeviceArray; ages: DeviceArray; grid: Uniforms; drift: Uniforms },
  ) {
    this.#gpu = gpu;
    this.capacity = capacity;
    this.#program = program;
    this.states = parts.states;
    this.ages = parts.ages;
    this.#grid = parts.grid;
    this.#drift = parts.drift;
  }

  /** `velocity` is vec2f [ny][nx] on `flow`'s grid. */
  static async create(gpu: Gpu, flow: FlowGrid, velocity: DeviceArray, capacity: number): Promise<Particles> {
    const grid = gpu.uniforms(particlesKernel, 'grid');
    grid.set(flow.uniform);
    grid.flush();
    const drift = gpu.uniforms(particlesKernel, 'drift');
    const states = gpu.storage('view.particles', 16 * capacity);
    const ages = gpu.upload('view.ages', new Float32Array(capacity).fill(-1));
    const buffers = {
      grid: grid.array,
      lookup: flow.lookup,
      velocity,
      bodies: flow.bodies,
      drift: drift.array,
      particles: states,
      ages,
    };
    const program = await gpu.record('view.particles', (r) => r.dispatch(particlesKernel, buffers, [capacity]));
    return new Particles(gpu, capacity, program, { states, ages, grid, drift });
  }

  step(drift: Drift): void {
    this.#drift.set({ ...drift, draw: ++this.#draw });
    this.#drift.flush();
    this.#gpu.run(this.#program);
  }

  dispose(): void {
    for (const array of [this.states, this.ages, this.#grid.array, this.#drift.array]) this.#gpu.release(array);
  }
}
