import type { Constants } from './constants';

/**
 * What each wave is multiplied with by -div(A grad u) + c u, [ny, nx / 2 + 1] in the order of a real transform: once as
 * it is, once by second differences on the grid.
 */
export interface Symbols {
  readonly spectral: Float64Array;
  readonly grid: Float64Array;
}

/** @param shape points along y, x */
export function symbolsOf({ ax, ay, c, lengths: [lx, ly] }: Constants, [ny, nx]: readonly number[]): Symbols {
  const half = Math.floor(nx / 2) + 1;
  const waves = (at: number): [number, number] => {
    const row = Math.floor(at / half);
    return [at % half, 2 * row <= ny ? row : row - ny];
  };
  const sum = (square: (count: number, points: number, length: number) => number): Float64Array => {
    return Float64Array.from({ length: ny * half }, (_, at) => {
      const [kx, ky] = waves(at);
      return ax * square(kx, nx, lx) + ay * square(ky, ny, ly) + c;
    });
  };
  return {
    spectral: sum((count, _, length) => ((2 * Math.PI * count) / length) ** 2),
    grid: sum((count, points, length) => ((2 * points) / length) ** 2 * Math.sin((Math.PI * count) / points) ** 2),
  };
}
