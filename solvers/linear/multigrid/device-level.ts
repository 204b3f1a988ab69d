import { type DeviceArray, type Extent, type Gpu, type Kernel, type Recorder, Uniforms } from '../../gpu';
import { cellCount } from './cell-weights';
import { type Colour, colouring, ordered } from './colouring';
import { LONG_ROWS, levelKernels, ROWS } from './kernels';
import { levelFields } from './level-fields';
import type { LevelTables } from './level-tables';
import type { Axis } from './line-factors';

type Buffers = Readonly<Record<string, DeviceArray>>;

/** A colour with its uniform. */
interface Painted {
  readonly colour: Colour;
  readonly level: DeviceArray;
  readonly points: number;
}

const NOTHING: Colour = { first: [0, 0, 0], step: [1, 1, 1], count: [0, 0, 0], parity: -1 };

/** Arrays and kernels of one level on the device, and what is recorded with them. */
export class DeviceLevel {
  readonly tables: LevelTables;
  readonly points: number;
  /** f32 [points]. */
  readonly solution: DeviceArray;
  readonly rhs: DeviceArray;
  readonly #gpu: Gpu;
  readonly #halt: DeviceArray;
  readonly #owned: DeviceArray[] = [];
  readonly #kernels: ReturnType<typeof levelKernels>;
  readonly #coefficients: DeviceArray;
  readonly #weights: DeviceArray | null;
  readonly #inverse: DeviceArray | null;
  /** Lines' partial solutions, Jacobi's other iterate, or the residual where it is not formed on the way. */
  readonly #scratch: DeviceArray | null;
  readonly #lines: ReadonlyMap<Axis, { factors: DeviceArray; colours: readonly Painted[]; kernel: Kernel }>;
  readonly #colours: readonly Painted[];
  readonly #plain: DeviceArray;

