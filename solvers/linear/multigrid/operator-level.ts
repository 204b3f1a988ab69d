import { boxOffsets, pointCount, type StencilOperator } from '../../grid';
import { type AxisMap, axisMap, coarserStart } from './axis-map';

/** An operator with what its level knows of its axes; flat axes are added, so that there are always three. */
export interface OperatorLevel {
  readonly operator: StencilOperator;
  readonly axes: readonly [AxisMap, AxisMap, AxisMap];
  readonly points: number;
  /** Steps of {@link StencilOperator.offsets} along three axes, flat: 3 numbers an offset. */
  readonly steps: Int8Array;
  /** For each offset and point, the flat index of the neighbour, or -1: [offset] arrays of points. */
  readonly neighbours: readonly Int32Array[];
  /** Points couple along the axes only. */
  readonly star: boolean;
}

/** Makes a level of an operator in 2D or 3D. */
export function operatorLevel(operator: StencilOperator): OperatorLevel {
  const { shape, periodic, offsets, coarseStart } = operator;
  const axis = (a: number): AxisMap => axisMap(shape[a] ?? 1, periodic[a] ?? false, coarseStart[a] ?? 0);
  const axes = [axis(0), axis(1), axis(2)] as const;
  const points = pointCount(shape);
  const steps = Int8Array.from(offsets.flatMap((step) => [step[0]!, step[1]!, step[2] ?? 0]));
  return {
    operator,
    axes,
    points,
    steps,
    neighbours: neighbourTables(axes, points, steps),
    star: offsets.every((step) => step.reduce((sum, by) => sum + Math.abs(by), 0) <= 1),
  };
}

/** Code of a step, 0 to 26: x fastest. */
export function stepCode(dx: number, dy: number, dz: number): number {
  return dx + 1 + 3 * (dy + 1) + 9 * (dz + 1);
}

function neighbourTables(axes: OperatorLevel['axes'], points: number, steps: Int8Array): Int32Array[] {
  const [x, y, z] = axes;
  const tables: Int32Array[] = [];
  for (let s = 0; s < steps.length; s += 3) {
    const [nx, ny, nz] = [
      x.neighbour[steps[s]! + 1]!,
      y.neighbour[steps[s + 1]! + 1]!,
      z.neighbour[steps[s + 2]! + 1]!,
    ];
    const table = new Int32Array(points);
    let at = 0;
    for (let k = 0; k < z.count; k++) {
      for (let j = 0; j < y.count; j++) {
        const row = ny[j]! < 0 || nz[k]! < 0 ? -1 : x.count * (ny[j]! + y.count * nz[k]!);
        for (let i = 0; i < x.count; i++) table[at++] = row < 0 || nx[i]! < 0 ? -1 : row + nx[i]!;
      }
    }
    tables.push(table);
  }
  return tables;
}

/** A coarse operator of zeros with all neighbours of a box, to be filled. */
export function emptyCoarse({ operator, axes }: OperatorLevel): StencilOperator {
  const dimensions = operator.shape.length;
  const maps = axes.slice(0, dimensions);
  const shape = maps.map((axis) => axis.coarseCount);
  const offsets = boxOffsets(dimensions);
  return {
    shape,
    periodic: operator.periodic,
    offsets,
    coefficients: offsets.map(() => new Float64Array(pointCount(shape))),
    symmetric: operator.symmetric,
    singular: operator.singular,
    coarseStart: maps.map(coarserStart),
  };
}
