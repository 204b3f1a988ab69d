/** Where dabs go as a hand moves: one at the start, then one whenever it has come far enough. */
export class BrushPath {
  #last: readonly [number, number] | null = null;

  /** The points to dab at on the way to `to`, `spacing` apart along the way from the last one. */
  points(to: readonly [number, number], spacing: number): (readonly [number, number])[] {
    const from = this.#last;
    if (!from) {
      this.#last = to;
      return [to];
    }
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const far = Math.hypot(dx, dy);
    const count = Math.floor(far / spacing);
    const points = Array.from({ length: count }, (_, k): readonly [number, number] => {
      const share = ((k + 1) * spacing) / far;
      return [from[0] + share * dx, from[1] + share * dy];
    });
    this.#last = points.at(-1) ?? from;
    return points;
  }

  /** The hand was lifted. */
  end(): void {
    this.#last = null;
  }
}
