/** How the points of one axis relate to their neighbours and to the points of the coarser level. */
export interface AxisMap {
  readonly count: number;
  readonly periodic: boolean;
  /** Is every other point left out on the coarser level? */
  readonly halved: boolean;
  /** The first coarse point: 1 where a Dirichlet node lies before point 0, else 0. */
  readonly start: 0 | 1;
  readonly coarseCount: number;
  /** Index of the neighbour by step -1, 0, 1 (first index: step + 1), or -1 where there is none. */
  readonly neighbour: readonly Int32Array[];
  /** The coarse point at or before each point; -1 before the first one. */
  readonly coarse: Int32Array;
  /** 1 where a point lies between coarse points (or beyond the last one), 0 where it is one. */
  readonly odd: Uint8Array;
  /** Coarse point of the neighbour by step -1, 0, 1 minus the own one, around the ends. */
  readonly relative: readonly Int8Array[];
}

/** A periodic axis keeps three points at least, so that the two neighbours of a point differ. */
const LEAST_PERIODIC = 3;

/** The map of an axis of `count` points; coarsening starts at `start`. Short axes are not halved. */
export function axisMap(count: number, periodic: boolean, start: 0 | 1): AxisMap {
  const halved = periodic ? Math.ceil(count / 2) >= LEAST_PERIODIC : count >= 3;
  const first = halved && !periodic ? start : 0;
  const coarseCount = halved ? (count - first + 1) >> 1 : count;
  const at = Int32Array.from({ length: count }, (_, i) => i);
  const coarse = at.map((i) => (halved ? (i - first) >> 1 : i));
  const odd = Uint8Array.from(at, (i) => (halved ? (i - first) & 1 : 0));
  const neighbour = [-1, 0, 1].map((step) =>
    at.map((i) => {
      const to = i + step;
      if (to >= 0 && to < count) return to;
      return periodic ? (to + count) % count : -1;
    }),
  );
  const relative = neighbour.map((to) => Int8Array.from(at, (i) => difference(i, to[i]!)));
  return { count, periodic, halved, start: first, coarseCount, neighbour, coarse, odd, relative };

  function difference(i: number, to: number): number {
    if (to < 0) return 0;
    const by = coarse[to]! - coarse[i]!;
    if (!periodic || Math.abs(by) <= 1) return by;
    return by > 0 ? by - coarseCount : by + coarseCount;
  }
}

/** Where coarse points of the next level start: at the second point as long as that keeps both ends alike. */
export function coarserStart({ start, coarseCount }: AxisMap): 0 | 1 {
  return start === 1 && coarseCount % 2 === 1 ? 1 : 0;
}
