import type { OperatorTask } from './task';

/** Of the outputs that are 0 on all sides, at points along y, x: the product of 4 s (1 - s) over the axes, s from 0 to 1. */
export function sideFactor(points: readonly number[], task: Pick<OperatorTask, 'axes' | 'positions'>): Float64Array {
  const size = points.reduce((product, n) => product * n, 1);
  const factor = new Float64Array(size).fill(1);
  let stride = size;
  for (const [axis, n] of points.entries()) {
    stride /= n;
    const { min, max } = task.axes[axis];
    const at = task.positions(axis, n);
    for (let place = 0; place < size; place++) {
      const s = (at[Math.floor(place / stride) % n] - min) / (max - min);
      factor[place] *= 4 * s * (1 - s);
    }
  }
  return factor;
}
