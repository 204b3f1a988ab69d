import { Failure } from '../../base/result';
import { pointCount, type StencilOperator } from '../../grid';
import { type AxisMap, axisMap, coarserStart } from './axis-map';
import { cellCount, cellWeights } from './cell-weights';
import { coarsestInverse, coarsestPoints } from './coarsest';
import type { CycleSettings } from './cycle';
import { galerkin } from './galerkin';
import { interpolation } from './interpolation';
import { type Axis, type LineFactors, lineFactors } from './line-factors';
import { type OperatorLevel, operatorLevel } from './operator-level';
import { CLASSES, type ClassTable, classTable, deviceOrder, fromClasses, placeOf, smallCount } from './regular';
import { chooseSmoother, type Smoother } from './smoother';

/** What the device is told of a level; arrays as the kernels read them, in f32. */
export interface LevelTables {
  readonly axes: readonly [AxisMap, AxisMap, AxisMap];
  readonly dimensions: number;
  readonly star: boolean;
  /** Rows are classes of points, not points. */
  readonly regular: boolean;
  readonly smoother: Smoother;
  /** [offset][row]. */
  readonly coefficients: Float32Array;
  /** [channel][cell]; null on the coarsest level. */
  readonly weights: Float32Array | null;
  /** [4][row] for each axis of lines. */
  readonly lines: ReadonlyMap<Axis, Float32Array>;
  /** [points][points], on the coarsest level. */
  readonly inverse: Float32Array | null;
}

/**
 * A level while it is built. A regular one stands for a larger grid: its operator has the same
 * classes of points on as few as there must be, so that all of its set-up costs next to nothing.
 */
interface Draft {
  readonly axes: readonly [AxisMap, AxisMap, AxisMap];
  readonly table: ClassTable | null;
  readonly operator: StencilOperator;
}

/** Sets up all levels on the host in f64: operator-induced transfers, Galerkin operators, smoothers, inverse. */
export function levelTables(operator: StencilOperator, settings: CycleSettings): LevelTables[] {
  const levels: LevelTables[] = [];
  const few = coarsestPoints(pointCount(operator.shape));
  let draft = draftOf(operator, operator.shape, operator.coarseStart);
  for (;;) {
    const points = draft.axes.reduce((product, axis) => product * axis.count, 1);
    if (points <= few) {
      levels.push(coarsestTables(whole(draft)));
      return levels;
    }
    if (!draft.axes.some((axis) => axis.halved)) {
      throw new Failure('bad-input', `A grid of ${operator.shape.join(' x ')} points cannot be coarsened far enough.`);
    }
    const level = operatorLevel(draft.operator);
    const weights = interpolation(level);
    levels.push({
      ...tables(draft, level, settings),
      weights: transferTable(draft, level, cellWeights(level, weights)),
    });
    draft = coarser(draft, galerkin(level, weights));
  }
}

function draftOf(operator: StencilOperator, shape: readonly number[], start: readonly (0 | 1)[]): Draft {
  const axis = (a: number): AxisMap => axisMap(shape[a] ?? 1, operator.periodic[a] ?? false, start[a] ?? 0);
  const axes = [axis(0), axis(1), axis(2)] as const;
  const table = classTable(operator);
  if (!table) return { axes, table, operator };
  return { axes, table, operator: fromClasses(table, shape.map(smallCount), { ...operator, coarseStart: start }) };
}

/** The draft of the coarser level; `product` is the Galerkin operator on the points that stand for it. */
function coarser({ axes, table }: Draft, product: StencilOperator): Draft {
  const maps = axes.slice(0, product.shape.length);
  const shape = maps.map((axis) => axis.coarseCount);
  const start = maps.map(coarserStart);
  if (table && !classTable(product)) throw new Failure('breakdown', 'A regular operator has an irregular coarse one.');
  return draftOf(product, shape, start);
}