  constructor(gpu: Gpu, tables: LevelTables, label: string, halt: DeviceArray) {
    this.#gpu = gpu;
    this.#halt = halt;
    this.tables = tables;
    const { axes, dimensions, star, regular, smoother } = tables;
    this.points = axes.reduce((product, axis) => product * axis.count, 1);
    this.#kernels = levelKernels({ space: dimensions === 3, box: !star, regular });
    const upload = (name: string, data: Float32Array | null) => data && this.#own(gpu.upload(`${label} ${name}`, data));
    this.solution = this.#own(gpu.storage(`${label} solution`, 4 * this.points));
    this.rhs = this.#own(gpu.storage(`${label} rhs`, 4 * this.points));
    this.#coefficients = upload('coefficients', tables.coefficients)!;
    this.#weights = upload('weights', tables.weights);
    this.#inverse = upload('inverse', tables.inverse);
    this.#plain = this.#uniform(NOTHING, 0);
    const relaxation = smoother.kind === 'jacobi' ? smoother.weights[0] : smoother.relaxation;
    this.#colours = smoother.kind === 'colours' ? this.#paint(colouring(tables), relaxation) : [];
    this.#lines = new Map(
      [...tables.lines].map(([axis, table]) => [
        axis,
        {
          factors: upload(`lines ${axis}`, table)!,
          colours: this.#paint(colouring(tables, axis), relaxation),
          kernel: this.#kernels.lines(axis, axes[axis].periodic),
        },
      ]),
    );
    const needed = smoother.kind !== 'colours' || !this.#descends;
    this.#scratch = needed && tables.weights ? this.#own(gpu.storage(`${label} scratch`, 4 * this.points)) : null;
  }

  dispose(): void {
    for (const array of this.#owned) this.#gpu.release(array);
  }

  /** One sweep in place. From zero, whatever `solution` holds, the first step costs less. */
  recordSweep(recorder: Recorder, from: 'present' | 'zero', reversed = false): void {
    const { smoother } = this.tables;
    if (smoother.kind === 'jacobi') this.#recordJacobi(recorder, smoother.weights, from, reversed);
    else if (smoother.kind === 'lines') {
      if (from === 'zero') this.recordZero(recorder);
      for (const axis of ordered([...this.#lines.keys()], reversed)) this.#recordLines(recorder, axis, reversed);
    } else {
      const colours = ordered(this.#colours, reversed);
      if (from === 'zero') this.#recordFresh(recorder, colours[0]!, this.solution);
      for (const colour of from === 'zero' ? colours.slice(1) : colours) this.#recordColour(recorder, colour);
    }
  }

  recordZero(recorder: Recorder): void {
    this.#recordFresh(recorder, { colour: NOTHING, level: this.#plain, points: 0 }, this.solution);
  }

  /** coarse.rhs = P^T (rhs - A solution); `swept`: right after a forward sweep. */
  recordDown(recorder: Recorder, coarse: DeviceLevel, swept = false): void {
    const { rhs, solution } = this;
    if (this.#descends) {
      const buffers = this.#buffers(this.#plain, { rhs, solution, weights: this.#weights!, coarseRhs: coarse.rhs });
      const [x, y] = this.#coarseShape;
      const half = swept && this.#exact && this.tables.regular && this.#colours.length === 2;
      const bytes = this.points * ((half ? 6 : 8) + this.#rowBytes) + 4 * coarse.points + this.#weightBytes;
      const [kernel, rows] = half ? [this.#kernels.halfway, LONG_ROWS] : [this.#kernels.descend, ROWS];
      this.#dispatch(recorder, kernel, buffers, [x, Math.ceil(y / rows)], bytes);
      return;
    }
    this.recordResidual(recorder, this.#scratch!);
    this.#recordRestriction(recorder, this.#scratch!, coarse);
  }

  /** residual = rhs - A solution. */
  recordResidual(recorder: Recorder, residual: DeviceArray): void {
    const { rhs, solution } = this;
    const buffers = this.#buffers(this.#plain, { rhs, solution, residual });
    const bytes = this.points * (12 + this.#rowBytes);
    this.#dispatch(recorder, this.#kernels.residual, buffers, this.#columns, bytes);
  }

  /** coarse.rhs = P^T rhs. */
  recordRestriction(recorder: Recorder, coarse: DeviceLevel): void {
    this.#recordRestriction(recorder, this.rhs, coarse);
  }

  /**
   * solution += P coarse.solution, or solution = P coarse.solution. With `next`, the direction of a sweep that follows at
   * once, values that it replaces unread are left out.
   */
  recordUp(recorder: Recorder, coarse: DeviceLevel, how: 'add' | 'replace', next?: 'forward' | 'reversed'): void {
    const { solution, points } = this;
    const skipped = next ? this.#replaced(next) : { level: this.#plain, points: 0 };
    const buffers = {
      level: skipped.level,
      halt: this.#halt,
      solution,
      weights: this.#weights!,
      coarse: coarse.solution,
    };
    const [x, y, z] = this.tables.axes.map(cellCount) as [number, number, number];
    const bytes = (points - skipped.points) * (how === 'add' ? 8 : 4) + 4 * coarse.points + this.#weightBytes;
    const kernel = how === 'add' ? this.#kernels.prolong : this.#kernels.replace;
    this.#dispatch(recorder, kernel, buffers, [x, Math.ceil(y / ROWS), z], bytes);
  }

  /** solution = A^-1 rhs, on the coarsest level. */
  recordExact(recorder: Recorder): void {
    const { rhs, solution, points } = this;
    const buffers = { level: this.#plain, halt: this.#halt, inverse: this.#inverse!, rhs, solution };
    this.#dispatch(recorder, this.#kernels.coarsest, buffers, [points], 4 * points * (points + 2));
  }

  /** Residual and restriction in one kernel: planes that are halved both ways. */
  get #descends(): boolean {
    const { axes, dimensions } = this.tables;
    return dimensions === 2 && axes[0].halved && axes[1].halved;
  }

  /** The colour that a sweep computes first, from the other ones alone unless it is over-relaxed. */
  #replaced(next: 'forward' | 'reversed'): Pick<Painted, 'level' | 'points'> {
    const first = this.#colours[next === 'forward' ? 0 : this.#colours.length - 1];
    return first && this.#exact ? first : { level: this.#plain, points: 0 };
  }

  /** Points take the value that solves their equation. */
  get #exact(): boolean {
    const { smoother } = this.tables;
    return smoother.kind === 'colours' && smoother.relaxation === 1;
  }

  get #coarseShape(): [number, number, number] {
    return this.tables.axes.map((axis) => axis.coarseCount) as [number, number, number];
  }

  /** Bytes of coefficients that a row must bring along. */
  get #rowBytes(): number {
    return this.tables.regular ? 0 : (4 * this.tables.coefficients.length) / Math.max(1, this.points);
  }

  get #weightBytes(): number {
    return this.tables.regular ? 0 : 4 * this.tables.weights!.length;
  }

  get #columns(): Extent {
    const [x, y, z] = this.tables.axes;
    return [x.count, Math.ceil(y.count / ROWS), z.count];
  }

  #recordColour(recorder: Recorder, { colour, level, points }: Painted): void {
    const { rhs, solution, tables } = this;
    const { axes, regular, star, dimensions } = tables;
    const [x, y, z] = colour.count;
    const own = tables.smoother.kind === 'colours' && tables.smoother.relaxation !== 1 ? 4 : 0;
    const bytes = 4 * (this.points - points) + points * (8 + own + this.#rowBytes);
    const buffers = this.#buffers(level, { rhs, solution });
    const columns: Extent = [x, Math.ceil(y / ROWS), z];
    if (regular && star && colour.parity >= 0) {
      const pairs: Extent = [Math.ceil(axes[0].count / 2), Math.ceil(axes[1].count / LONG_ROWS), axes[2].count];
      this.#dispatch(recorder, this.#kernels.checker, buffers, pairs, bytes);
    } else if (regular && !star && dimensions === 2) {
      this.#dispatch(recorder, this.#kernels.quad, buffers, columns, bytes);
    } else this.#dispatch(recorder, this.#kernels.smooth, buffers, columns, bytes);
  }

  #recordFresh(recorder: Recorder, { level, points }: Painted, solution: DeviceArray): void {
    const [x, y, z] = this.tables.axes;
    const buffers = this.#buffers(level, { rhs: this.rhs, solution });
    const bytes = 4 * this.points + points * (this.tables.regular ? 4 : 8);
    this.#dispatch(recorder, this.#kernels.fresh, buffers, [x.count, Math.ceil(y.count / LONG_ROWS), z.count], bytes);
  }

  #recordJacobi(
    recorder: Recorder,
    weights: readonly [number, number],
    from: 'present' | 'zero',
    reversed: boolean,
  ): void {
    const [first, second] = reversed ? [weights[1], weights[0]] : weights;
    const { rhs, solution } = this;
    const spare = this.#scratch!;
    const step = (weight: number, there: DeviceArray, relaxed: DeviceArray): void => {
      const buffers = this.#buffers(this.#jacobiUniform(weight), { rhs, solution: there, relaxed });
      const bytes = this.points * (12 + this.#rowBytes);
      this.#dispatch(recorder, this.#kernels.jacobi, buffers, this.#columns, bytes);
    };
    if (from === 'zero') {
      const all: Colour = { ...NOTHING, count: this.tables.axes.map((axis) => axis.count) as [number, number, number] };
      this.#recordFresh(recorder, { colour: all, level: this.#jacobiUniform(first), points: this.points }, spare);
    } else step(first, solution, spare);
    step(second, spare, solution);
  }

  #recordLines(recorder: Recorder, axis: Axis, reversed: boolean): void {
    const { factors, colours, kernel } = this.#lines.get(axis)!;
    const { rhs, solution, tables } = this;
    const count = tables.axes[axis].count;
    for (const { colour, level, points } of ordered(colours, reversed)) {
      const [x, y, z] = colour.count;
      const extent: Extent = [
        [y, z],
        [x, z],
        [x, y],
      ][axis] as [number, number];
      const rows = tables.regular ? 0 : this.#rowBytes + 12;
      const bytes = 4 * this.points + points * count * (20 + rows);
      const buffers = this.#buffers(level, { rhs, solution, factors, scratch: this.#scratch! });
      this.#dispatch(recorder, kernel, buffers, extent, bytes);
    }
  }

  #recordRestriction(recorder: Recorder, residual: DeviceArray, coarse: DeviceLevel): void {
    const buffers = {
      level: this.#plain,
      halt: this.#halt,
      weights: this.#weights!,
      residual,
      coarseRhs: coarse.rhs,
    };
    const bytes = 4 * (this.points + coarse.points) + this.#weightBytes;
    this.#dispatch(recorder, this.#kernels.restriction, buffers, this.#coarseShape, bytes);
  }

  #buffers(level: DeviceArray, more: Buffers): Buffers {
    return { level, halt: this.#halt, coefficients: this.#coefficients, ...more };
  }

  /** Records a kernel with what this dispatch of it moves; two operations a byte are about what a stencil does. */
  #dispatch(recorder: Recorder, kernel: Kernel, buffers: Buffers, extent: Extent, bytes: number): void {
    const items = extent.reduce<number>((product, count) => product * (count ?? 1), 1);
    const each = bytes / items;
    recorder.dispatch({ ...kernel, cost: { flops: each, bytes: each } }, buffers, extent);
  }

  #paint(colours: readonly Colour[], weight: number): Painted[] {
    return colours.map((colour) => {
      const [x, y, z] = colour.count;
      const total = x * y * z;
      const points = colour.parity < 0 ? total : colour.parity === 0 ? Math.ceil(total / 2) : Math.floor(total / 2);
      return { colour, level: this.#uniform(colour, weight), points };
    });
  }

  readonly #jacobiUniforms = new Map<number, DeviceArray>();

  #jacobiUniform(weight: number): DeviceArray {
    const known = this.#jacobiUniforms.get(weight);
    if (known) return known;
    const count = this.tables.axes.map((axis) => axis.count) as [number, number, number];
    const made = this.#uniform({ ...NOTHING, count }, weight);
    this.#jacobiUniforms.set(weight, made);
    return made;
  }

  #uniform(colour: Colour, weight: number): DeviceArray {
    const uniform = new Uniforms(this.#gpu, this.#kernels.smooth, 'level');
    uniform.set(levelFields(this.tables, colour, weight));
    uniform.flush();
    return this.#own(uniform.array);
  }

  #own(array: DeviceArray): DeviceArray {
    this.#owned.push(array);
    return array;
  }
}
