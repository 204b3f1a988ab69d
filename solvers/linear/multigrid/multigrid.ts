import type { DeviceArray, Gpu, Recorder } from '../../gpu';
import type { StencilOperator } from '../../grid';
import type { Preconditioner } from '../preconditioner';
import { type CycleKind, type CycleSettings, DEFAULT_CYCLE, innerCycles } from './cycle';
import { DeviceLevel } from './device-level';
import { levelTables } from './level-tables';

/** Choices of a {@link Multigrid} beside its cycle. */
export interface MultigridOptions {
  /** u32 whose word 0 ends all recorded work once it is not 0; one of its own, always 0, where none is given. */
  readonly halt?: DeviceArray;
}

/**
 * Black-box multigrid in f32 on the device for a stencil operator in 2D or 3D, set up on the host in f64. Levels whose
 * rows are alike keep one row for each kind of point. Everything is recorded into programs; nothing is read back.
 * Dendy, Black box multigrid, J. Comput. Phys. 48 (1982); Trottenberg, Oosterlee & Schueller, Multigrid (2001).
 */
export class Multigrid implements Preconditioner {
  readonly settings: CycleSettings;
  readonly levels: readonly DeviceLevel[];
  readonly halt: DeviceArray;
  readonly #gpu: Gpu;
  readonly #ownHalt: boolean;

  /**
   * @throws Failure `bad-input` where the grid cannot be coarsened to 256 points, `out-of-memory`
   */
  constructor(
    gpu: Gpu,
    operator: StencilOperator,
    settings: Partial<CycleSettings> = {},
    { halt }: MultigridOptions = {},
  ) {
    this.#gpu = gpu;
    this.settings = { ...DEFAULT_CYCLE, ...settings };
    this.#ownHalt = halt === undefined;
    this.halt = halt ?? gpu.storage('multigrid halt', 16);
    this.levels = levelTables(operator, this.settings).map(
      (tables, depth) => new DeviceLevel(gpu, tables, `multigrid ${depth}`, this.halt),
    );
  }

  /** u and f of A u = f, f32 [points], x fastest. */
  get solution(): DeviceArray {
    return this.levels[0]!.solution;
  }

  get rhs(): DeviceArray {
    return this.levels[0]!.rhs;
  }

  /** One cycle from zero: solution = M rhs. Symmetric with {@link SYMMETRIC_CYCLE}. */
  record(recorder: Recorder): void {
    this.#recordCycle(recorder, 0, this.settings.kind, 'zero');
  }

  /** One cycle that improves the present solution. */
  recordCycle(recorder: Recorder): void {
    this.#recordCycle(recorder, 0, this.settings.kind, 'present');
  }

  /** Full multigrid: each level starts from the interpolated answer of the coarser one, and makes `cycles` cycles. */
  recordFull(recorder: Recorder, cycles = 1): void {
    const { levels, settings } = this;
    const { before, kind } = settings;
    for (let depth = 0; depth + 1 < levels.length; depth++) {
      levels[depth]!.recordRestriction(recorder, levels[depth + 1]!);
    }
    levels[levels.length - 1]!.recordExact(recorder);
    for (let depth = levels.length - 2; depth >= 0; depth--) {
      levels[depth]!.recordUp(recorder, levels[depth + 1]!, 'replace', before > 0 ? 'forward' : undefined);
      for (let k = 0; k < cycles; k++) this.#recordCycle(recorder, depth, kind, 'present');
    }
  }

  /** One sweep of the finest level's smoother. */
  recordSweep(recorder: Recorder): void {
    this.levels[0]!.recordSweep(recorder, 'present');
  }

  dispose(): void {
    for (const level of this.levels) level.dispose();
    if (this.#ownHalt) this.#gpu.release(this.halt);
  }

  #recordCycle(recorder: Recorder, depth: number, kind: CycleKind, from: 'present' | 'zero'): void {
    const here = this.levels[depth]!;
    const coarse = this.levels[depth + 1];
    if (!coarse) {
      here.recordExact(recorder);
      return;
    }
    const { before, after, symmetric } = this.settings;
    if (before === 0 && from === 'zero') here.recordZero(recorder);
    for (let k = 0; k < before; k++) here.recordSweep(recorder, k === 0 ? from : 'present');
    here.recordDown(recorder, coarse, before > 0);
    innerCycles(kind).forEach((inner, k) => {
      this.#recordCycle(recorder, depth + 1, inner, k === 0 ? 'zero' : 'present');
    });
    const next = symmetric ? 'reversed' : 'forward';
    here.recordUp(recorder, coarse, 'add', after > 0 ? next : undefined);
    for (let k = 0; k < after; k++) here.recordSweep(recorder, 'present', symmetric);
  }
}
