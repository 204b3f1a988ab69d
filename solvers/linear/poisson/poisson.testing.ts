import { randomUniform } from '../../base/random';
import type { EndKind, Level, Openness, PoissonSpec } from './hierarchy';
import { interleave } from './poisson';

/** The unit interval in `count` cells whose widths vary smoothly by 1 +- `stretch`, periodically. */
export function axis(count: number, ends: readonly [EndKind, EndKind], stretch = 0, length = 1): PoissonSpec['x'] {
  const face = (k: number) => length * (k / count + (stretch * Math.sin((2 * Math.PI * k) / count)) / (2 * Math.PI));
  return { widths: Float64Array.from({ length: count }, (_, k) => face(k + 1) - face(k)), ends };
}

/** Openness of the faces around a disc of radius `radius` in the middle of the unit square, uniform cells. */
export function aroundDisc(nx: number, ny: number, radius: number): Openness {
  const distance = (x: number, y: number) => Math.hypot(x - 0.5, y - 0.5) - radius;
  const share = (a: number, b: number) => {
    if (a <= 0 && b <= 0) return 0;
    return a > 0 && b > 0 ? 1 : Math.max(a, b) / (Math.abs(a) + Math.abs(b));
  };
  const west = new Float64Array(nx * ny);
  const south = new Float64Array(nx * ny);
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) {
      const corner = distance(i / nx, j / ny);
      west[j * nx + i] = share(corner, distance(i / nx, (j + 1) / ny));
      south[j * nx + i] = share(corner, distance((i + 1) / nx, j / ny));
    }
  }
  return { west, south };
}

/** A right-hand side of random numbers in [-1, 1]; `summing` to 0 over the cells that are alive, as closed boxes need. */
export function randomRhs(count: number, seed: number, summing: boolean, alive?: Float64Array): Float32Array {
  const rhs = Float32Array.from({ length: count }, (_, k) => (alive?.[k] === 0 ? 0 : 2 * randomUniform(seed, k) - 1));
  if (!summing) return rhs;
  const cells = alive ? alive.reduce((sum, value) => sum + value, 0) : count;
  const mean = rhs.reduce((sum, value) => sum + value, 0) / cells;
  return rhs.map((value, k) => (alive?.[k] === 0 ? 0 : value - mean));
}

/** The tables of a level as its kernels bind them. */
export function levelArrays({ x, y, open }: Level): Record<'axisX' | 'axisY' | 'open', Float32Array> {
  return {
    axisX: interleave([x.before, x.after, x.extra, x.widths]),
    axisY: interleave([y.before, y.after, y.extra, y.widths]),
    open: open ? interleave([open.west, open.south]) : new Float32Array(4),
  };
}
