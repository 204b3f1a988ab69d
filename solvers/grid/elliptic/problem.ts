/** A formula of the place; z is 0 in two dimensions. */
export type OfPlace = (x: number, y: number, z: number) => number;

/**
 * A given field: one number, a function, or an array in C order [nz][ny][nx], x fastest, one value a cell or one a
 * node (`cells + 1` along each axis, a periodic axis's last node included).
 */
export type Quantity = number | OfPlace | ArrayLike<number>;

/**
 * What holds on a wall; n points out of the domain. Dirichlet: u = value. Neumann: n . A grad u = value. Robin:
 * n . A grad u + alpha u = value. On a side an array has one value a point of the side (cell or node), in C order
 * without the side's own axis; elsewhere numbers and functions only.
 */
export type Wall =
  | { readonly kind: 'dirichlet'; readonly value: Quantity }
  | { readonly kind: 'neumann'; readonly value: Quantity }
  | { readonly kind: 'robin'; readonly alpha: Quantity; readonly value: Quantity };

/** The walls at the low and the high end of an axis, or neither. */
export type Sides = 'periodic' | readonly [low: Wall, high: Wall];

/** A curved wall: `distance` is signed, negative inside the obstacle, positive in the domain. */
export interface Obstacle {
  readonly distance: OfPlace;
  readonly wall: Wall;
}

/** Cells that are out of the domain (0) and in it (1), [nz][ny][nx], with what holds on the lines between them. */
export interface Mask {
  readonly cells: ArrayLike<number>;
  readonly wall: Wall;
}

/** A in -div(A grad u): a multiple of the identity, a diagonal, or in 2D a full symmetric matrix. */
export type Tensor =
  | Quantity
  | { readonly diagonal: readonly Quantity[] }
  | { readonly xx: Quantity; readonly xy: Quantity; readonly yy: Quantity };

/** Where the points lie: in the middle of the cells, or at their corners. */
export type At = 'cells' | 'nodes';

/** The box and its cells, 2D or 3D. */
export interface Box {
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly cells: readonly number[];
}

/** -div(A grad u) + c u = f on a box, with the obstacles and masked cells taken out. */
export interface EllipticProblem {
  readonly box: Box;
  readonly at: At;
  /** Positive (definite), taken as constant in each cell. */
  readonly a: Tensor;
  /** Of any sign; 0 where it is left out. */
  readonly c?: Quantity;
  readonly f: Quantity;
  /** One for each axis. */
  readonly sides: readonly Sides[];
  readonly mask?: Mask;
  readonly obstacles?: readonly Obstacle[];
  /** Where u is fixed but for a constant: take out what the sources have too much, however much that is. */
  readonly project?: boolean;
}
