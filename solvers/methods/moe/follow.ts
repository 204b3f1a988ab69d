import { add, concat, constant, mul, type Node, reshape, slice, sub } from '../../array';
import type { GridAxis } from './grid';
import type { Follower } from './statement';
import { allWaves, frequenciesOf, fromWaves, toWaves } from './waves';

/** A complex number. */
type Complex = readonly [re: number, im: number];

const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];

/**
 * The unknown that follows, of fields [samples, ..axes, channels] of the one that leads: both are factors of each wave.
 * The mean is 0, and so are slopes of the shortest wave, whose sign no points show.
 */
export function following({ own, leader }: Follower, fields: Node, grid: readonly GridAxis[]): Node {
  const space = grid.slice(1);
  const waves = allWaves(space.map(({ points }) => points));
  const along = space.map(({ points, step }, axis) =>
    frequenciesOf(waves, axis).map((k) => (2 * Math.abs(k) === points ? 0 : (2 * Math.PI * k) / (points * step))),
  );
  const size = waves.kept.reduce((product, count) => product * count, 1);
  const factors = Array.from({ length: size }, (_, place) => {
    const numbers = numbersAt(place, along);
    const symbol = (by: readonly string[]): Complex =>
      by.reduce<Complex>(
        (product, name) => times(product, [0, numbers[space.findIndex((axis) => axis.name === name)]]),
        [1, 0],
      );
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
    // own psi + leader w = 0
    return length === 0 ? ([0, 0] as const) : times([-above[0], -above[1]], [below[0] / length, -below[1] / length]);
  });
  const [samples, moments] = fields.shape;
  const channels = fields.shape.at(-1)!;
  const all = toWaves(reshape(fields, [samples * moments, ...waves.points, channels]), waves);
  const factor = (part: 0 | 1): Node =>
    constant(
      factors.map((own) => own[part]),
      [1, 1, ...waves.kept, 1],
      'factors',
    );
  const real = mul(factor(0), all);
  const product = factors.every(([, im]) => im === 0) ? real : add(real, mul(factor(1), turned(all)));
  return reshape(fromWaves(product, waves), fields.shape);
}

/** Complex numbers [batch, 2, ..] times i. */
function turned(waves: Node): Node {
  const [re, im] = [0, 1].map((part) => slice(waves, 1, part, part + 1));
  return concat([sub(0, im), re], 1);
}

/** The wave number along each axis, at a place of the spectrum. */
function numbersAt(place: number, along: readonly (readonly number[])[]): number[] {
  const numbers: number[] = [];
  let rest = place;
  for (let axis = along.length - 1; axis >= 0; axis--) {
    numbers[axis] = along[axis][rest % along[axis].length];
    rest = Math.floor(rest / along[axis].length);
  }
  return numbers;
}
