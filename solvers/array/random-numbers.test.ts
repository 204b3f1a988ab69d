import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';
import { checkOnDevice } from './derivatives.testing';
import { erfF64 } from './erf';

const N = 20_000;
const moment = (values: Float64Array, k: number) => values.reduce((sum, v) => sum + v ** k, 0) / values.length;

describe('random numbers, in f64', () => {
  it('have the moments of their distributions', () => {
    const [u, z, w] = A.interpret([
      A.randomUniform([N], { seed: 1 }),
      A.randomNormal([N], { seed: 2 }),
      A.randomWhole([N], 7, { seed: 3 }),
    ]);
    // Five standard deviations of the mean of N: of u - 1/2 1/sqrt(12 N), of z^k sqrt((2k)!! - ...) / sqrt(N).
    const five = 5 / Math.sqrt(N);
    expect(Math.abs(moment(u, 1) - 1 / 2)).toBeLessThan(five / Math.sqrt(12));
    expect(Math.abs(moment(u, 2) - 1 / 3)).toBeLessThan(five * Math.sqrt(4 / 45));
    expect(Math.abs(moment(z, 1))).toBeLessThan(five);
    expect(Math.abs(moment(z, 2) - 1)).toBeLessThan(five * Math.sqrt(2));
    expect(Math.abs(moment(z, 3))).toBeLessThan(five * Math.sqrt(15));
    expect(Math.abs(moment(z, 4) - 3)).toBeLessThan(five * Math.sqrt(96));
    for (let k = 0; k < 7; k++) {
      const share = w.filter((v) => v === k).length / N;
      expect(Math.abs(share - 1 / 7)).toBeLessThan(five * Math.sqrt(6 / 49));
    }
    expect(Math.min(...u) > 0 && Math.max(...u) < 1).toBe(true);
  });

  it('normal ones are the inverse of the distribution function at uniform ones', () => {
    const [u, z] = A.interpret([A.randomUniform([N], { seed: 9 }), A.randomNormal([N], { seed: 9 })]);
    // Giles gives a relative error of 3.5e-7 of erfinv; the density of x = erf(z / sqrt 2) per z is below 0.8.
    u.forEach((v, k) => {
      expect(Math.abs(erfF64(z[k] / Math.SQRT2) - (2 * v - 1))).toBeLessThan(0.8 * 4e-7 * Math.abs(z[k]) + 1e-15);
    });
  });

  it('differ from step to step and seed to seed, without correlation', () => {
    const draw = (seed: number, step: number) => A.sub(A.randomUniform([N], { seed, step }), 0.5);
    const pairs = [
      [draw(1, 0), draw(1, 1)],
      [draw(1, 0), draw(2, 0)],
      [draw(1, 1), draw(2, 0)],
    ];
    for (const [product] of A.interpret(pairs.map(([a, b]) => A.mean(A.mul(a, b))))) {
      expect(Math.abs(product)).toBeLessThan(5 / 12 / Math.sqrt(N));
    }
  });

  it('have no derivative, and refuse what is no seed', () => {
    const step = A.variable('step', []);
    const [g] = A.interpret(A.grad(A.sum(A.randomNormal([3], { seed: 1, step })), [step]), new Map([[step, [3]]]));
    expect([...g]).toEqual([0]);
    expect(() => A.randomUniform([3], { seed: -1 })).toThrow(/seed = -1 is too small/);
  });
});

describe('on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  it('uniform and whole ones have the same bits, normal ones 2e-6 of their size', async () => {
    const step = A.variable('step', []);
    const seed = 4294967295;
    const u = A.randomUniform([37, 53], { seed, step });
    const w = A.randomWhole([37, 53], 1000, { seed, step });
    const z = A.randomNormal([37, 53], { seed, step });
    const given = new Map([[step, [16777215]]]);
    await checkOnDevice(gpu, { u, w }, 1e-30, given);
    const [exact] = A.interpret([z], given);
    await checkOnDevice(gpu, { ratio: A.div(z, A.constant(exact, z.shape)) }, 2e-6, given);
  });
});
