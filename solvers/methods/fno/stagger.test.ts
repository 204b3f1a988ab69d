import { describe, expect, test } from 'vitest';
import { concat, constant, interpret, type Node, slice } from '../../array';
import { randomUniform } from '../../base/random';
import { type Fno, fno, fnoInitial } from '../../nets';
import { joined, parted } from './stagger';

const field = Float64Array.from({ length: 2 * 4 * 6 * 3 }, (_, k) => randomUniform(1, k));
const x = constant(field, [2, 4, 6, 3]);
const at = (sample: number, y: number, k: number, channel: number): number =>
  field[((sample * 4 + y) * 6 + k) * 3 + channel];

describe.each(['apart', 'together'] as const)('coarse grids %s', (subgrids) => {
  const staggered = { stagger: 2, subgrids };

  test('are there and back the same', () => {
    const [back] = interpret([joined(parted(x, staggered), staggered)], new Map());
    expect([...back]).toEqual([...field]);
  });

  test('hold every second point', () => {
    const node = parted(x, staggered);
    const apart = subgrids === 'apart';
    expect(node.shape).toEqual(apart ? [8, 2, 3, 3] : [2, 2, 3, 12]);
    const [found] = interpret([node], new Map());
    for (const [sample, dy, dx, y, k, c] of [
      [0, 0, 0, 1, 2, 0],
      [1, 1, 0, 0, 1, 2],
      [1, 0, 1, 1, 0, 1],
    ]) {
      const grid = 2 * dy + dx;
      const place = apart
        ? (((sample * 4 + grid) * 2 + y) * 3 + k) * 3 + c
        : ((sample * 2 + y) * 3 + k) * 12 + 3 * grid + c;
      expect(found[place]).toBe(at(sample, 2 * y + dy, 2 * k + dx, c));
    }
  });
});

test('a network on grids apart does the same wherever a field stands', () => {
  const network: Fno = {
    inputs: 3,
    lift: [],
    width: 3,
    layers: 2,
    modes: [1, 2],
    projection: [],
    outputs: 1,
    activation: 'gelu',
  };
  const parameters = constant(Float64Array.from(fnoInitial(network, 1)), [fnoInitial(network).length]);
  const staggered = { stagger: 2, subgrids: 'apart' } as const;
  const answer = (fields: Node): Node => joined(fno(parameters, parted(fields, staggered), network), staggered);
  // By one fine point along y.
  const moved = (fields: Node): Node => concat([slice(fields, 1, 1, 4), slice(fields, 1, 0, 1)], 1);
  const [one, other] = interpret([moved(answer(x)), answer(moved(x))], new Map());
  for (const [k, value] of one.entries()) expect(other[k]).toBeCloseTo(value, 12);
});

test('grids that are no multiple are refused', () => {
  const odd = constant(new Float64Array(10), [1, 5, 2]);
  expect(() => parted(odd, { stagger: 2, subgrids: 'apart' })).toThrow('recipes.fno.stagger: 5 points');
});
