/** A line of equal values: points one after the other; the first again at the end where it is closed. */
export type Contour = readonly (readonly [number, number])[];

/**
 * Lines on which a field has the value `level`, by marching squares (Lorensen and Cline 1987, in two dimensions): linear
 * along the edges between neighbouring values; where a square could be cut in two ways its mean decides. Squares
 * with a value that is no number are left out.
 * @param values [ys][xs], at the ascending places xs and ys
 */
export function contoursOf(values: ArrayLike<number>, xs: ArrayLike<number>, ys: ArrayLike<number>, level: number) {
  const nx = xs.length;
  const isAbove = (i: number, j: number): boolean => values[j * nx + i]! >= level;
  const links = new Map<number, number[]>();
  const link = (a: number, b: number): void => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const known = links.get(from);
      if (known) known.push(to);
      else links.set(from, [to]);
    }
  };
  // Edges by number: along x at (i, j) 2(j nx + i), along y one more.
  const along = (i: number, j: number): number => 2 * (j * nx + i);
  const up = (i: number, j: number): number => 2 * (j * nx + i) + 1;
  for (let j = 0; j + 1 < ys.length; j++) {
    for (let i = 0; i + 1 < nx; i++) {
      const corners = [j * nx + i, j * nx + i + 1, (j + 1) * nx + i + 1, (j + 1) * nx + i].map((k) => values[k]!);
      const mean = corners.reduce((sum, value) => sum + value, 0) / 4;
      if (!Number.isFinite(mean)) continue;
      const [a, b, c, d] = [isAbove(i, j), isAbove(i + 1, j), isAbove(i + 1, j + 1), isAbove(i, j + 1)];
      const edges = [
        ...(a !== b ? [along(i, j)] : []),
        ...(b !== c ? [up(i + 1, j)] : []),
        ...(c !== d ? [along(i, j + 1)] : []),
        ...(d !== a ? [up(i, j)] : []),
      ];
      if (edges.length === 2) link(edges[0]!, edges[1]!);
      if (edges.length < 4) continue;
      // Corner a keeps to itself where the middle is on the other side.
      const isApart = mean >= level !== a;
      link(edges[0]!, edges[isApart ? 3 : 1]!);
      link(edges[2]!, edges[isApart ? 1 : 3]!);
    }
  }
  const place = (edge: number): readonly [number, number] => {
    const k = edge >> 1;
    const [i, j] = [k % nx, Math.floor(k / nx)];
    const other = edge % 2 === 0 ? k + 1 : k + nx;
    const part = (level - values[k]!) / (values[other]! - values[k]!);
    return edge % 2 === 0
      ? [xs[i]! + part * (xs[i + 1]! - xs[i]!), ys[j]!]
      : [xs[i]!, ys[j]! + part * (ys[j + 1]! - ys[j]!)];
  };
  return chains(links).map((chain): Contour => chain.map(place));
}

/** Links between edges as chains: the open ones from their ends, then the closed ones. */
function chains(links: Map<number, number[]>): number[][] {
  const all: number[][] = [];
  const walk = (start: number): void => {
    const chain = [start];
    for (let at = start; ; ) {
      const next = links.get(at)?.pop();
      if (next === undefined) break;
      const back = links.get(next)!;
      back.splice(back.indexOf(at), 1);
      chain.push(next);
      at = next;
    }
    if (chain.length > 1) all.push(chain);
  };
  for (const [edge, ends] of links) if (ends.length === 1) walk(edge);
  for (const edge of links.keys()) walk(edge);
  return all;
}
