import type { DeviceArray, Gpu, Program, Recorder } from '../../gpu';
import { Uniforms } from '../../gpu';
import { isUniform } from '../../grid';
import { interleave, PoissonMultigrid } from '../../linear/poisson/poisson';
import { flowKernels, MOMENTUM_ROWS, STATUS_ROWS } from './kernels';
import { axisTable, type FlowGrid, SIDE_CODE } from './layout';
import type { Bodies } from './obstacles';

/** Numbers of f32 in the summary that `gather` writes. */
export const SUMMARY_FLOATS = 12;

/** Stages of the Runge-Kutta step as fractions of dt (Wicker & Skamarock 2002, eq. 3). */
const STAGES = [1 / 3, 1 / 2, 1];

/**
 * The flow on the device: its arrays and the programs that advance it. One step is three momentum stages with the old
 * pressure gradient, then one projection, which also brings the pressure up to date.
 */
export class FlowState {
  readonly velocity: DeviceArray;
  readonly pressure: DeviceArray;
  readonly summary: DeviceArray;
  readonly sides: DeviceArray;
  readonly uniforms: Uniforms;
  readonly multigrid: PoissonMultigrid;
  readonly kernels: ReturnType<typeof flowKernels>;
  readonly open: DeviceArray;
  /** Arrays that most kernels share, by their WGSL names. */
  readonly common: Readonly<Record<'flow' | 'axisX' | 'axisY', DeviceArray>>;
  readonly #gpu: Gpu;
  readonly #grid: FlowGrid;
  readonly #stages: Uniforms[];
  readonly #work: readonly [DeviceArray, DeviceArray];
  readonly #change: DeviceArray;
  readonly #wall: DeviceArray;
  readonly #weight: DeviceArray;
  readonly #partial: DeviceArray;
  readonly #count: DeviceArray;
  readonly #owned: DeviceArray[] = [];
  readonly #steps = new Map<number, Promise<Program>>();
  #status: Promise<Program> | null = null;

