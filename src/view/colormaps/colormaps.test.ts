import { expect, test } from 'vitest';
import { colormapBytes, colormapGradient } from './colours';
import { COLORMAP_SIZE, COLORMAPS, colormap } from './index';

/** CIE L* of an sRGB triple of bytes (D65, IEC 61966-2-1). */
function lightness(bytes: Uint8Array, k: number): number {
  const [r, g, b] = [0, 1, 2].map((channel) => {
    const c = bytes[3 * k + channel]! / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : (24389 / 27) * y;
}

const lightnesses = (name: (typeof COLORMAPS)[number]['name']) => {
  const bytes = colormapBytes(name);
  return Array.from({ length: COLORMAP_SIZE }, (_, k) => lightness(bytes, k));
};

// Rounding to bytes moves L* by up to half a level of the three channels: below 0.35 on all of these maps.
const ROUNDING = 0.35;

test.each(COLORMAPS.filter((map) => !map.diverging))('$name grows in lightness', ({ name }) => {
  const L = lightnesses(name);
  for (let k = 1; k < L.length; k++) expect(L[k]! - L[k - 1]!).toBeGreaterThan(-ROUNDING);
  expect(L.at(-1)! - L[0]!).toBeGreaterThan(55);
});

test.each(COLORMAPS.filter((map) => map.diverging))('$name turns once, at its middle', ({ name, light }) => {
  const L = lightnesses(name).map((value) => (light ? value : -value));
  const top = L.indexOf(Math.max(...L));
  expect(Math.abs(top - 127.5)).toBeLessThan(12);
  for (let k = 1; k <= top; k++) expect(L[k]! - L[k - 1]!).toBeGreaterThan(-ROUNDING);
  for (let k = top + 1; k < L.length; k++) expect(L[k]! - L[k - 1]!).toBeLessThan(ROUNDING);
});

test('tables hold the published end colours', () => {
  expect([...colormapBytes('viridis').slice(0, 3)]).toEqual([68, 1, 84]);
  expect([...colormapBytes('viridis').slice(-3)]).toEqual([253, 231, 37]);
  expect([...colormapBytes('batlow').slice(0, 3)]).toEqual([1, 25, 89]);
  for (const { name } of COLORMAPS) expect(colormapBytes(name).length).toBe(3 * COLORMAP_SIZE);
});

test('an unknown name gives viridis; the gradient runs from the first to the last colour', () => {
  expect(colormap('jet').name).toBe('viridis');
  expect(colormapGradient('inferno')).toMatch(/^linear-gradient\(to right, rgb\(0 0 4\), .*, rgb\(252 255 164\)\)$/);
});
