import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { Volume } from '../../solvers/methods/solver';
import type { Pictured } from './history';
import type { FieldInSpace, SpaceQuestion } from './inside';

type Triple = readonly [number, number, number];

/** Reads fields in space back, and tells their values at a place and where they are least and largest. */
export async function lookInSpace(
  gpu: Gpu,
  pictured: Pictured,
  { names, at }: SpaceQuestion,
): Promise<readonly FieldInSpace[]> {
  const { volume } = pictured.display;
  if (!volume) throw new Failure('bad-input', 'the scene has no field in space', 'names');
  const bytes = 4 * volume.points.reduce((product, { length }) => product * length, 1);
  pictured.refresh(names);
  return Promise.all(
    names.map(async (name) => {
      const data = volume.fields.get(name);
      if (!data) throw new Failure('bad-input', `there is no field ${name} in space`, 'names');
      const values = new Float32Array(await gpu.read(data, 0, bytes));
      return { name, value: valueAt(values, volume.points, at), ...extremesOf(values, volume.points) };
    }),
  );
}

/** Trilinear between the points, which are evenly spaced; constant beyond the outermost. */
export function valueAt(values: ArrayLike<number>, points: Volume['points'], at: Triple): number {
  const [nx, ny] = points.map(({ length }) => length) as [number, number, number];
  const where = points.map((own, axis) => {
    const last = own.length - 1;
    const cell = Math.min(last, Math.max(0, ((at[axis]! - own[0]!) / (own[last]! - own[0]!)) * last));
    const base = Math.min(last - 1, Math.floor(cell));
    return { base, part: cell - base };
  });
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    let weight = 1;
    const index = where.map(({ base, part }, axis) => {
      const far = (corner >> axis) & 1;
      weight *= far ? part : 1 - part;
      return base + far;
    }) as unknown as Triple;
    // What is no number beside the place does not matter.
    if (weight > 0) sum += weight * values[index[0] + nx * (index[1] + ny * index[2])]!;
  }
  return sum;
}

function extremesOf(values: Float32Array, points: Volume['points']): Pick<FieldInSpace, 'least' | 'largest'> {
  let [low, high] = [-1, -1];
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) continue;
    if (low < 0 || values[k]! < values[low]!) low = k;
    if (high < 0 || values[k]! > values[high]!) high = k;
  }
  const [nx, ny] = [points[0].length, points[1].length];
  const extreme = (k: number): FieldInSpace['least'] => {
    const at = [
      points[0][k % nx]!,
      points[1][Math.floor(k / nx) % ny]!,
      points[2][Math.floor(k / (nx * ny))]!,
    ] as const;
    return { value: values[k]!, at };
  };
  return { least: low < 0 ? null : extreme(low), largest: high < 0 ? null : extreme(high) };
}
