import { type DeviceArray, type Gpu, type Recorder, Uniforms } from '../../gpu';
import { isUniform } from '../../grid';
import { aliveCells, buildHierarchy, inverseLaplacian, type Level, type PoissonSpec } from './hierarchy';
import { NORM_ROWS, poissonKernels, SMOOTH_ROWS } from './kernels';

/** Sweeps before (at least one) and after the coarse correction, and relaxation of the smoother. */
export interface CycleSettings {
  readonly before: number;
  readonly after: number;
  /** Over-relaxation of red-black Gauss-Seidel. */
  readonly relaxation: number;
}

/** V(1,1): the cheapest cycle that is textbook-fast for the plain Laplacian. */
const DEFAULT_CYCLE: CycleSettings = { before: 1, after: 1, relaxation: 1.15 };

const JACOBI_WEIGHT = 0.8;

interface DeviceLevel {
  readonly level: Level;
  readonly kernels: ReturnType<typeof poissonKernels>;
  readonly solution: DeviceArray;
  readonly rhs: DeviceArray;
  readonly common: Readonly<Record<string, DeviceArray>>;
  readonly red: DeviceArray;
  readonly black: DeviceArray;
  readonly jacobi: DeviceArray;
  /** Second buffer of the Jacobi smoother, on levels whose checkerboard does not close. */
  readonly spare: DeviceArray | null;
  readonly prolong: Readonly<Record<string, DeviceArray>>;
}

/**
 * Geometric multigrid for L p = rhs on a box (see {@link PoissonSpec}): red-black Gauss-Seidel, residuals summed over
 * merged cells, bilinear corrections, an exact coarsest level. Everything is recorded into programs; the device itself
 * decides when a solve is done (`progress`, read at leisure), so no solve waits for the host.
 * Trottenberg, Oosterlee & Schueller, Multigrid (2001), sections 2.8 and 5.
 */
export class PoissonMultigrid {
  readonly #gpu: Gpu;
  readonly #levels: DeviceLevel[];
  readonly #inverse: DeviceArray;
  readonly #partial: DeviceArray;
  readonly #settings: CycleSettings;
  readonly #owned: DeviceArray[] = [];
  readonly #sweeps: Uniforms[] = [];
  readonly #goals: DeviceArray[];
  readonly #goalWords = new ArrayBuffer(16);
  /**
   * u32[8]: done, residual norm (f32 bits), cycles of the latest solve, solves that missed the tolerance so far, cycles
   * of all solves modulo 2^20, nothing.
   */
  readonly progress: DeviceArray;

  constructor(gpu: Gpu, spec: PoissonSpec, settings: CycleSettings = DEFAULT_CYCLE) {
    this.#gpu = gpu;
    this.#settings = settings;
    this.progress = this.#own(gpu.storage('multigrid progress', 32));
    const hierarchy = buildHierarchy(spec);
    this.#levels = hierarchy.map((level, depth) => this.#deviceLevel(level, depth, hierarchy[depth + 1] ?? null));
    const coarsest = hierarchy[hierarchy.length - 1]!;
    this.#inverse = this.#own(gpu.upload('coarsest inverse', new Float32Array(inverseLaplacian(coarsest))));
    const { nx, ny } = hierarchy[0]!;
    this.#partial = this.#own(gpu.storage('residual partials', 4 * nx * Math.ceil(ny / NORM_ROWS)));
    this.#goals = [0, 1].map((last) => this.#own(gpu.uniform(`goal ${last}`, 16)));
    this.setTolerance(1e-6);
  }

  /** Solution p, f32 [ny][nx], and right-hand side (integrated over the cells), both of the finest level. */
  get solution(): DeviceArray {
    return this.#levels[0]!.solution;
  }

  get rhs(): DeviceArray {
    return this.#levels[0]!.rhs;
  }

  /** A solve is done when max |rhs - L p| / sqrt(cell area) is at most this. */
  setTolerance(tolerance: number): void {
    const { nx, ny } = this.#levels[0]!.level;
    const words = new Uint32Array(this.#goalWords);
    words[0] = nx * Math.ceil(ny / NORM_ROWS);
    new Float32Array(this.#goalWords)[1] = tolerance;
    this.#goals.forEach((goal, last) => {
      words[2] = last;
      this.#gpu.write(goal, words);
    });
  }

  /** Over-relaxation of the red-black sweeps of all levels, at least 1 and below 2, from the next run on. */
  setRelaxation(weight: number): void {
    for (const sweep of this.#sweeps) {
      sweep.set({ weight });
      sweep.flush();
    }
  }

