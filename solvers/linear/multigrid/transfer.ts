import type { HostLevel } from './hierarchy';

/** P u: a coarse level's values on the points of the level, f64. */
export function interpolated(level: HostLevel, coarse: Float64Array): Float64Array {
  const fine = new Float64Array(level.points);
  eachShare(level, (at, from, weight) => {
    fine[at]! += weight * coarse[from]!;
  });
  return fine;
}

/** P^T r: values of a level summed over what each coarse point is interpolated to, f64. */
export function restricted(level: HostLevel, fine: Float64Array): Float64Array {
  const [x, y, z] = level.axes;
  const coarse = new Float64Array(x.coarseCount * y.coarseCount * z.coarseCount);
  eachShare(level, (at, from, weight) => {
    coarse[from]! += weight * fine[at]!;
  });
  return coarse;
}

/** Calls back for each point, each coarse point that it is interpolated from, and the weight. */
function eachShare({ axes, weights }: HostLevel, visit: (at: number, from: number, weight: number) => void): void {
  const [x, y, z] = axes;
  weights!.forEach((array, corner) => {
    if (array.length === 0) return;
    const [cx, cy, cz] = axes.map((axis, a) => axis.coarse.map((c) => (c + ((corner >> a) & 1)) % axis.coarseCount));
    let at = 0;
    for (let k = 0; k < z.count; k++) {
      for (let j = 0; j < y.count; j++) {
        const row = x.coarseCount * (cy![j]! + y.coarseCount * cz![k]!);
        for (let i = 0; i < x.count; i++, at++) {
          if (array[at] !== 0) visit(at, row + cx![i]!, array[at]!);
        }
      }
    }
  });
}
