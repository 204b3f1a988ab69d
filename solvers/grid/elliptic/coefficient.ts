import { Failure } from '../../base/result';
import type { Frame } from './frame';
import type { EllipticProblem, OfPlace, Quantity, Tensor } from './problem';
import { atCells, placeOf, refuseValue } from './quantity';

/** A at the cells; 0 in cells that the mask takes out. */
export interface Coefficient {
  /** The diagonal, one array an axis (the same array where A is a multiple of the identity). */
  readonly diagonal: readonly Float64Array[];
  /** The functions that it was made from, one an axis; null where it is a number or an array. */
  readonly functions: readonly (OfPlace | null)[];
  /** A_xy, or null where it is 0 everywhere by its form. */
  readonly cross: Float64Array | null;
}

/** @throws Failure 'bad-input' where A is not finite, not positive, or of a form that the points cannot take. */
export function coefficientOf(problem: EllipticProblem, frame: Frame): Coefficient {
  const { a, mask } = problem;
  const sample = (quantity: Quantity, name: string): Float64Array =>
    masked(atCells(quantity, frame, name), mask?.cells);
  const positive = (quantity: Quantity, name: string): Float64Array => {
    const values = sample(quantity, name);
    const index = values.findIndex((value, i) => value <= 0 && inside(i, mask?.cells));
    if (index < 0) return values;
    refuseValue(name, values[index], placeOf(index, frame.middles), 'let it be positive everywhere');
  };
  if (isDiagonal(a)) {
    if (a.diagonal.length !== frame.dimensions) {
      throw new Failure('bad-input', `a has ${a.diagonal.length} entries: give one for each axis`, 'a');
    }
    const diagonal = a.diagonal.map((entry, axis) => positive(entry, `a[${axis}]`));
    return { diagonal, functions: a.diagonal.map(functionOf), cross: null };
  }
  if (!isFull(a)) {
    const values = positive(a, 'a');
    return { diagonal: frame.cells.map(() => values), functions: frame.cells.map(() => functionOf(a)), cross: null };
  }
  refuseFull(problem, frame);
  const [xx, yy, xy] = [positive(a.xx, 'a.xx'), positive(a.yy, 'a.yy'), sample(a.xy, 'a.xy')];
  const index = xy.findIndex((value, i) => value * value >= xx[i] * yy[i] && inside(i, mask?.cells));
  if (index >= 0) {
    refuseValue('a.xy', xy[index], placeOf(index, frame.middles), 'let a.xy^2 be smaller than a.xx*a.yy');
  }
  return { diagonal: [xx, yy], functions: [functionOf(a.xx), functionOf(a.yy)], cross: xy };
}

function functionOf(quantity: Quantity): OfPlace | null {
  return typeof quantity === 'function' ? quantity : null;
}

function refuseFull({ obstacles, mask, at, sides }: EllipticProblem, frame: Frame): void {
  const refuse = (advice: string): never => {
    throw new Failure('bad-input', `a full tensor ${advice}`, 'a');
  };
  if (frame.dimensions !== 2) refuse('needs two dimensions: give a diagonal one');
  if (obstacles !== undefined && obstacles.length > 0) refuse('does not go with curved obstacles: use a mask of cells');
  const hasFlux = sides.some((pair) => pair !== 'periodic' && pair.some(({ kind }) => kind !== 'dirichlet'));
  if (at === 'cells' && (hasFlux || mask !== undefined)) {
    refuse('at cells goes with Dirichlet and periodic sides alone: put the points at nodes');
  }
}

function isDiagonal(a: Tensor): a is Extract<Tensor, { diagonal: unknown }> {
  return typeof a === 'object' && 'diagonal' in a;
}

function isFull(a: Tensor): a is Extract<Tensor, { xx: unknown }> {
  return typeof a === 'object' && 'xx' in a;
}

/** Is the cell in the domain? */
export function inside(cell: number, mask: ArrayLike<number> | undefined): boolean {
  return mask === undefined || mask[cell] !== 0;
}

function masked(values: Float64Array, mask: ArrayLike<number> | undefined): Float64Array {
  if (mask === undefined) return values;
  if (mask.length !== values.length) {
    throw new Failure('bad-input', `the mask has ${mask.length} cells: give ${values.length}`, 'mask');
  }
  return values.map((value, i) => (mask[i] === 0 ? 0 : value));
}
