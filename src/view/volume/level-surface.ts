/** Triangles of a level surface. */
export interface LevelSurface {
  /** Three numbers a vertex, x first. */
  readonly positions: Float32Array;
  /** Unit vectors towards lower values. */
  readonly normals: Float32Array;
  /** Three vertices a triangle, counter-clockwise as seen from the lower side. */
  readonly indices: Uint32Array;
}

/** Where the values of a field stand along x, y and z. */
export type Points = readonly [Float64Array, Float64Array, Float64Array];

/**
 * The surface on which a field has a value, by marching tetrahedra: each cell is six tetrahedra about its diagonal
 * (Freudenthal 1942), and each edge that the surface crosses has one vertex, linearly interpolated. Neighbours share
 * them, so that a surface that does not meet the border of the lattice is closed. Second order in the spacing.
 * Cells with a value that is no number have no part of it. O(cells), and 56 nx ny bytes beside the surface.
 *
 * @param values C order [nz][ny][nx], at `points`
 */
export function levelSurface(values: ArrayLike<number>, points: Points, level: number): LevelSurface {
  const [nx, ny, nz] = points.map(({ length }) => length) as [number, number, number];
  const vertices = new Vertices(values, points, level);
  const indices: number[] = [];
  // Offsets of a cell's corners; bit 0 is x, bit 1 is y, bit 2 is z.
  const corners = Array.from({ length: 8 }, (_, c) => (c & 1) + nx * (((c >> 1) & 1) + ny * (c >> 2)));
  for (let k = 0; k + 1 < nz; k++) {
    vertices.enter(k);
    for (let j = 0; j + 1 < ny; j++) {
      for (let i = 0; i + 1 < nx; i++) {
        const first = i + nx * (j + ny * k);
        const inside = maskOf(values, first, corners, level);
        if (inside > 0 && inside < 255) march(inside, [i, j, k], vertices, indices);
      }
    }
  }
  return { ...vertices.arrays(), indices: Uint32Array.from(indices) };
}

/** Bit c = corner c is above the level; 0 where a corner is no number. */
function maskOf(values: ArrayLike<number>, first: number, corners: readonly number[], level: number): number {
  let mask = 0;
  for (let c = 0; c < 8; c++) {
    const value = values[first + corners[c]!]!;
    if (!Number.isFinite(value)) return 0;
    if (value > level) mask |= 1 << c;
  }
  return mask;
}

/** Corners of the six tetrahedra, each with a positive volume. */
const TETRAHEDRA: readonly (readonly [number, number, number, number])[] = [
  [0, 1, 3, 7],
  [0, 2, 6, 7],
  [0, 4, 5, 7],
  [0, 3, 2, 7],
  [0, 6, 4, 7],
  [0, 5, 1, 7],
];

/** For each mask of a tetrahedron's vertices an even order of them in which those above the level come first. */
const ORDERS: readonly (readonly [number, number, number, number])[] = [
  [0, 1, 2, 3],
  [0, 1, 2, 3],
  [1, 0, 3, 2],
  [0, 1, 2, 3],
  [2, 3, 0, 1],
  [0, 2, 3, 1],
  [1, 2, 0, 3],
  [0, 1, 2, 3],
  [3, 2, 1, 0],
  [0, 3, 1, 2],
  [1, 3, 2, 0],
  [1, 0, 3, 2],
  [2, 3, 0, 1],
  [0, 2, 3, 1],
  [2, 1, 3, 0],
  [0, 1, 2, 3],
];

function march(inside: number, cell: readonly [number, number, number], vertices: Vertices, indices: number[]): void {
  for (const tetrahedron of TETRAHEDRA) {
    let mask = 0;
    for (let v = 0; v < 4; v++) if ((inside >> tetrahedron[v]!) & 1) mask |= 1 << v;
    if (mask === 0 || mask === 15) continue;
    const [a, b, c, d] = ORDERS[mask]!.map((v) => tetrahedron[v]!) as [number, number, number, number];
    const on = (from: number, to: number): number => vertices.on(cell, from, to);
    const count = (mask & 1) + ((mask >> 1) & 1) + ((mask >> 2) & 1) + (mask >> 3);
    if (count === 1) indices.push(on(a, b), on(a, c), on(a, d));
    else if (count === 3) indices.push(on(d, a), on(d, b), on(d, c));
    else {
      const [ac, ad, bd, bc] = [on(a, c), on(a, d), on(b, d), on(b, c)];
      indices.push(ac, ad, bd, ac, bd, bc);
    }
  }
}

