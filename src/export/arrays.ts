import type { GridData, NpyArray } from '../../solvers/io';

/**
 * A grid as named arrays for npz and HDF5: fields as float32 in C order, axes [y][x] as far as they exist, the
 * coordinates of their values under `x`, `y`, and the moment under `t`.
 */
export function arraysOf(grid: GridData): Map<string, NpyArray> {
  const shape = grid.axes.map(({ points }) => points.length).toReversed();
  const arrays = new Map<string, NpyArray>();
  for (const { name, data } of grid.fields) arrays.set(name, { shape, data: Float32Array.from(data) });
  for (const { name, points } of grid.axes) arrays.set(name, { shape: [points.length], data: points });
  if (grid.time !== null) arrays.set('t', { shape: [], data: Float64Array.of(grid.time) });
  return arrays;
}
