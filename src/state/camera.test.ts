import { describe, expect, it } from 'vitest';
import { bestColumns, type Extent, orbitBy, panBy, toDomain, toPixel, zoomAt } from './camera';

const extent: Extent = [0, 2.2, 0, 0.41];
const size = [600, 300] as const;
const camera = { center: [1.1, 0.205] as const, zoom: 1, orbit: [0, 0.5] as const };

describe('the map camera', () => {
  it('fits the domain at zoom 1', () => {
    expect(toPixel(extent, size, camera, [0, 0.205])).toEqual([0, 150]);
    expect(toPixel(extent, size, camera, [2.2, 0.205])[0]).toBeCloseTo(600, 9);
  });
  it('goes to pixels and back', () => {
    const point = toDomain(extent, size, { ...camera, zoom: 3.7 }, [123, 45]);
    const [x, y] = toPixel(extent, size, { ...camera, zoom: 3.7 }, point);
    expect(x).toBeCloseTo(123, 9);
    expect(y).toBeCloseTo(45, 9);
  });
  it('keeps the point under the pointer while zooming', () => {
    const before = toDomain(extent, size, camera, [200, 160]);
    const zoomed = { ...camera, ...zoomAt(extent, size, camera, [200, 160], 2.5) };
    const after = toDomain(extent, size, zoomed, [200, 160]);
    expect(after[0]).toBeCloseTo(before[0], 9);
    expect(after[1]).toBeCloseTo(before[1], 9);
  });
  it('moves with the hand and stops at the edge', () => {
    expect(panBy(extent, size, camera, [60, 0]).center[0]).toBeCloseTo(1.1 - (60 / 600) * 2.2, 9);
    expect(panBy(extent, size, camera, [1e6, 0]).center[0]).toBe(0);
  });
  it('never turns a surface upside down', () => {
    expect(orbitBy(camera, [0, 1e5]).orbit[1]).toBe(Math.PI / 2);
    expect(orbitBy(camera, [0, -1e5]).orbit[1]).toBe(0.05);
  });
});

describe('pane layout', () => {
  it('stacks wide domains and sets square ones side by side', () => {
    expect(bestColumns(2, [860, 600], 5.4, 80)).toBe(1);
    expect(bestColumns(2, [860, 600], 1, 80)).toBe(2);
    expect(bestColumns(4, [860, 600], 1, 80)).toBe(2);
    expect(bestColumns(1, [860, 600], 1, 80)).toBe(1);
  });
});
