import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import type { JetShape } from '.';
import { gradientOracle, jetsOracle } from './jets.oracle';
import { numbers, parameterCount, recordJets } from './jets.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** The largest difference, of the largest expected number. */
function error(got: ArrayLike<number>, expected: Float64Array): number {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return expected.reduce((most, value, k) => Math.max(most, Math.abs(got[k] - value)), 0) / scale;
}

async function compute(
  shape: JetShape,
  params: ArrayLike<number>,
  points: ArrayLike<number>,
  cotangent: ArrayLike<number>,
) {
  const run = await recordJets(gpu, shape, params, points);
  run.writeCotangent(cotangent);
  gpu.run(run.forward);
  gpu.run(run.backward);
  const result = { channels: await run.readOutput(), gradient: await run.readGradient() };
  gpu.run(run.backward);
  expect(await run.readGradient()).toEqual(result.gradient);
  run.release();
  return result;
}

const upTo = (order: number): number[][] =>
  Array.from({ length: order + 1 }, (_, total) => Array.from({ length: total + 1 }, (_, k) => [total - k, k])).flat();

const BURGERS = upTo(1).concat([[2, 0]]);

const CASES: Readonly<Record<string, JetShape>> = {
  Burgers: { sizes: [2, 10, 7, 7, 1], channels: BURGERS, points: 69, activation: 'tanh' },
  values: { sizes: [2, 7, 5, 3], channels: [[0, 0]], points: 131, activation: 'tanh' },
  'one layer': {
    sizes: [3, 2],
    channels: [
      [0, 0, 0],
      [0, 1, 0],
    ],
    points: 5,
    activation: 'tanh',
  },
  'all to the fourth order': { sizes: [2, 6, 5, 2], channels: upTo(4), points: 9, activation: 'tanh' },
  'sines to the third order': { sizes: [2, 5, 5, 5, 5, 3], channels: upTo(3), points: 35, activation: 'sin' },
  'one coordinate, 5 channels': {
    sizes: [1, 8, 8, 1],
    channels: [[0], [1], [2], [3], [4]],
    points: 33,
    activation: 'tanh',
  },
};

describe('against Taylor arithmetic and differences in f64', () => {
  it.each(Object.entries(CASES))('%s', async (_, shape) => {
    const { sizes, channels, points } = shape;
    const params = numbers(parameterCount(sizes), 1, 0.6);
    const x = numbers(points * sizes[0], 2);
    const cotangent = numbers(channels.length * points * sizes.at(-1)!, 3);
    const { channels: got, gradient } = await compute(shape, params, x, cotangent);
    // Sums of at most 10 x 4 layers in f32 and 15 terms of the chain rule: 100 roundings of 6e-8 each, in the worst
    // case all one way, 6e-6; the tanh of the adapter adds 2 ulp to each.
    expect(error(got, jetsOracle(shape, params, x))).toBeLessThan(1e-5);
    expect(error(gradient, gradientOracle(shape, params, x, cotangent))).toBeLessThan(1e-5);
  });
});

it('sums over many tiles, several to a thread', async () => {
  const shape: JetShape = { sizes: [1, 33, 33, 1], channels: [[0]], points: 30001, activation: 'tanh' };
  const params = numbers(parameterCount(shape.sizes), 1, 0.3);
  const three = numbers(3, 2);
  const points = Float64Array.from({ length: shape.points }, (_, p) => three[p % 3]);
  const { gradient } = await compute(shape, params, points, new Float64Array(shape.points).fill(1 / 1024));
  const counts = [0, 1, 2].map((k) => Math.ceil((shape.points - k) / 3) / 1024);
  const expected = gradientOracle({ ...shape, points: 3 }, params, three, counts);
  // Sums of 32 products of a tile and of 469 tiles in each of two shares, all of one sign: 500 roundings of 6e-8.
  expect(error(gradient, expected)).toBeLessThan(3e-5);
});

describe('against exact derivatives', () => {
  it('one neuron: tanh(a x + b y)', async () => {
    const shape: JetShape = { sizes: [2, 1, 1], channels: upTo(4), points: 40, activation: 'tanh' };
    const [a, b] = [0.75, -1.25];
    const x = numbers(80, 5);
    const cotangent = new Float64Array(15 * 40);
    const { channels } = await compute(shape, [a, b, 0, 1, 0], x, cotangent);
    const expected = upTo(4).flatMap(([i, j]) =>
      Array.from({ length: 40 }, (_, p) => {
        const t = Math.tanh(a * x[2 * p] + b * x[2 * p + 1]);
        const d = 1 - t * t;
        const tanhs = [t, d, -2 * t * d, d * (6 * t * t - 2), d * t * (16 - 24 * t * t)];
        return a ** i * b ** j * tanhs[i + j];
      }),
    );
    // 1 - t^2 cancels: half an ulp of 1, times the polynomials of the derivatives (at most 20) and a^i b^j (at most 2.5).
    expect(error(channels, Float64Array.from(expected))).toBeLessThan(5e-6);
  });

  it('saturates without overflow', async () => {
    const shape: JetShape = { sizes: [1, 1, 1], channels: [[0], [1]], points: 4, activation: 'tanh' };
    const { channels } = await compute(shape, [1, 0, 1, 0], [-1000, -60, 60, 1e30], new Float64Array(8));
    expect([...channels]).toEqual([-1, -1, 1, 1, 0, 0, 0, 0]);
  });
});

describe('against the reference network', () => {
  const json: { arrays: Record<string, number[]>; sizes: number[]; nu: number } = JSON.parse(
    readFileSync(new URL('./reference.json', import.meta.url), 'utf8'),
  );
  const { arrays, sizes, nu } = json;
  const channels = BURGERS.concat([
    [1, 1],
    [0, 2],
    [3, 0],
  ]);
  const names = ['u', 'u_x', 'u_t', 'u_xx', 'u_xt', 'u_tt', 'u_xxx'];

  it('derivatives and gradient of the residual', async () => {
    const points = arrays.points.length / 2;
    const shape: JetShape = { sizes, channels, points, activation: 'tanh' };
    const flat = (kind: string): number[] =>
      sizes.slice(1).flatMap((outputs, k) => {
        const w = arrays[`${kind}.w${k}`];
        const inputs = sizes[k];
        // The reference keeps W as [out, in].
        const turned = Array.from(
          { length: inputs * outputs },
          (_, e) => w[(e % outputs) * inputs + Math.floor(e / outputs)],
        );
        return [...turned, ...arrays[`${kind}.b${k}`]];
      });
    const { u, u_x, residual } = arrays;
    const cotangent = new Float64Array(channels.length * points);
    residual.forEach((r, p) => {
      const g = (2 * r) / points;
      cotangent[p] = g * u_x[p];
      cotangent[points + p] = g * u[p];
      cotangent[2 * points + p] = g;
      cotangent[3 * points + p] = -nu * g;
    });
    const result = await compute(shape, flat('weight'), arrays.points, cotangent);
    names.forEach((name, c) => {
      const got = result.channels.slice(c * points, (c + 1) * points);
      expect(error(got, Float64Array.from(arrays[name])), name).toBeLessThan(2e-5);
    });
    const expected = flat('grad');
    let at = 0;
    sizes.slice(1).forEach((outputs, k) => {
      const length = (sizes[k] + 1) * outputs;
      const got = result.gradient.slice(at, at + length);
      expect(error(got, Float64Array.from(expected.slice(at, at + length))), `layer ${k}`).toBeLessThan(2e-5);
      at += length;
    });
  });
});
