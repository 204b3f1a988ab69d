import type { Coefficient } from './coefficient';
import type { Equations } from './equations';
import { forEachPlace } from './frame';
import { fillCorners } from './links';
import type { EllipticProblem, Sides } from './problem';
import { atWall } from './quantity';

/**
 * The mixed derivatives of a full tensor in 2D. Between four points the energy 2 A_xy u_x u_y with mean slopes is
 * A_xy/2 ((u_11 - u_00)^2 - (u_10 - u_01)^2): springs along the diagonals, of the strengths +A_xy/2 and -A_xy/2
 * whatever the step widths. Together with the links along the axes the matrix stays positive where A is.
 */
export function addCross(equations: Equations, problem: EllipticProblem, { cross, diagonal }: Coefficient): void {
  if (cross === null) return;
  if (equations.frame.at === 'nodes') addAtNodes(equations, cross);
  else new CrossOfCells(equations, problem, cross, diagonal).add();
}

/** The springs of a square with the corners 00, 10, 01, 11 (x first). */
function addSquare(equations: Equations, [p00, p10, p01, p11]: readonly number[] | Int32Array, strength: number): void {
  addSpring(equations, p00, p11, [1, 1], strength);
  addSpring(equations, p10, p01, [-1, 1], -strength);
}

function addSpring(equations: Equations, from: number, to: number, step: readonly number[], strength: number): void {
  equations.diagonal[from] += strength;
  equations.diagonal[to] += strength;
  equations.at(step)[from] -= strength;
  equations.at(step.map((by) => -by))[to] -= strength;
}

function addAtNodes(equations: Equations, cross: Float64Array): void {
  const nodes = new Int32Array(4);
  forEachPlace(equations.frame.cells, (cell, place) => {
    if (cross[cell] === 0) return;
    fillCorners(equations.frame, place, nodes);
    addSquare(equations, nodes, cross[cell] / 2);
  });
}

/**
 * Squares between the middles of four cells; at Dirichlet sides between two cells and the wall, whose values are
 * given. A_xy there is the mean of the cells' A_xy / sqrt(A_xx A_yy) times the root of the products of the means of
 * A_xx and A_yy that the links use, so that the matrix stays positive at jumps.
 */
class CrossOfCells {
  private readonly walls: readonly Sides[];
  private readonly shape: readonly number[];

  constructor(
    private readonly equations: Equations,
    private readonly problem: EllipticProblem,
    private readonly cross: Float64Array,
    private readonly diagonal: readonly Float64Array[],
  ) {
    this.walls = problem.sides;
    this.shape = equations.frame.shape;
  }

  add(): void {
    const squares = this.shape.map((count, axis) => (this.walls[axis] === 'periodic' ? count : count + 1));
    forEachPlace(squares, (_, place) => {
      const corners = [0, 1, 2, 3].map((corner) => this.cornerOf(place, corner));
      const cells = corners.filter((corner) => typeof corner === 'number');
      const strength = this.strengthOf(cells);
      if (cells.length === 4) addSquare(this.equations, cells, strength);
      else this.addAtWall(corners, strength);
    });
  }

  private addAtWall([p00, p10, p01, p11]: readonly (number | Given)[], strength: number): void {
    for (const [from, to, k] of [
      [p00, p11, strength],
      [p10, p01, -strength],
    ] as const) {
      if (typeof from === 'number') this.addHalf(from, to, k);
      if (typeof to === 'number') this.addHalf(to, from, k);
    }
  }

  /** One end of a spring. Its other end is on a wall: all corners but at most two are, and those two are neighbours. */
  private addHalf(index: number, other: number | Given, strength: number): void {
    if (typeof other === 'number') return;
    this.equations.diagonal[index] += strength;
    this.equations.rhs[index] += strength * other.value;
  }

  /** Half of A_xy of a square. */
  private strengthOf(cells: readonly number[]): number {
    const [xx, yy] = this.diagonal;
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const ratio = mean(cells.map((cell) => this.cross[cell] / Math.sqrt(xx[cell] * yy[cell])));
    const harmonic = (values: Float64Array): number => 1 / mean(cells.map((cell) => 1 / values[cell]));
    return (ratio * Math.sqrt(harmonic(xx) * harmonic(yy))) / 2;
  }

  /** The cell at a corner of the square at `place`, or the value of the wall there. */
  private cornerOf(place: readonly number[], corner: number): number | Given {
    const { frame } = this.equations;
    const cell = place.map((at, axis) => {
      const index = at - 1 + ((corner >> axis) & 1);
      return this.walls[axis] === 'periodic' ? (index + this.shape[axis]) % this.shape[axis] : index;
    });
    const out = cell.map((at, axis) => at < 0 || at >= this.shape[axis]);
    if (!out.includes(true)) return cell[0] + this.shape[0] * cell[1];
    const point = cell.map((at, axis) => {
      if (at < 0) return this.problem.box.min[axis];
      return at >= this.shape[axis] ? this.problem.box.max[axis] : frame.places[axis][at];
    });
    const values = out.flatMap((isOut, axis) => (isOut ? [this.wallValue(axis, cell, point)] : []));
    return { value: values.reduce((sum, value) => sum + value, 0) / values.length };
  }

  /** The value of the side across `axis`; of an array, at the end of a side that of its last cell. */
  private wallValue(axis: number, cell: readonly number[], point: readonly number[]): number {
    const pair = this.walls[axis];
    if (pair === 'periodic') return 0;
    const { value } = pair[cell[axis] < 0 ? 0 : 1];
    const along = 1 - axis;
    return atWall(value, point, 'the value of a side', Math.min(Math.max(cell[along], 0), this.shape[along] - 1));
  }
}

interface Given {
  readonly value: number;
}
