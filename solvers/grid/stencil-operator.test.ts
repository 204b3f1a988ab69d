import { expect, test } from 'vitest';
import { randomNormal } from '../base/random';
import {
  applyStencil,
  boxOffsets,
  neighbourIndex,
  pointCount,
  type StencilOperator,
  starOffsets,
} from './stencil-operator';

test('offsets: the point itself first, then every neighbour once', () => {
  expect(starOffsets(2)).toEqual([
    [0, 0],
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ]);
  for (const [dimensions, star, box] of [
    [2, 5, 9],
    [3, 7, 27],
  ]) {
    for (const [offsets, count] of [
      [starOffsets(dimensions), star],
      [boxOffsets(dimensions), box],
    ] as const) {
      expect(offsets[0].every((by) => by === 0)).toBe(true);
      expect(new Set(offsets.map((step) => step.join())).size).toBe(count);
      expect(offsets).toHaveLength(count);
    }
  }
});

test.each([
  [
    [5, 3],
    [false, true],
  ],
  [
    [4, 7],
    [true, false],
  ],
  [
    [3, 5, 4],
    [true, false, true],
  ],
])('products on %j points are sums over neighbours', (shape, periodic) => {
  const count = pointCount(shape);
  const offsets = boxOffsets(shape.length);
  const random = (seed: number) => Float64Array.from({ length: count }, (_, i) => randomNormal(seed, i));
  const operator: StencilOperator = {
    shape,
    periodic,
    offsets,
    coefficients: offsets.map((_, k) => random(k)),
    symmetric: false,
    singular: false,
    coarseStart: shape.map(() => 0 as const),
  };
  const u = random(99);
  const found = applyStencil(operator, u);
  for (let index = 0; index < count; index++) {
    let rest = index;
    const place = shape.map((length) => {
      const at = rest % length;
      rest = (rest - at) / length;
      return at;
    });
    let sum = 0;
    offsets.forEach((step, k) => {
      const other = neighbourIndex(operator, place, step);
      if (other >= 0) sum += operator.coefficients[k][index] * u[other];
    });
    // The same 27 terms in the same order.
    expect(found[index]).toBe(sum);
  }
});
