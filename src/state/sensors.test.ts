import { describe, expect, it } from 'vitest';
import { applySettings, presetById, resolve, type Scene } from '../../scenes';
import { noiseOf, scattered, sensorsOf, withoutSensor, withReadings, withSensor } from './sensors';

const burgers = presetById('burgers-inverse').scene;
const darcy = presetById('darcy-inverse').scene;
const spread = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
};

describe('sensors by hand', () => {
  it('stand where those of a scene stand, given or drawn by its seed', () => {
    const given = sensorsOf(burgers, 'u');
    expect([given.length, given[0], given[99]]).toEqual([100, [-0.7106, 0.8936], [-0.242, 0.4019]]);
    expect(sensorsOf({ ...burgers, data: [] }, 'u')).toEqual([]);
    const drawn = { ...burgers, exact: { u: 'x + t' }, data: [{ field: 'u', count: 5, noise: 0.1 }] };
    expect([sensorsOf(drawn, 'u').length, noiseOf(drawn, 'u')]).toEqual([5, 0.1]);
  });

  it('are dropped to what the finest grid tells apart, inside the domain and outside bodies', () => {
    // A quarter of a cell of the finest grid is 1 / 2^14 of the time: five digits.
    expect(withSensor(burgers, [], [0.123456789, 1])).toEqual([[0.12346, 1]]);
    for (const at of [
      [-1.01, 0.5],
      [0, 1.01],
      [0, -0.01],
      [Number.NaN, 0],
    ] as const) {
      expect(() => withSensor(burgers, [], at)).toThrow(/^That is outside the domain: no sensor was dropped\.$/);
    }
    const walled: Scene = { ...darcy, obstacles: [{ name: 'wall 1', path: [[0.5, 0.5]], radius: 0.1 }] };
    expect(() => withSensor(walled, [], [0.55, 0.5])).toThrow(/^That is inside wall 1, .*no sensor was dropped\.$/);
    expect(withSensor(walled, [], [0.65, 0.5])).toHaveLength(1);
  });

  it('are taken away where the hand is near', () => {
    const places = [
      [0.1, 0.1],
      [0.5, 0.5],
      [0.52, 0.5],
    ] as const;
    expect(withoutSensor(darcy, places, [0.53, 0.5], 0.04)).toEqual(places.slice(0, 2));
    expect(withoutSensor(darcy, places, [0.3, 0.3], 0.04)).toBeNull();
    expect(withoutSensor(darcy, [], [0.3, 0.3], 0.04)).toBeNull();
  });

  it('are scattered to a number: the first stay, others come by the seed, outside bodies', () => {
    const given = sensorsOf(burgers, 'u');
    expect(scattered(burgers, given, 3)).toEqual(given.slice(0, 3));
    const more = scattered(burgers, given, 130);
    expect(more.slice(0, 100)).toEqual(given);
    expect(scattered(burgers, more.slice(0, 110), 130)).toEqual(more);
    expect(new Set(more.map(String)).size).toBe(130);
    expect(scattered({ ...burgers, seed: 4 }, given, 101).at(-1)).not.toEqual(more[100]);
    const body = { ...darcy, obstacles: [{ name: 'disc', distance: '0.4 - sqrt((x - 0.5)^2 + (y - 0.5)^2)' }] };
    const free = scattered(body, [], 40);
    expect(free).toHaveLength(40);
    // Outside of the body is inside the disc, as far as places are rounded.
    for (const [x, y] of free) expect(Math.hypot(x - 0.5, y - 0.5)).toBeLessThan(0.4 + 1e-4);
  });

  it('read the truth with noise relative to its spread, the same each time, and are part of the scene', () => {
    const places = scattered(burgers, [], 200);
    const truth = places.map(([x, t]) => Math.sin(3 * x) + t);
    const at = (noise: number) => withReadings({ ...burgers, expect: { loss: { max: 1 } } }, 'u', places, truth, noise);
    const clean = at(0);
    expect(clean.expect).toBeUndefined();
    expect(sensorsOf(clean, 'u')).toEqual(places);
    const [own] = resolve(clean).problem.data!;
    // Five digits.
    for (const [k, value] of own!.values.entries()) expect(Math.abs(value / truth[k]! - 1)).toBeLessThan(5e-5);
    const noisy = at(0.1);
    expect(at(0.1)).toEqual(noisy);
    expect(noiseOf(noisy, 'u')).toBe(0.1);
    const noise = Array.from(resolve(noisy).problem.data![0]!.values, (value, k) => value - truth[k]!);
    // 200 draws know their deviation to 1 / sqrt(400) = 5 %: four times that.
    expect(Math.abs(spread(noise) / (0.1 * spread(truth)) - 1)).toBeLessThan(0.2);
  });

  it('must be one at least, and sensors of other unknowns stay', () => {
    expect(() => withReadings(burgers, 'u', [], [], 0.1)).toThrow(
      /^That was the last sensor: without one nothing tells nu, so it stays\.$/,
    );
    const two = applySettings(presetById('schroedinger').scene, [
      'data=[{"field":"v","at":{"x":[0],"t":[0]},"values":[1]}]',
    ]);
    expect(withReadings(two, 'u', [[0.5, 0.5]], [2], 0).data!.map(({ field }) => field)).toEqual(['v', 'u']);
  });
});