/** The level's operator on all its points. */
function whole({ axes, table, operator }: Draft): StencilOperator {
  const shape = axes.slice(0, operator.shape.length).map((axis) => axis.count);
  return table ? fromClasses(table, shape, operator) : operator;
}

function coarsestTables(operator: StencilOperator): LevelTables {
  const level = operatorLevel(operator);
  return {
    axes: level.axes,
    dimensions: operator.shape.length,
    star: level.star,
    regular: false,
    smoother: { kind: 'colours', relaxation: 1 },
    coefficients: new Float32Array(4),
    weights: null,
    lines: new Map(),
    inverse: new Float32Array(transposed(coarsestInverse(level), level.points)),
  };
}

function transposed(a: Float64Array, n: number): Float64Array {
  return a.map((_, at) => a[(at % n) * n + Math.floor(at / n)]!);
}

function tables(draft: Draft, level: OperatorLevel, settings: CycleSettings): Omit<LevelTables, 'weights'> {
  const { axes, table, operator } = draft;
  const rows = table ?? operator.coefficients;
  const count = rows[0]!.length;
  const order = deviceOrder(operator, level.star);
  const coefficients = new Float32Array(order.length * count);
  order.forEach((k, n) => {
    if (k >= 0) coefficients.set(rows[k]!, n * count);
  });
  const smoother = chooseSmoother(level, settings);
  const along = smoother.kind === 'lines' ? smoother.lines.map(({ axis }) => axis) : [];
  return {
    axes,
    dimensions: operator.shape.length,
    star: level.star,
    regular: table !== null,
    smoother,
    coefficients,
    lines: new Map(along.map((axis) => [axis, lineTable(draft, level, axis)])),
    inverse: null,
  };
}

/** Values by cell as they are, or where the level stands for a larger one, of one cell of each class. */
function transferTable({ table, operator }: Draft, level: OperatorLevel, cells: Float64Array): Float32Array {
  if (!table) return new Float32Array(cells);
  const counts = level.axes.map(cellCount);
  const total = pointCount(counts);
  const classes = CLASSES ** operator.shape.length;
  return Float32Array.from({ length: (cells.length / total) * classes }, (_, n) => {
    const channel = Math.floor(n / classes);
    const kind = n % classes;
    const [i, j, k] = counts.map((count, a) => placeOf(Math.floor(kind / CLASSES ** a) % CLASSES, count));
    return cells[channel * total + i! + counts[0]! * (j! + counts[1]! * k!)]!;
  });
}

/** The factors of lines, [4][row]; a regular level has those of a line for each class of places across. */
function lineTable({ axes, table, operator }: Draft, level: OperatorLevel, axis: Axis): Float32Array {
  const flat = ({ lower, inverse, upper, closing }: LineFactors): Float64Array[] => [
    lower,
    inverse,
    upper,
    closing.length > 0 ? closing : new Float64Array(lower.length),
  ];
  if (!table) {
    const rows = new Float32Array(4 * level.points);
    flat(lineFactors(level, axis)).forEach((array, n) => {
      rows.set(array, n * level.points);
    });
    return rows;
  }
  const across = ([0, 1, 2] as const).filter((a) => a !== axis && a < operator.shape.length);
  const shape = operator.shape.map((count, a) => (a === axis ? axes[a as Axis].count : Math.min(count, CLASSES)));
  const long = operatorLevel(fromClasses(table, shape, operator));
  const count = axes[axis].count;
  const factors = flat(lineFactors(long, axis));
  const lines = CLASSES ** across.length;
  const strides = [1, shape[0]!, shape[0]! * shape[1]!];
  return Float32Array.from({ length: 4 * lines * count }, (_, n) => {
    const place = n % count;
    const kind = Math.floor(n / count) % lines;
    let at = place * strides[axis]!;
    across.forEach((a, digit) => {
      at += placeOf(Math.floor(kind / CLASSES ** digit) % CLASSES, shape[a]!) * strides[a]!;
    });
    return factors[Math.floor(n / (lines * count))]![at]!;
  });
}
