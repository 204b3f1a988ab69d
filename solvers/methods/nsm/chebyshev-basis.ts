import type { Node } from '../../array';
import { Failure } from '../../base/result';
import {
  chebyshevMatrix,
  chebyshevPoints,
  type Dense,
  derivativeMatrix,
  rowsOf,
  solvedBy,
} from '../evolve/collocation';
import { type AxisView, axisResidual } from './axis-residual';
import type { Basis, Shape } from './basis';
import { chebyshevTransform, secondOfCoefficients } from './chebyshev';
import type { Constants } from './constants';
import type { NsmSettings } from './settings';

/** Polynomials of Chebyshev, where answers are 0 on all sides. */
export function chebyshevBasis(constants: Constants, residual: NsmSettings['residual']): Basis {
  const { ax, ay, c, lengths } = constants;
  const { viewOf, factorsOf } = residual === 'spectral' ? POLYNOMIALS : DIFFERENCES;
  const inverses = new Map<string, Dense>();
  return {
    note:
      residual === 'spectral'
        ? 'the residual of each Chebyshev polynomial is learned'
        : 'the residual of differences between three Chebyshev points is learned',
    beyond: 'mirrored',
    zeroSides: true,
    zeroMean: false,
    pointsOf: (cells) => cells + 1,
    positions: ({ min, max }, count) => chebyshevPoints(min, max, count - 1),
    loss: (value: Node, source: Node) => {
      const [ny, nx] = value.shape.slice(1, 3);
      const views = [viewOf(nx - 1, lengths[0]), viewOf(ny - 1, lengths[1])] as const;
      return axisResidual(value, source, views, constants, factorsOf([ny - 1, nx - 1], constants));
    },
    solve(source, shape) {
      const key = shape.join();
      const inverse = inverses.get(key) ?? inverseOf(constants, shape);
      inverses.set(key, inverse);
      return solved(inverse, source, shape);
    },
    // Of half a wave along each axis.
    gain: 1 / Math.abs(ax * (Math.PI / lengths[0]) ** 2 + ay * (Math.PI / lengths[1]) ** 2 + c),
  };
}

/** In which numbers a residual is seen, and what each is multiplied with, [y, x]. */
interface View {
  viewOf(n: number, length: number): AxisView;
  factorsOf(n: readonly [y: number, x: number], constants: Constants): Float64Array;
}

/**
 * Coefficients of what is integrated twice along each axis, from T_2 on: second derivatives become the coefficients
 * themselves, and the highest ones, which derivatives raise by n^4, no longer rule the residual (Greengard 1991). Each is
 * divided by what its own polynomial leaves of the equation, and measured as an error of that polynomial would be: at the
 * points, with the constant or the slope that makes it 0 on the sides.
 */
const POLYNOMIALS: View = {
  viewOf(n, length) {
    const { forwards, backwards } = chebyshevTransform(n);
    const { data } = secondOfCoefficients(n, length);
    const size = n - 1;
    // Takes T_2 .. T_n to T_0 .. T_(n - 2): a triangle.
    const steep = Float64Array.from({ length: size ** 2 }, (_, at) => {
      return data[Math.floor(at / size) * (n + 1) + (at % size) + 2];
    });
    const shown = solvedBy({ rows: size, columns: size, data: steep }, rowsOf(forwards, 0, size))!;
    const held = Float64Array.from({ length: (n + 1) * size }, (_, at) => {
      const [row, k] = [Math.floor(at / size) * (n + 1), (at % size) + 2];
      return backwards.data[row + k] - backwards.data[row + (k % 2)];
    });
    const measured = { rows: n + 1, columns: size, data: held };
    return { shown, second: rowsOf(forwards, 2, n + 1), measured };
  },
  factorsOf([ny, nx], { ax, ay, c, lengths }) {
    // Of T_k in its own double integral, as that of a wave: minus (length / 2)^2 / (2 (k^2 - 1)).
    const share = (k: number, length: number): number => (length / 2) ** 2 / (2 * (k ** 2 - 1));
    return Float64Array.from({ length: (ny - 1) * (nx - 1) }, (_, at) => {
      const x = share((at % (nx - 1)) + 2, lengths[0]);
      const y = share(Math.floor(at / (nx - 1)) + 2, lengths[1]);
      return 1 / (Math.abs(ax) * y + Math.abs(ay) * x + Math.abs(c) * x * y);
    });
  },
};

/** Values inside the box, and differences between three points, whose distances vary. */
const DIFFERENCES: View = {
  viewOf(n, length) {
    const points = chebyshevPoints(0, length, n);
    return { shown: derivativeMatrix(points, 0, 1), second: derivativeMatrix(points, 2, 3), measured: null };
  },
  factorsOf([ny, nx]) {
    return Float64Array.from({ length: (ny + 1) * (nx + 1) }, (_, at) => {
      const [j, i] = [Math.floor(at / (nx + 1)), at % (nx + 1)];
      return i === 0 || i === nx || j === 0 || j === ny ? 0 : 1;
    });
  },
};

/** By collocation at the points inside. @throws Failure 'bad-input' where there is no answer */
function inverseOf({ ax, ay, c, lengths }: Constants, [ny, nx]: Shape): Dense {
  const [x, y] = [nx, ny].map((count, k) => chebyshevMatrix(chebyshevPoints(0, lengths[k], count - 1), 2));
  const [mx, my] = [nx - 2, ny - 2];
  const size = mx * my;
  const data = new Float64Array(size * size);
  const unit = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const [i, j] = [(row % mx) + 1, Math.floor(row / mx) + 1];
    for (let k = 1; k <= mx; k++) data[row * size + (j - 1) * mx + k - 1] -= ax * x.data[i * nx + k];
    for (let k = 1; k <= my; k++) data[row * size + (k - 1) * mx + i - 1] -= ay * y.data[j * ny + k];
    data[row * size + row] += c;
    unit[row * size + row] = 1;
  }
  const inverse = solvedBy({ rows: size, columns: size, data }, { rows: size, columns: size, data: unit });
  if (!inverse) throw new Failure('bad-input', 'method nsm: the equation has no single answer', 'equations');
  return inverse;
}

function solved({ rows, data }: Dense, source: Float64Array, [ny, nx]: Shape): Float64Array {
  const mx = nx - 2;
  const result = new Float64Array(ny * nx);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let k = 0; k < rows; k++) sum += data[row * rows + k] * source[(Math.floor(k / mx) + 1) * nx + (k % mx) + 1];
    result[(Math.floor(row / mx) + 1) * nx + (row % mx) + 1] = sum;
  }
  return result;
}
