import { Failure } from '../../base/result';
import type { EllipticProblem } from '../../grid';

/**
 * What each wave is multiplied with by -div(A grad u) + c u, [ny, nx / 2 + 1] in the order of a real transform: once as
 * it is, once by second differences on the grid.
 */
export interface Symbols {
  readonly spectral: Float64Array;
  readonly grid: Float64Array;
}

/**
 * The symbols of an equation with constant coefficients on a periodic grid.
 * @param shape points along y, x
 * @throws Failure 'bad-input' where a coefficient varies
 */
export function symbolsOf({ a, c = 0, box }: EllipticProblem, [ny, nx]: readonly number[]): Symbols {
  const diagonal = typeof a === 'object' && 'diagonal' in a ? a.diagonal : [a, a];
  const [ax, ay] = diagonal;
  if (typeof ax !== 'number' || typeof ay !== 'number' || typeof c !== 'number') {
    throw new Failure('bad-input', 'method nsm wants constant coefficients before u and its derivatives', 'equations');
  }
  const [lx, ly] = box.max.map((max, axis) => max - box.min[axis]);
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
