/** One axis of a convolution: out[o] = sum over k of w[k] x[stride o + k - before], k < taps. */
export interface Axis {
  /** Points that come in and go out. */
  readonly from: number;
  readonly to: number;
  readonly taps: number;
  readonly stride: number;
  readonly before: number;
  /** Points beyond the ends are those of the other end; else they are zero. */
  readonly periodic: boolean;
}

/** Stands for a point beyond the ends. */
const NONE = 0xffffffff;

/** The points that each tap joins: one to one, as far as they lie inside. */
export interface Taps {
  readonly count: number;
  readonly from: number;
  readonly to: number;
  /** [tap, point that goes out]: the point that comes in, or a number too large. */
  readonly sources: Uint32Array;
  /** [tap, point that comes in]: the point that goes out, or a number too large. */
  readonly targets: Uint32Array;
}

/** The taps of all axes together, the last axis fastest. */
export function tapsOf(axes: readonly Axis[]): Taps {
  const size = (pick: (axis: Axis) => number): number => axes.reduce((product, axis) => product * pick(axis), 1);
  const [count, from, to] = [size(({ taps }) => taps), size((axis) => axis.from), size((axis) => axis.to)];
  const sources = new Uint32Array(count * to).fill(NONE);
  const targets = new Uint32Array(count * from).fill(NONE);
  for (let tap = 0; tap < count; tap++) {
    for (let out = 0; out < to; out++) {
      const source = sourceOf(axes, tap, out);
      if (source < 0) continue;
      sources[tap * to + out] = source;
      targets[tap * from + source] = out;
    }
  }
  return { count, from, to, sources, targets };
}

function sourceOf(axes: readonly Axis[], tap: number, out: number): number {
  let [restOfTap, restOfOut, source, step] = [tap, out, 0, 1];
  for (const { from, to, taps, stride, before, periodic } of axes.toReversed()) {
    const place = stride * (restOfOut % to) + (restOfTap % taps) - before;
    const own = periodic ? ((place % from) + from) % from : place;
    if (own < 0 || own >= from) return -1;
    source += own * step;
    step *= from;
    restOfTap = Math.floor(restOfTap / taps);
    restOfOut = Math.floor(restOfOut / to);
  }
  return source;
}
