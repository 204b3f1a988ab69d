/** A point and the value of the distance there. */
export interface Vertex {
  readonly point: readonly number[];
  readonly value: number;
}

/** Measure and first moment of a set of points. */
export interface Moments {
  measure: number;
  readonly moment: number[];
}

/** The part of a body where the distance is positive, and the wall where it is 0. */
export interface CutBody {
  readonly inside: Moments;
  readonly wall: Moments;
}

function emptyCut(dimensions: number): CutBody {
  const moments = (): Moments => ({ measure: 0, moment: Array<number>(dimensions).fill(0) });
  return { inside: moments(), wall: moments() };
}

/**
 * Adds what the distance, taken as linear on the simplex (d + 1 vertices), leaves of it: an edge that changes sign is
 * split at its root, and both halves are cut further. Exact for plane walls.
 */
function cutSimplex(simplex: readonly Vertex[], into: CutBody): void {
  const positive = simplex.findIndex(({ value }) => value > 0);
  if (positive < 0) return;
  const negative = simplex.findIndex(({ value }) => value < 0);
  if (negative < 0) {
    addInside(simplex, into);
    return;
  }
  const [p, n] = [simplex[positive], simplex[negative]];
  const share = p.value / (p.value - n.value);
  const root: Vertex = { point: p.point.map((x, axis) => x + share * (n.point[axis] - x)), value: 0 };
  cutSimplex(simplex.with(negative, root), into);
  cutSimplex(simplex.with(positive, root), into);
}

/** A simplex that is all inside; the face of its roots is wall where just one vertex is off it. */
function addInside(simplex: readonly Vertex[], { inside, wall }: CutBody): void {
  addMoments(simplex, inside);
  const roots = simplex.filter(({ value }) => value === 0);
  if (roots.length === simplex.length - 1) addMoments(roots, wall);
}

function addMoments(vertices: readonly Vertex[], into: Moments): void {
  const measure = measureOf(vertices);
  into.measure += measure;
  for (const { point } of vertices) {
    for (let axis = 0; axis < point.length; axis++) into.moment[axis] += (measure * point[axis]) / vertices.length;
  }
}

/** Length, area or volume, by the Gram determinant of the edges from the first vertex. */
function measureOf([first, ...rest]: readonly Vertex[]): number {
  const edges = rest.map(({ point }) => point.map((x, axis) => x - first.point[axis]));
  const dot = (i: number, j: number): number => edges[i].reduce((sum, x, axis) => sum + x * edges[j][axis], 0);
  if (edges.length === 0) return 1;
  if (edges.length === 1) return Math.sqrt(dot(0, 0));
  if (edges.length === 2) return Math.sqrt(Math.max(dot(0, 0) * dot(1, 1) - dot(0, 1) ** 2, 0)) / 2;
  const [[a, b, c], [d, e, f], [g, h, i]] = edges;
  return Math.abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)) / 6;
}

/** Cuts the box from `low` to `high`: 2 parts along each axis, each of them d! simplices from corner to corner. */
export function cutBox(
  low: readonly number[],
  high: readonly number[],
  distance: (point: number[]) => number,
): CutBody {
  const dimensions = low.length;
  const into = emptyCut(dimensions);
  const known = new Map<number, Vertex>();
  const vertex = (halves: readonly number[]): Vertex => {
    const key = halves.reduce((sum, half) => 3 * sum + half, 0);
    let found = known.get(key);
    if (found === undefined) {
      const point = low.map((x, axis) => x + (halves[axis] * (high[axis] - x)) / 2);
      known.set(key, (found = { point, value: distance(point) }));
    }
    return found;
  };
  for (let part = 0; part < 1 << dimensions; part++) {
    const start = low.map((_, axis) => (part >> axis) & 1);
    for (const order of ORDERS[dimensions]) {
      const path = [start];
      for (const axis of order) path.push(path[path.length - 1].with(axis, start[axis] + 1));
      cutSimplex(path.map(vertex), into);
    }
  }
  return into;
}

/** The orders in which the axes of a box can be walked. */
const ORDERS: readonly (readonly (readonly number[])[])[] = [
  [],
  [[0]],
  [
    [0, 1],
    [1, 0],
  ],
  [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ],
];
