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
  const offsets = stepsOf(grid);
  const index = new Map(offsets.map((step, k) => [step.join(), k]));
  const count = shape[0] * shape[1];
  const coefficients = offsets.map(() => new Float64Array(count));
  const residual = new Float64Array(count);
  const weights = new Float64Array(count);
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
    row++;
  });
  for (const column of coefficients) for (let k = 0; k < count; k++) column[k]! *= weights[k]!;
  const { operator, sign } = positiveOperator(grid, coefficients, 1e-12);
  for (let k = 0; k < count; k++) weights[k]! *= sign;
  return { operator, weights, residual };
}

/** The steps to the neighbours that enter a row. */
export function stepsOf({ corners }: Discretisation): number[][] {
  return corners ? boxOffsets(2) : starOffsets(2);
}

/**
 * Rows on the nodes with an equation as an operator whose diagonal is positive on the whole: `sign` is -1 where the rows
 * had to be turned, which is done in place. Symmetric where mirrored entries agree to `tolerance` of the diagonal.
 */
export function positiveOperator(
  grid: Discretisation,
  coefficients: readonly Float64Array[],
  tolerance: number,
): { readonly operator: StencilOperator; readonly sign: 1 | -1 } {
  const { from, to } = grid.inner;
  const shape = [to[0] - from[0], to[1] - from[1]];
  const sign = coefficients[0]!.reduce((sum, value) => sum + value, 0) < 0 ? -1 : 1;
  if (sign < 0) for (const column of coefficients) for (let k = 0; k < column.length; k++) column[k]! *= -1;
  const coarseStart = shape.map((n, axis) => (from[axis] === 1 && n % 2 === 1 ? 1 : 0) as 0 | 1);
  const whole = { shape, periodic: [false, false], offsets: stepsOf(grid), coefficients, singular: false, coarseStart };
  return { operator: { ...whole, symmetric: isSymmetric(whole, tolerance) }, sign };
}

/** Does every row say something finite about its own node? */
export function isRegular({ coefficients }: StencilOperator): boolean {
  return (
    coefficients.every((column) => column.every(Number.isFinite)) && coefficients[0]!.every((value) => value !== 0)
  );
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

function isSymmetric({ shape, offsets, coefficients }: Omit<StencilOperator, 'symmetric'>, tolerance: number): boolean {
  const [nx, ny] = [shape[0]!, shape[1]!];
  return offsets.every(([dx, dy], k) => {
    const back = offsets.findIndex(([a, b]) => a === -dx! && b === -dy!);
    for (let row = 0; row < nx * ny; row++) {
      const [i, j] = [(row % nx) + dx!, Math.floor(row / nx) + dy!];
      if (i < 0 || j < 0 || i >= nx || j >= ny) continue;
      const gap = Math.abs(coefficients[k]![row]! - coefficients[back]![i + nx * j]!);
      if (!(gap <= tolerance * Math.abs(coefficients[0]![row]!))) return false;
    }
    return true;
  });
}
