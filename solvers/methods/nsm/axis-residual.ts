import { constant, div, matmul, mean, mul, type Node, reshape, sqrt, square, sub, sum, transpose } from '../../array';
import type { Dense } from '../evolve/collocation';
import type { Constants } from './constants';

/** What the values along an axis become in a residual: numbers that are compared, and their second derivatives. */
export interface AxisView {
  /** Such as coefficients of polynomials; [numbers, points]. */
  readonly shown: Dense;
  readonly second: Dense;
  /** What numbers of a residual are made into before they are squared; null = they are as they are. */
  readonly measured: Dense | null;
}

/**
 * The mean over samples of |R| / |f|, R = -(ax u_xx + ay u_yy) + c u - f, both in the numbers of a view of each axis (Du,
 * Chalapathi and Krishnapriyan 2024, Neural Spectral Methods, section 3).
 * @param value u, [samples, ny, nx, 1]
 * @param source f, the same
 * @param factors of each number before it is measured, [numbers along y, numbers along x]
 */
export function axisResidual(
  value: Node,
  source: Node,
  [x, y]: readonly [AxisView, AxisView],
  { ax, ay, c }: Constants,
  factors: Float64Array,
): Node {
  const [samples, ny, nx] = value.shape;
  const fields = [value, source].map((field) => reshape(field, [samples, ny, nx]));
  const alongX = (field: Node, by: Dense): Node => matmul(field, transpose(table(by)));
  const alongY = (by: Dense, field: Node): Node => matmul(table(by), field);
  const [u, f] = fields.map((field) => alongX(field, x.shown));
  const rest = sub(sub(mul(c, u), mul(ax, alongX(fields[0], x.second))), f);
  const residual = sub(alongY(y.shown, rest), mul(ay, alongY(y.second, u)));
  const shared = constant(factors, [y.shown.rows, x.shown.rows]);
  const size = (numbers: Node): Node => {
    const own = mul(numbers, shared);
    const across = x.measured ? alongX(own, x.measured) : own;
    return sum(square(y.measured ? alongY(y.measured, across) : across), [1, 2]);
  };
  return mean(sqrt(div(size(residual), size(alongY(y.shown, f)))));
}

function table({ rows, columns, data }: Dense): Node {
  return constant(data, [rows, columns]);
}
