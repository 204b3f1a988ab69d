/** A linear operator on a box of points: (A u)_i = sum over k of coefficients[k][i] * u[i + offsets[k]]. f64 on the host. */
export interface StencilOperator {
  /** Points along each axis, [nx, ny] or [nx, ny, nz]. Index of a point = i + nx * (j + ny * k): x fastest, C order [nz][ny][nx]. */
  readonly shape: readonly number[];
  /** For each axis: do neighbours wrap around? */
  readonly periodic: readonly boolean[];
  /** Steps along each axis, each -1, 0 or 1; offsets[0] is all 0 (the diagonal). 5 or 9 in 2D, 7 or 27 in 3D. */
  readonly offsets: readonly (readonly number[])[];
  /** One array of points an offset. 0 wherever the neighbour does not exist. A point outside the domain (hole) has a row of zeros: no equation, u stays 0. */
  readonly coefficients: readonly Float64Array[];
  /** A = A^T: fit for conjugate gradients. */
  readonly symmetric: boolean;
  /** Rows of A sum to zero wherever they exist: constants are its null space (pure Neumann, periodic without c). */
  readonly singular: boolean;
  /** For each axis, where coarse points start: 1 if the axis begins with a Dirichlet node that is eliminated and has an odd number of unknowns (coarse points 1, 3, 5 ... of 0..n-1), else 0 (0, 2, 4, ...). A hint for coarsening only. */
  readonly coarseStart: readonly (0 | 1)[];
}

/** Points of a box of points, or unknowns of an operator on it. */
export function pointCount(shape: readonly number[]): number {
  return shape.reduce((product, count) => product * count, 1);
}

/** The steps to the nearest neighbours along the axes, the point itself first: 5 in 2D, 7 in 3D. */
export function starOffsets(dimensions: number): number[][] {
  const axes = Array.from({ length: dimensions }, (_, axis) => axis);
  const step = (axis: number, by: number): number[] => axes.map((other) => (other === axis ? by : 0));
  return [axes.map(() => 0), ...axes.flatMap((axis) => [step(axis, -1), step(axis, 1)])];
}

/** The steps to all neighbours of a box, the point itself first, then x fastest: 9 in 2D, 27 in 3D. */
export function boxOffsets(dimensions: number): number[][] {
  let steps: number[][] = [[]];
  for (let axis = 0; axis < dimensions; axis++) steps = [-1, 0, 1].flatMap((by) => steps.map((step) => [...step, by]));
  const isCentre = (step: number[]): boolean => step.every((by) => by === 0);
  return [...steps.filter(isCentre), ...steps.filter((step) => !isCentre(step))];
}

/** Index of the neighbour of the point at `place` (a coordinate an axis), or -1 where there is none. */
export function neighbourIndex(
  { shape, periodic }: Pick<StencilOperator, 'shape' | 'periodic'>,
  place: readonly number[],
  step: readonly number[],
): number {
  let index = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const count = shape[axis]!;
    let at = place[axis]! + step[axis]!;
    if (at < 0 || at >= count) {
      if (!periodic[axis]) return -1;
      at = (at + count) % count;
    }
    index = index * count + at;
  }
  return index;
}

/** A u, on the host in f64; `out` is another array than `u`. Costs one pass over the coefficients. */
export function applyStencil(
  operator: StencilOperator,
  u: ArrayLike<number>,
  out: Float64Array<ArrayBuffer> = new Float64Array(pointCount(operator.shape)),
): Float64Array<ArrayBuffer> {
  out.fill(0);
  operator.offsets.forEach((step, k) => {
    addProduct(operator, operator.coefficients[k]!, step, u, out);
  });
  return out;
}

/** out += coefficients * (u shifted by `step`), a row of points along x at a time. */
function addProduct(
  operator: StencilOperator,
  coefficients: Float64Array,
  step: readonly number[],
  u: ArrayLike<number>,
  out: Float64Array,
): void {
  const { shape, periodic } = operator;
  const [nx, ny] = [shape[0]!, shape[1] ?? 1];
  const rows = pointCount(shape) / nx;
  const dx = step[0]!;
  for (let row = 0; row < rows; row++) {
    const place = [0, row % ny, Math.floor(row / ny)].slice(0, shape.length);
    const start = neighbourIndex(operator, place, [0, ...step.slice(1)]);
    if (start < 0) continue;
    const [from, to] = [dx < 0 ? 1 : 0, dx > 0 ? nx - 1 : nx];
    const base = row * nx;
    for (let i = from; i < to; i++) out[base + i]! += coefficients[base + i]! * u[start + i + dx]!;
    if (!periodic[0] || dx === 0) continue;
    const edge = dx < 0 ? 0 : nx - 1;
    out[base + edge]! += coefficients[base + edge]! * u[start + (dx < 0 ? nx - 1 : 0)]!;
  }
}
