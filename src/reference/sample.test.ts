import { describe, expect, test } from 'vitest';
import { sampleField } from './sample';

const line = (points: Float64Array, value: (x: number) => number) => ({
  name: 'u',
  shape: [points.length],
  data: points.map(value),
  coordinates: { x: points },
});
const uniform = (n: number, min: number, max: number) =>
  Float64Array.from({ length: n }, (_, k) => min + ((max - min) * k) / (n - 1));
const worst = (got: Float64Array, places: Float64Array, value: (x: number) => number) =>
  Math.max(...got.map((own, k) => Math.abs(own - value(places[k]!))));
const places = uniform(997, 0, 1);

describe('a field between its points', () => {
  test('keeps its digits on a periodic axis, with and without the repeated end', () => {
    const wave = (x: number) => Math.sin(2 * Math.PI * x) + Math.cos(10 * Math.PI * x) / 2;
    const open = Float64Array.from({ length: 64 }, (_, k) => k / 64);
    // Twelve points: (h k)^12 / 12! times (5.5!!/2^6)^2-like factors; h k = 2 pi 5 / 64 = 0.49 gives 6e-8 * 0.5.
    expect(worst(sampleField(line(open, wave), { x: places }, { x: 1 }), places, wave)).toBeLessThan(1e-7);
    expect(worst(sampleField(line(uniform(65, 0, 1), wave), { x: places }, { x: 1 }), places, wave)).toBeLessThan(1e-7);
    // Cell centres begin half a cell in, and places outside the interval are the same a period on.
    const cells = Float64Array.from({ length: 64 }, (_, k) => (k + 0.5) / 64);
    const beyond = places.map((x) => x - 2);
    expect(worst(sampleField(line(cells, wave), { x: beyond }, { x: 1 }), places, wave)).toBeLessThan(1e-7);
  });

  test('keeps its digits on Chebyshev points to the very ends', () => {
    const points = Float64Array.from({ length: 65 }, (_, k) => (1 - Math.cos((Math.PI * k) / 64)) / 2);
    // The fourth interval is 4e-3 wide, its four points on: 20^4 (4e-3)^4 (9/16) / 24 = 1e-6 times exp(-20 x) < 1 and less
    // by the clustering; measured 2.5e-8.
    const steep = (x: number) => Math.exp(-20 * x) + Math.sin(9 * x);
    expect(worst(sampleField(line(points, steep), { x: places }), places, steep)).toBeLessThan(1e-7);
  });

  test('is of order four at the ends of a uniform axis and of order twelve inside', () => {
    const value = (x: number) => Math.exp(3 * x);
    const error = (n: number, at: Float64Array) =>
      worst(sampleField(line(uniform(n, 0, 1), value), { x: at }), at, value);
    // At the same share of the first and last cell.
    const ends = (n: number) => Float64Array.of(0.3 / (n - 1), 1 - 0.3 / (n - 1));
    expect(Math.log2(error(17, ends(17)) / error(33, ends(33)))).toBeGreaterThan(3.75);
    // From 12 cells on there is room for six points on either side of the middle.
    const middle = Float64Array.of(0.51);
    expect(Math.log2(error(13, middle) / error(25, middle))).toBeGreaterThan(10);
  });

  test('is the very value where the points meet, rounding of positions apart', () => {
    const points = uniform(11, 0, 1);
    const rough = line(points, (x) => Math.sign(x - 0.55) * 1e6);
    expect(sampleField(rough, { x: points.map((x) => x + 1e-14) })).toEqual(rough.data);
    expect(sampleField(rough, { x: Float64Array.of(1) })).toEqual(Float64Array.of(1e6));
  });

  test('each axis for itself, the slowest first; few points make a low order', () => {
    const coordinates = { x: Float64Array.of(0, 1), t: Float64Array.of(0, 1, 3), y: Float64Array.of(5) };
    const data = Float64Array.of(0, 1, 10, 11, 30, 31);
    const field = { name: 'u', shape: [3, 1, 2], data, coordinates };
    const got = sampleField(field, { t: Float64Array.of(2), y: Float64Array.of(5), x: Float64Array.of(0.25, 1) });
    expect(got.length).toBe(2);
    // Linear in both: 10 t + x.
    expect(got[0]).toBeCloseTo(20.25, 12);
    expect(got[1]).toBeCloseTo(21, 12);
  });
});
