import { Failure } from '../../base/result';
import { compile, type Expr } from '../../expr';
import { type AxisGrid, makeAxisGrid } from '../../grid';
import type { End, Problem, Side } from '../problem';

/** What holds at a side, as the kernels number it. */
export const SIDE_CODE = { values: 0, outflow: 1, periodic: 2 } as const;
export type SideKind = keyof typeof SIDE_CODE;

/** The staggered grid of a flow problem; see shaders/flow/grid.wgsl for the layout of the arrays. */
export interface FlowGrid {
  readonly x: AxisGrid;
  readonly y: AxisGrid;
  readonly nx: number;
  readonly ny: number;
  /** nx + 3: array index of cell (i, j) is (j + 1) * stride + i + 1. */
  readonly stride: number;
  /** Cells of a padded array: (nx + 3)(ny + 3). */
  readonly padded: number;
  readonly sides: Readonly<Record<'west' | 'east' | 'south' | 'north', SideKind>>;
}

/** Lays the staggered grid over the problem's box. */
export function makeFlowGrid(problem: Problem): FlowGrid {
  const [ax, ay] = problem.axes;
  if (problem.axes.length !== 2) throw new Failure('bad-input', 'method flow needs two axes, x and y', 'coordinates');
  const kind = (axis: string, end: End): SideKind => {
    const side = sideOf(problem, axis, end);
    return !side || side.kind === 'wall' ? 'values' : side.kind;
  };
  const sides = {
    west: kind(ax!.name, 'min'),
    east: kind(ax!.name, 'max'),
    south: kind(ay!.name, 'min'),
    north: kind(ay!.name, 'max'),
  };
  const { cells, spacing } = problem.grid;
  const x = makeAxisGrid(ax!, cells[0]!, sides.west === 'periodic', spacing[0] ?? null, problem.parameters);
  const y = makeAxisGrid(ay!, cells[1]!, sides.south === 'periodic', spacing[1] ?? null, problem.parameters);
  const [nx, ny] = [x.count, y.count];
  return { x, y, nx, ny, stride: nx + 3, padded: (nx + 3) * (ny + 3), sides };
}

export function sideOf(problem: Problem, axis: string, end: End): Side | undefined {
  return problem.sides.find((side) => side.axis === axis && side.end === end);
}

/** Per-axis numbers of the kernels, f32 vec4 for k = -1..n+1: width, 1/width, distance to the centre before, its inverse. */
export function axisTable(axis: AxisGrid, first: SideKind, last: SideKind): Float32Array {
  const n = axis.count;
  const width = (k: number) => axis.widths[axis.periodic ? (k + n) % n : Math.min(Math.max(k, 0), n - 1)]!;
  const table = new Float32Array(4 * (n + 3));
  for (let k = -1; k <= n + 1; k++) {
    let distance = (width(k - 1) + width(k)) / 2;
    // The pressure of an outflow side is given on the side itself, half a cell away.
    if ((k === 0 && first === 'outflow') || (k === n && last === 'outflow')) distance = width(k) / 2;
    table.set([width(k), 1 / width(k), distance, 1 / distance], 4 * (k + 1));
  }
  return table;
}

/** Velocities (u, v), one pair after the other, as the kernels hold them: (u, v, ulo, vlo). */
export function toLattice(pairs: Float64Array, quantum: number): Float32Array {
  const field = new Float32Array(2 * pairs.length);
  for (let k = 0; k < pairs.length; k++) {
    const at = 4 * (k >> 1) + (k & 1);
    [field[at], field[at + 2]] = split(pairs[k]!, quantum);
  }
  return field;
}

/** Splits a number into a multiple of `quantum` and the rest, as the kernels hold it. */
export function split(value: number, quantum: number): [number, number] {
  const hi = Math.round(value / quantum) * quantum;
  return [hi, value - hi];
}

/** A formula in x, y (by the axes' names) and the parameters, as a function of position; t = its start. */
export function placeFunction(
  problem: Problem,
  expr: Expr,
  parameters: Readonly<Record<string, number>>,
): (x: number, y: number, t?: number) => number {
  const names = Object.keys(parameters);
  const coordinates = [...problem.axes.map((axis) => axis.name), ...(problem.time ? [problem.time.name] : [])];
  const evaluate = compile(expr, [...coordinates, ...names]);
  const values = new Float64Array(coordinates.length + names.length);
  names.forEach((name, k) => {
    values[coordinates.length + k] = parameters[name]!;
  });
  const start = problem.time?.min ?? 0;
  return (x, y, t = start) => {
    values[0] = x;
    values[1] = y;
    if (coordinates.length > 2) values[2] = t;
    return evaluate(values);
  };
}
