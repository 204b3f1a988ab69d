import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../../tests/gpu';
import { randomNormal } from '../../../base/random';
import type { Gpu } from '../../../gpu';
import { placeOf } from '../linear/panels';
import { layoutOf, type NetworkLayout, TILE } from './layout';
import { JacobianRows, NetworkPoints, NetworkWeights } from './network';
import { networkAt } from './network.oracle';
import { preciseOutputs } from './precise';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

const CASES: readonly [name: string, layout: NetworkLayout][] = [
  [
    'order 2, one output',
    layoutOf({
      sizes: [3, 7, 5, 1],
      channels: [
        [0, 0],
        [1, 0],
        [0, 1],
        [2, 0],
      ],
    }),
  ],
  [
    'order 4, two outputs',
    layoutOf({
      sizes: [2, 9, 2],
      channels: [
        [0, 0],
        [1, 0],
        [0, 1],
        [2, 0],
        [1, 1],
        [3, 0],
        [4, 0],
      ],
    }),
  ],
];

describe.each(CASES)('a network of %s', (_, layout) => {
  const { sizes, count, parameters: size } = layout;
  const outputs = sizes.at(-1)!;
  const parameters = Float32Array.from({ length: size }, (__, k) => 0.5 * randomNormal(1, k));
  const points = 21;
  const padded = 24;
  const seeds = Float32Array.from({ length: padded * sizes[0] * count }, (__, k) => randomNormal(2, k));
  // Rows of the second tile of points first: maps are not the identity.
  const tiles = Uint32Array.of(1, 0, 2, 1);
  const coefficients = Float32Array.from({ length: tiles.length * TILE * outputs * count }, (__, k) =>
    randomNormal(3, k),
  );
  const at = (data: Float32Array, rows: number, item: number, row: number): number =>
    data[(Math.floor(item / TILE) * rows + row) * TILE + (item % TILE)];
  const seedsOf = (point: number): number[][] =>
    Array.from({ length: sizes[0] }, (__, f) =>
      Array.from({ length: count }, (___, c) => at(seeds, sizes[0] * count, point, f * count + c)),
    );

  it('has the same outputs in f64 on the host, from any tile on', () => {
    const into = new Float64Array((padded / TILE + 2) * outputs * count * TILE);
    preciseOutputs(layout, Float64Array.from(parameters), seeds, into, 2);
    for (let k = 0; k < points; k++) {
      const wanted = networkAt(layout, parameters, seedsOf(k)).flat();
      for (const [row, value] of wanted.entries()) {
        const found = into[((Math.floor(k / TILE) + 2) * outputs * count + row) * TILE + (k % TILE)];
        // The same sums in another order.
        expect(Math.abs(found - value)).toBeLessThan(1e-13 * (1 + Math.abs(value)));
      }
    }
  });

  it('has the outputs, derivatives and Jacobian rows of f64', async () => {
    const weights = new NetworkWeights(gpu, layout);
    const pass = await NetworkPoints.create(gpu, weights, layout, points);
    const rows = await JacobianRows.create(gpu, weights, pass, tiles);
    weights.write(parameters);
    pass.writeSeeds(seeds);
    pass.run();
    const found = await pass.read();
    for (let point = 0; point < padded; point++) {
      const exact = networkAt(layout, parameters, seedsOf(point));
      const scale = Math.max(1, ...exact.flat().map(Math.abs));
      for (let row = 0; row < outputs * count; row++) {
        const value = exact[Math.floor(row / count)][row % count];
        // Sums of up to 9 terms through three layers; a chain rule of order 4 has 15 products of up to 5 factors.
        expect(Math.abs(at(found, outputs * count, point, row) - value)).toBeLessThan(200 * 2 ** -24 * scale);
      }
    }

    rows.run(coefficients);
    const jacobian = new Float32Array(await gpu.read(rows.jacobian));
    const combination = (row: number, weights64: Float64Array): number => {
      const point = tiles[Math.floor(row / TILE)] * TILE + (row % TILE);
      const exact = networkAt(layout, weights64, seedsOf(point)).flat();
      return exact.reduce((sum, value, k) => sum + value * at(coefficients, outputs * count, row, k), 0);
    };
    const step = 1e-5;
    for (const row of [0, 9, 22, 31]) {
      const slopes = Array.from({ length: size }, (__, p) => {
        const shifted = (sign: number): Float64Array =>
          Float64Array.from(parameters, (v, k) => (k === p ? v + sign * step : v));
        return (combination(row, shifted(1)) - combination(row, shifted(-1))) / (2 * step);
      });
      const scale = Math.max(...slopes.map(Math.abs));
      for (const [p, slope] of slopes.entries()) {
        // Differences in f64: step^2 and eps/step, both below 1e-9 of the scale; f32 as above, backwards once more.
        expect(Math.abs(jacobian[placeOf(rows.rows, row, p)] - slope)).toBeLessThan(500 * 2 ** -24 * scale);
      }
    }
    for (const part of [weights, pass, rows]) part.dispose();
  });
});
