import { boxOffsets, type StencilOperator, starOffsets } from '../../grid';
import type { Discretisation } from './discretisation';

/** The linearisation of F at u as a positive operator on the nodes that have an equation. */
export interface Jacobian {
  /** A = sign * cell volume * dF/du: halved on Neumann sides, so that it is symmetric where F's own part is. */
  readonly operator: StencilOperator;
  /** sign * volume of each of its rows. */
  readonly weights: Float64Array;
  /** F(u) on its nodes, unweighted. */
  readonly residual: Float64Array;
}

/** Linearises at u. Rows of nodes beyond Neumann sides are folded back; sides' values do not enter. */
export function jacobianAt(grid: Discretisation, u: ArrayLike<number>): Jacobian {
  const { from, to } = grid.inner;
  const shape = [to[0] - from[0], to[1] - from[1]] as const;
  const offsets = grid.corners ? boxOffsets(2) : starOffsets(2);
  const index = new Map(offsets.map((step, k) => [step.join(), k]));
  const count = shape[0] * shape[1];
  const coefficients = offsets.map(() => new Float64Array(count));
  const residual = new Float64Array(count);
  const weights = new Float64Array(count);
  let total = 0;
  let row = 0;
  grid.forEach((i, j) => {
    residual[row] = grid.residualAt(u, i, j);
    weights[row] = grid.spacing[0] * grid.spacing[1] * half(i, grid.nodes[0]) * half(j, grid.nodes[1]);
    for (const [dx, dy, value] of entries(grid)) {
      const [a, b] = [fold(dx, i, grid.nodes[0]), fold(dy, j, grid.nodes[1])];
      const [p, q] = [i + a - from[0], j + b - from[1]];
      // A neighbour on a Dirichlet side does not change.
      if (p >= 0 && q >= 0 && p < shape[0] && q < shape[1]) coefficients[index.get(`${a},${b}`)!]![row]! += value;
    }
    total += coefficients[0]![row]!;
    row++;
  });
  const sign = total < 0 ? -1 : 1;
  for (let k = 0; k < count; k++) weights[k]! *= sign;
  for (const column of coefficients) for (let k = 0; k < count; k++) column[k]! *= weights[k]!;
  const coarseStart = shape.map((n, axis) => (from[axis] === 1 && n % 2 === 1 ? 1 : 0) as 0 | 1);
  const periodic = [false, false];
  const whole = { shape, periodic, offsets, coefficients, singular: false, coarseStart };
  return { operator: { ...whole, symmetric: isSymmetric(whole) }, weights, residual };
}

/** Change of F at the latest node by each neighbour's value: steps along x and y, and the derivative. */
function entries(grid: Discretisation): readonly (readonly [number, number, number])[] {
  const [hx, hy] = grid.spacing;
  const [x, y] = [grid.partial('x') / (2 * hx), grid.partial('y') / (2 * hy)];
  const [xx, yy] = [grid.partial('xx') / hx ** 2, grid.partial('yy') / hy ** 2];
  const star = [
    [0, 0, grid.slope()],
    [-1, 0, xx - x],
    [1, 0, xx + x],
    [0, -1, yy - y],
    [0, 1, yy + y],
  ] as const;
  if (!grid.corners) return star;
  const xy = grid.partial('xy') / (4 * hx * hy);
  return [...star, [1, 1, xy], [-1, -1, xy], [-1, 1, -xy], [1, -1, -xy]];
}

/** A step beyond the last node of an axis leads to the mirrored one. */
function fold(step: number, at: number, nodes: number): number {
  return at + step < 0 || at + step >= nodes ? -step : step;
}

function half(at: number, nodes: number): number {
  return at === 0 || at === nodes - 1 ? 0.5 : 1;
}

/** A(i, j) = A(j, i) to 1e-12 of the diagonal. */
function isSymmetric({ shape, offsets, coefficients }: Omit<StencilOperator, 'symmetric'>): boolean {
  const [nx, ny] = [shape[0]!, shape[1]!];
  return offsets.every(([dx, dy], k) => {
    const back = offsets.findIndex(([a, b]) => a === -dx! && b === -dy!);
    for (let row = 0; row < nx * ny; row++) {
      const [i, j] = [(row % nx) + dx!, Math.floor(row / nx) + dy!];
      if (i < 0 || j < 0 || i >= nx || j >= ny) continue;
      const gap = Math.abs(coefficients[k]![row]! - coefficients[back]![i + nx * j]!);
      if (!(gap <= 1e-12 * Math.abs(coefficients[0]![row]!))) return false;
    }
    return true;
  });
}
