import type { Gpu } from '../../gpu';
import type { HostField } from '../solver';
import type { FlowGrid } from './layout';
import type { FlowState } from './state';

/** Reads u, v (staggered) and p (centred, mean 0 unless a side fixes it) to the host in f64. */
export async function readFields(gpu: Gpu, state: FlowState, grid: FlowGrid): Promise<HostField[]> {
  const { nx, ny, stride, x, y, sides } = grid;
  const velocity = new Float32Array(await gpu.read(state.velocity));
  const pressure = new Float32Array(await gpu.read(state.pressure));
  const pick = (count: readonly [number, number], value: (at: number) => number) => {
    const [columns, rows] = count;
    const data = new Float64Array(columns * rows);
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) data[j * columns + i] = value((j + 1) * stride + i + 1);
    }
    return data;
  };
  const u = pick([nx + 1, ny], (at) => velocity[4 * at]! + velocity[4 * at + 2]!);
  const v = pick([nx, ny + 1], (at) => velocity[4 * at + 1]! + velocity[4 * at + 3]!);
  const p = pick([nx, ny], (at) => pressure[2 * at]! + pressure[2 * at + 1]!);
  if (!Object.values(sides).includes('outflow')) {
    const mean = p.reduce((sum, value) => sum + value, 0) / p.length;
    p.forEach((value, k) => {
      p[k] = value - mean;
    });
  }
  return [
    { name: 'u', shape: [ny, nx + 1], data: u, coordinates: { y: y.centres, x: x.faces } },
    { name: 'v', shape: [ny + 1, nx], data: v, coordinates: { y: y.faces, x: x.centres } },
    { name: 'p', shape: [ny, nx], data: p, coordinates: { y: y.centres, x: x.centres } },
  ];
}
