import type { AxisMap } from './axis-map';
import type { Interpolation } from './interpolation';
import type { OperatorLevel } from './operator-level';

/** First channel of the points between coarse points along a set of axes (bits); see shaders/multigrid/cells.wgsl. */
const CHANNELS = [0, 0, 2, 4, 8, 10, 14, 18] as const;

/** Interpolation cells of an axis. */
export function cellCount({ halved, coarseCount, start, count }: AxisMap): number {
  return halved ? coarseCount + start : count;
}

/** Interpolation weights by channel and cell, 8 channels in 2D, 26 in 3D: [channel][cell], flat. */
export function cellWeights({ axes, operator }: OperatorLevel, weights: Interpolation): Float64Array {
  const [cx, cy, cz] = axes.map(cellCount) as [number, number, number];
  const cells = cx * cy * cz;
  const table = new Float64Array((operator.shape.length === 3 ? 26 : 8) * cells);
  for (let set = 1; set < 8; set++) {
    if (axes.some((axis, a) => set & (1 << a) && !axis.halved)) continue;
    const corners = [0, 1, 2, 3, 4, 5, 6, 7].filter((corner) => (corner & set) === corner);
    // Place of the points of the set in each cell, or -1.
    const places = axes.map((axis, a) =>
      Int32Array.from({ length: cellCount(axis) }, (_, c) => {
        const at = axis.halved ? 2 * c - axis.start + ((set >> a) & 1) : c;
        return at < axis.count ? at : -1;
      }),
    );
    let cell = 0;
    for (let k = 0; k < cz; k++) {
      for (let j = 0; j < cy; j++) {
        for (let i = 0; i < cx; i++, cell++) {
          const [px, py, pz] = [places[0]![i]!, places[1]![j]!, places[2]![k]!];
          if (px < 0 || py < 0 || pz < 0) continue;
          const at = px + axes[0].count * (py + axes[1].count * pz);
          corners.forEach((corner, n) => {
            table[(CHANNELS[set]! + n) * cells + cell] = weights[corner]![at]!;
          });
        }
      }
    }
  }
  return table;
}
