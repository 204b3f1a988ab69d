/** A dab of a moving hand, and where the hand goes; null as long as it has not moved. */
interface PathPoint {
  readonly at: readonly [number, number];
  readonly heading: readonly [number, number] | null;
}

/** Where dabs go as a hand moves: one at the start, then one whenever it has come far enough. */
export class BrushPath {
  #last: readonly [number, number] | null = null;

  /** The points to dab at on the way to `to`, `spacing` apart along the way from the last one. */
  points(to: readonly [number, number], spacing: number): PathPoint[] {
    const from = this.#last;
    if (!from) {
      this.#last = to;
      return [{ at: to, heading: null }];
    }
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const far = Math.hypot(dx, dy);
    const count = Math.floor(far / spacing);
    const points = Array.from({ length: count }, (_, k): PathPoint => {
      const share = ((k + 1) * spacing) / far;
      return { at: [from[0] + share * dx, from[1] + share * dy], heading: [dx / far, dy / far] };
    });
    this.#last = points.at(-1)?.at ?? from;
    return points;
  }

  /** The hand was lifted. */
  end(): void {
    this.#last = null;
  }
}
