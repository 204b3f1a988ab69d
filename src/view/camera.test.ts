import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultCamera, domainToScreen, type Extent, panBy, screenToDomain, visibleRectangle, zoomAt } from './camera';

const extent: Extent = [-1, 3, 0, 1];
const camera = defaultCamera(extent);
const coordinate = fc.double({ min: -50, max: 900, noNaN: true });
const zoom = fc.double({ min: 0.5, max: 300, noNaN: true });

test('screen to domain and back is the identity', () => {
  fc.assert(
    fc.property(coordinate, coordinate, zoom, (x, y, z) => {
      const view = { ...camera, zoom: z };
      const [px, py] = screenToDomain(view, extent, [601, 399], x, y);
      const [sx, sy] = domainToScreen(view, extent, [601, 399], px, py);
      // A few roundings of numbers below 1e3, amplified by the zoom: 1e-9 of a pixel is generous.
      expect(Math.abs(sx - x) + Math.abs(sy - y)).toBeLessThan(1e-9);
    }),
  );
});

test('a picture of x and a long time is stretched to a shape that fits, and the way back is the same', () => {
  const long: Extent = [0, 1, 0, 500];
  const view = defaultCamera(long);
  const [left, bottom] = domainToScreen(view, long, [900, 600], 0, 0);
  const [right, top] = domainToScreen(view, long, [900, 600], 1, 500);
  expect((right - left) / (bottom - top)).toBeCloseTo(1.5, 9);
  expect(bottom - top).toBeGreaterThan(500);
  const [x, y] = screenToDomain(view, long, [900, 600], left + 100, top + 100);
  expect(domainToScreen(view, long, [900, 600], x, y)[1]).toBeCloseTo(top + 100, 9);
  const seen = visibleRectangle(view, long, [900, 600]);
  expect(seen[2]).toBeLessThan(0);
  expect(seen[3]).toBeLessThan(600);
});

test('y grows upwards and pixels are square', () => {
  const [x0, y0] = screenToDomain(camera, extent, [600, 400], 100, 100);
  const [x1, y1] = screenToDomain(camera, extent, [600, 400], 110, 110);
  expect(x1).toBeGreaterThan(x0);
  expect(y1).toBeLessThan(y0);
  expect(x1 - x0).toBeCloseTo(y0 - y1, 12);
});

test.each([
  [600, 400],
  [390, 844],
  [1000, 100],
  [333, 333],
] as const)('the domain fits a %i x %i pane with a margin', (width, height) => {
  const [x0, y1] = domainToScreen(camera, extent, [width, height], -1, 0);
  const [x1, y0] = domainToScreen(camera, extent, [width, height], 3, 1);
  const border = 0.045 * Math.min(width, height);
  const gaps = [x0, width - x1, y0, height - y1];
  for (const gap of gaps) expect(gap).toBeGreaterThan(border - 1e-9);
  expect(Math.min(...gaps)).toBeCloseTo(border, 9);
});

test('zooming keeps the point under the pointer, unless the centre would leave the domain', () => {
  const before = screenToDomain(camera, extent, [600, 400], 400, 220);
  const closer = zoomAt(camera, extent, [600, 400], 400, 220, 3);
  const after = screenToDomain(closer, extent, [600, 400], 400, 220);
  expect(closer.zoom).toBe(3);
  expect(after[0]).toBeCloseTo(before[0], 12);
  expect(after[1]).toBeCloseTo(before[1], 12);
});

test('dragging moves the picture with the pointer and stops at the domain', () => {
  const closer = { ...camera, zoom: 4 };
  const grabbed = screenToDomain(closer, extent, [600, 400], 300, 200);
  const moved = panBy(closer, extent, [600, 400], 25, -10);
  const under = screenToDomain(moved, extent, [600, 400], 325, 190);
  expect(under[0]).toBeCloseTo(grabbed[0], 12);
  expect(under[1]).toBeCloseTo(grabbed[1], 12);
  expect(panBy(closer, extent, [600, 400], 1e9, 0).center[0]).toBe(-1);
});

test('the visible rectangle has the corners of the pane', () => {
  const [x0, x1, y0, y1] = visibleRectangle(camera, extent, [600, 400]);
  expect(screenToDomain(camera, extent, [600, 400], 0, 400)).toEqual([x0, y0]);
  expect(screenToDomain(camera, extent, [600, 400], 600, 0)).toEqual([x1, y1]);
});