  /**
   * Records a whole solve: at most `cycles` V-cycles, each followed by its check. It starts from the present `solution`,
   * or from 0, which is cheaper than to clear it.
   */
  recordSolve(recorder: Recorder, cycles: number, from: 'present' | 'zero' = 'present'): void {
    recorder.dispatch(this.#levels[0]!.kernels.begin, { progress: this.progress }, [1]);
    for (let k = 0; k < cycles; k++) {
      this.#recordCycle(recorder, 0, from === 'zero' && k === 0);
      this.#recordCheck(recorder, k + 1 === cycles);
    }
  }

  dispose(): void {
    for (const array of this.#owned) this.#gpu.release(array);
  }

  /** A cycle from one level down; a level that is `fresh` starts from 0. */
  #recordCycle(recorder: Recorder, depth: number, fresh: boolean): void {
    const here = this.#levels[depth]!;
    const { nx, ny } = here.level;
    if (depth + 1 === this.#levels.length) {
      const { rhs, solution, red: level } = here;
      const buffers = { level, inverse: this.#inverse, progress: this.progress, rhs, solution };
      recorder.dispatch(here.kernels.coarsest, buffers, [nx * ny]);
      return;
    }
    const coarse = this.#levels[depth + 1]!;
    this.#recordSweeps(recorder, here, this.#settings.before, fresh);
    const down = { ...here.common, level: here.red, coarseRhs: coarse.rhs };
    const coarseCells = [coarse.level.nx, coarse.level.ny] as const;
    recorder.dispatch(here.kernels.restriction, down, coarseCells);
    this.#recordCycle(recorder, depth + 1, true);
    recorder.dispatch(here.kernels.prolong, { ...here.prolong, coarse: coarse.solution }, coarseCells);
    this.#recordSweeps(recorder, here, this.#settings.after, false);
  }

  #recordSweeps(recorder: Recorder, here: DeviceLevel, sweeps: number, fresh: boolean): void {
    const { nx, ny } = here.level;
    for (let k = 0; k < sweeps; k++) {
      const first = fresh && k === 0;
      if (here.spare) {
        const { jacobi, freshJacobi } = here.kernels;
        const back = { ...here.common, solution: here.spare, relaxed: here.solution, level: here.jacobi };
        const there = { ...here.common, relaxed: here.spare, level: here.jacobi };
        recorder.dispatch(first ? freshJacobi : jacobi, there, [nx, ny]);
        recorder.dispatch(jacobi, back, [nx, ny]);
      } else {
        const { smooth, freshSmooth } = here.kernels;
        for (const level of [here.red, here.black]) {
          const extent = [nx, Math.ceil(ny / SMOOTH_ROWS)] as const;
          recorder.dispatch(first ? freshSmooth : smooth, { ...here.common, level }, extent);
        }
      }
    }
  }

  #recordCheck(recorder: Recorder, last: boolean): void {
    const finest = this.#levels[0]!;
    const { nx, ny } = finest.level;
    const buffers = { ...finest.common, level: finest.red, partial: this.#partial };
    recorder.dispatch(finest.kernels.norm, buffers, [nx, Math.ceil(ny / NORM_ROWS)]);
    const goal = this.#goals[last ? 1 : 0]!;
    recorder.dispatch(finest.kernels.finish, { goal, partial: this.#partial, progress: this.progress }, [1]);
  }

  #deviceLevel(level: Level, depth: number, next: Level | null): DeviceLevel {
    const { nx, ny, x, y } = level;
    const label = `level ${depth}`;
    const upload = (name: string, data: Float32Array) => this.#own(this.#gpu.upload(`${label} ${name}`, data));
    const solution = this.#own(this.#gpu.storage(`${label} solution`, 4 * nx * ny));
    const rhs = this.#own(this.#gpu.storage(`${label} rhs`, 4 * nx * ny));
    const axisX = upload('x', interleave([x.before, x.after, x.extra, x.widths]));
    const axisY = upload('y', interleave([y.before, y.after, y.extra, y.widths]));
    const open = upload('open', level.open ? interleave([level.open.west, level.open.south]) : new Float32Array(4));
    const { relaxation } = this.#settings;
    const closes = (n: number, periodic: boolean) => !periodic || n % 2 === 0;
    const checkered = closes(nx, x.ends[0] === 'periodic') && closes(ny, y.ends[0] === 'periodic');
    const kernels = poissonKernels({
      obstacles: level.open !== null,
      uniform: isUniform(level.x) && isUniform(level.y),
    });
    const [red, black] = [0, 1].map((color) => this.#levelUniform(kernels, level, color, relaxation));
    this.#sweeps.push(red!, black!);
    return {
      level,
      kernels,
      solution,
      rhs,
      common: { axisX, axisY, open, progress: this.progress, rhs, solution },
      red: red!.array,
      black: black!.array,
      jacobi: this.#levelUniform(kernels, level, 0, JACOBI_WEIGHT).array,
      spare: checkered ? null : this.#own(this.#gpu.storage(`${label} spare`, 4 * nx * ny)),
      prolong: {
        level: red!.array,
        weightsX: upload('weights x', interleave([x.own, x.beside])),
        weightsY: upload('weights y', interleave([y.own, y.beside])),
        alive: upload('alive', next?.open ? new Float32Array(aliveCells(next)) : new Float32Array(4)),
        progress: this.progress,
        solution,
      },
    };
  }

  #levelUniform(kernels: DeviceLevel['kernels'], level: Level, color: number, weight: number): Uniforms {
    const { nx, ny, x, y } = level;
    const [width, height] = [x.widths[0]!, y.widths[0]!];
    const ends = [...x.ends, ...y.ends];
    const uniform = new Uniforms(this.#gpu, kernels.smooth, 'level');
    uniform.set({
      nx,
      ny,
      color,
      weight,
      conductance: [height / width, width / height],
      size: [width, height],
      inner: ends.map((end) => (end === 'periodic' ? 1 : 0)),
      extra: ends.map((end) => (end === 'dirichlet' ? 2 : 0)),
    });
    uniform.flush();
    this.#own(uniform.array);
    return uniform;
  }

  #own(array: DeviceArray): DeviceArray {
    this.#owned.push(array);
    return array;
  }
}

/** [a0, b0, a1, b1, ...] in f32. */
export function interleave(columns: readonly ArrayLike<number>[]): Float32Array {
  const count = columns[0]!.length;
  const mixed = new Float32Array(count * columns.length);
  columns.forEach((column, c) => {
    for (let k = 0; k < count; k++) mixed[k * columns.length + c] = column[k]!;
  });
  return mixed;
}
