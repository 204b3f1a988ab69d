import { add, concat, constant, irfft, mul, type Node, rfft, slice, sub } from '../../array';
import type { GridAxis } from './grid';
import type { Follower } from './statement';

/** A complex number. */
type Complex = readonly [re: number, im: number];

const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];

/**
 * The unknown that follows, of fields [samples, ..axes, channels] of the one that leads: both are factors of each wave.
 * The mean is 0, and so are slopes of the shortest wave, whose sign no points show.
 */
export function following({ own, leader }: Follower, fields: Node, grid: readonly GridAxis[]): Node {
  const space = grid.map((_, at) => at).filter((at) => at > 0);
  const axes = space.map((at) => at + 1);
  const last = space.at(-1)!;
  const counts = grid.map(({ points }, at) => (at === 0 ? 1 : at === last ? Math.floor(points / 2) + 1 : points));
  const size = counts.reduce((product, count) => product * count, 1);
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  for (let place = 0; place < size; place++) {
    const waves = wavesAt(place, counts, grid, last);
    const symbol = (along: readonly string[]): Complex =>
      along.reduce<Complex>((product, name) => times(product, waves.get(name)!), [1, 0]);
    const sum = (parts: Follower['own']): Complex =>
      parts.reduce<Complex>(
        ([a, b], part) => {
          const [c, d] = symbol(part.by);
          return [a + part.factor * c, b + part.factor * d];
        },
        [0, 0],
      );
    const [below, above] = [sum(own), sum(leader)];
    const length = below[0] ** 2 + below[1] ** 2;
    if (length === 0) continue;
    // own psi + leader w = 0
    const factor = times([-above[0], -above[1]], [below[0] / length, -below[1] / length]);
    [re[place], im[place]] = factor;
  }
  const shape = [1, ...counts, 1, 1];
  const [real, imaginary] = [constant(re, shape, 'factors'), constant(im, shape, 'factors')];
  const transformed = rfft(fields, axes);
  const behind = transformed.shape.length - 1;
  const [a, b] = [slice(transformed, behind, 0, 1), slice(transformed, behind, 1, 2)];
  const product = concat([sub(mul(real, a), mul(imaginary, b)), add(mul(real, b), mul(imaginary, a))], behind);
  return irfft(product, grid[last].points, axes);
}

/** i times the wave number along each axis in space, at a place of the half spectrum. */
function wavesAt(
  place: number,
  counts: readonly number[],
  grid: readonly GridAxis[],
  last: number,
): Map<string, Complex> {
  const waves = new Map<string, Complex>();
  let rest = place;
  for (let at = grid.length - 1; at > 0; at--) {
    const { name, points, step } = grid[at];
    const own = rest % counts[at];
    rest = Math.floor(rest / counts[at]);
    const signed = at !== last && 2 * own > points ? own - points : own;
    waves.set(name, [0, 2 * own === points ? 0 : (2 * Math.PI * signed) / (points * step)]);
  }
  return waves;
}