  constructor(gpu: Gpu, grid: FlowGrid, bodies: Bodies | null) {
    this.#gpu = gpu;
    this.#grid = grid;
    const { padded, nx, ny, x, y, sides } = grid;
    const uniform = isUniform(x) && isUniform(y);
    this.kernels = flowKernels({ obstacles: bodies !== null, uniform });
    const storage = (name: string, bytes: number) => this.#own(gpu.storage(`flow ${name}`, bytes));
    const upload = (name: string, data: Float32Array) => this.#own(gpu.upload(`flow ${name}`, data));
    this.velocity = storage('velocity', 16 * padded);
    this.#work = [storage('stage a', 16 * padded), storage('stage b', 16 * padded)];
    this.pressure = storage('pressure', 8 * padded);
    this.#change = storage('change', 8 * padded);
    this.sides = storage('sides', 16 * (2 * (nx + 3) + 2 * (ny + 3)));
    const items = nx * Math.ceil(ny / STATUS_ROWS);
    this.#partial = storage('status partials', 32 * items);
    this.summary = storage('summary', 4 * SUMMARY_FLOATS);
    this.#count = this.#own(gpu.uniform('flow status count', 16));
    gpu.write(this.#count, new Uint32Array([items]));
    const none = new Float32Array(4);
    this.#wall = upload('wall', bodies ? interleave([bodies.wallU, bodies.wallV]) : none);
    this.open = upload('open', bodies ? interleave([bodies.openWest, bodies.openSouth]) : none);
    this.#weight = upload('drag weight', bodies ? new Float32Array(bodies.weight) : none);
    this.uniforms = new Uniforms(gpu, this.kernels.momentum, 'flow');
    this.#owned.push(this.uniforms.array);
    const spacing = (width: number) => [width, 1 / width, width, 1 / width];
    this.uniforms.set({ spacingX: spacing(x.widths[0]!), spacingY: spacing(y.widths[0]!) });
    this.uniforms.set({ nx, ny, ...Object.fromEntries(Object.entries(sides).map(([k, v]) => [k, SIDE_CODE[v]])) });
    this.#stages = STAGES.map((fraction) => {
      const stage = new Uniforms(gpu, this.kernels.momentum, 'stage');
      stage.set({ fraction });
      stage.flush();
      this.#owned.push(stage.array);
      return stage;
    });
    this.common = {
      flow: this.uniforms.array,
      axisX: upload('x', axisTable(x, sides.west, sides.east)),
      axisY: upload('y', axisTable(y, sides.south, sides.north)),
    };
    const end = (kind: FlowGrid['sides']['west']) =>
      kind === 'values' ? 'neumann' : kind === 'outflow' ? 'dirichlet' : 'periodic';
    this.multigrid = new PoissonMultigrid(gpu, {
      x: { widths: x.widths, ends: [end(sides.west), end(sides.east)] },
      y: { widths: y.widths, ends: [end(sides.south), end(sides.north)] },
      open: bodies?.open ?? null,
    });
  }

  /** One time step with at most `cycles` multigrid cycles. */
  stepProgram(cycles: number): Promise<Program> {
    let program = this.#steps.get(cycles);
    if (!program) {
      program = this.#gpu.record(`flow step, ${cycles} cycles`, (recorder) => this.#recordStep(recorder, cycles));
      this.#steps.set(cycles, program);
    }
    return program;
  }

  /**
   * Finds the pressure that belongs to the present velocity by a step that is taken back: the velocity is put aside in
   * `spare` meanwhile. Without it the first step would be of first order only.
   */
  pressureProgram(cycles: number, spare: DeviceArray): Promise<Program> {
    return this.#gpu.record('flow first pressure', (recorder) => {
      recorder.copy(this.velocity, spare);
      this.#recordStep(recorder, cycles);
      recorder.copy(spare, this.velocity);
    });
  }

  /** Makes the present velocity solenoidal; it disturbs the pressure, which the caller clears afterwards. */
  projectionProgram(cycles: number): Promise<Program> {
    return this.#gpu.record('flow projection', (recorder) => {
      const [a] = this.#work;
      recorder.copy(this.velocity, a);
      this.#recordBounds(recorder, a);
      this.#recordProjection(recorder, a, cycles);
    });
  }

  /** Reduces the state to the summary. */
  statusProgram(): Promise<Program> {
    this.#status ??= this.#gpu.record('flow status', (recorder) => {
      const { nx, ny } = this.#grid;
      const { kernels, common, velocity, pressure } = this;
      const buffers = { ...common, velocity, pressure, change: this.#change, open: this.open, weight: this.#weight };
      recorder.dispatch(kernels.status, { ...buffers, partial: this.#partial }, [nx, Math.ceil(ny / STATUS_ROWS)]);
      const { progress } = this.multigrid;
      const gathered = { size: this.#count, partial: this.#partial, progress, summary: this.summary };
      recorder.dispatch(kernels.gather, gathered, [1]);
    });
    return this.#status;
  }

  dispose(): void {
    this.multigrid.dispose();
    for (const array of this.#owned) this.#gpu.release(array);
  }

  #recordStep(recorder: Recorder, cycles: number): void {
    const [a, b] = this.#work;
    this.#recordStage(recorder, 0, this.velocity, a);
    this.#recordStage(recorder, 1, a, b);
    this.#recordStage(recorder, 2, b, a);
    this.#recordProjection(recorder, a, cycles);
  }

  #recordStage(recorder: Recorder, stage: number, now: DeviceArray, next: DeviceArray): void {
    const { nx, ny } = this.#grid;
    const { kernels, common, velocity: start, pressure, open } = this;
    const buffers = {
      ...common,
      stage: this.#stages[stage]!.array,
      start,
      now,
      next,
      pressure,
      open,
      wall: this.#wall,
    };
    const kernel = now === start ? kernels.firstMomentum : kernels.momentum;
    recorder.dispatch(kernel, buffers, [nx + 1, Math.ceil((ny + 1) / MOMENTUM_ROWS)]);
    this.#recordBounds(recorder, next);
  }

  #recordBounds(recorder: Recorder, velocity: DeviceArray): void {
    const { nx, ny } = this.#grid;
    recorder.dispatch(this.kernels.bounds, { flow: this.common.flow, sides: this.sides, velocity }, [nx + ny + 6]);
  }

  #recordProjection(recorder: Recorder, now: DeviceArray, cycles: number): void {
    const { nx, ny } = this.#grid;
    const { kernels, common, velocity, pressure, open, multigrid } = this;
    const { rhs, solution } = multigrid;
    recorder.dispatch(kernels.divergence, { ...common, velocity: now, open, rhs }, [nx, ny]);
    multigrid.recordSolve(recorder, cycles, 'zero');
    const buffers = {
      ...common,
      now,
      correction: solution,
      velocity,
      pressure,
      change: this.#change,
      wall: this.#wall,
    };
    recorder.dispatch(kernels.project, buffers, [nx + 1, ny + 1]);
    this.#recordBounds(recorder, velocity);
  }

  #own(array: DeviceArray): DeviceArray {
    this.#owned.push(array);
    return array;
  }
}