/** Vertices of a surface, one an edge of the lattice. */
class Vertices {
  readonly #values: ArrayLike<number>;
  readonly #points: Points;
  readonly #level: number;
  readonly #shape: readonly [number, number, number];
  /** Vertex of each edge that begins in two layers of points: seven directions each; -1 = none yet. */
  readonly #known: readonly [Int32Array, Int32Array];
  readonly #positions: number[] = [];
  readonly #normals: number[] = [];

  constructor(values: ArrayLike<number>, points: Points, level: number) {
    this.#values = values;
    this.#points = points;
    this.#level = level;
    this.#shape = points.map(({ length }) => length) as [number, number, number];
    const size = 7 * this.#shape[0] * this.#shape[1];
    this.#known = [new Int32Array(size).fill(-1), new Int32Array(size).fill(-1)];
  }

  /** Begins with the cells between layers k and k + 1. */
  enter(k: number): void {
    this.#known[(k + 1) & 1]!.fill(-1);
  }

  /** The vertex on the edge between two corners of a cell, of which one has all bits of the other. */
  on([i, j, k]: readonly [number, number, number], one: number, other: number): number {
    const [low, high] = one < other ? [one, other] : [other, one];
    const [x, y, z] = [i + (low & 1), j + ((low >> 1) & 1), k + (low >> 2)];
    const [nx] = this.#shape;
    const known = this.#known[z & 1]!;
    const at = 7 * (x + nx * y) + (high - low) - 1;
    if (known[at]! < 0) known[at] = this.#add([x, y, z], high - low);
    return known[at]!;
  }

  arrays(): Pick<LevelSurface, 'positions' | 'normals'> {
    return { positions: Float32Array.from(this.#positions), normals: Float32Array.from(this.#normals) };
  }

  #add(from: readonly [number, number, number], way: number): number {
    const to = [from[0] + (way & 1), from[1] + ((way >> 1) & 1), from[2] + (way >> 2)] as const;
    const [low, high] = [this.#at(...from), this.#at(...to)];
    const part = (this.#level - low) / (high - low);
    const normal = [0, 1, 2].map((axis) => {
      const slope = this.#slope(from, axis);
      return -(slope + part * (this.#slope(to, axis) - slope));
    });
    const length = Math.hypot(...normal) || 1;
    for (let axis = 0; axis < 3; axis++) {
      const own = this.#points[axis]!;
      const begin = own[from[axis]!]!;
      this.#positions.push(begin + part * (own[to[axis]!]! - begin));
      this.#normals.push(normal[axis]! / length);
    }
    return this.#positions.length / 3 - 1;
  }

  #at(x: number, y: number, z: number): number {
    const [nx, ny] = this.#shape;
    return this.#values[x + nx * (y + ny * z)]!;
  }

  /** By central differences; one-sided at the border and beside what is no number. */
  #slope(place: readonly [number, number, number], axis: number): number {
    const own = this.#points[axis]!;
    const here = this.#at(...place);
    const beside = (step: number): readonly [number, number] => {
      const next = place.map((index, k) => index + (k === axis ? step : 0)) as [number, number, number];
      const at = own[next[axis]!];
      const value = at === undefined ? Number.NaN : this.#at(...next);
      return Number.isFinite(value) ? [at!, value] : [own[place[axis]!]!, here];
    };
    const [[x0, v0], [x1, v1]] = [beside(-1), beside(1)];
    return x1 > x0 ? (v1 - v0) / (x1 - x0) : 0;
  }
}
