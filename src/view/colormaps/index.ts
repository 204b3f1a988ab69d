import { TABLES } from './tables';

export type ColormapName = keyof typeof TABLES;

export interface Colormap {
  readonly name: ColormapName;
  readonly title: string;
  /** Diverging maps are centred at 0 by the renderer. */
  readonly diverging: boolean;
  /** True where particles and lines must be dark to be seen. */
  readonly light: boolean;
}

/** Perceptual maps that survive common colour-vision deficiencies, in the order of the picker. */
export const COLORMAPS: readonly Colormap[] = [
  { name: 'viridis', title: 'Viridis', diverging: false, light: false },
  { name: 'cividis', title: 'Cividis', diverging: false, light: false },
  { name: 'inferno', title: 'Inferno', diverging: false, light: false },
  { name: 'batlow', title: 'Batlow', diverging: false, light: false },
  { name: 'vik', title: 'Vik', diverging: true, light: true },
  { name: 'roma', title: 'Roma', diverging: true, light: true },
  { name: 'berlin', title: 'Berlin', diverging: true, light: false },
];

/** Entries of a table. */
export const COLORMAP_SIZE = 256;

/** The map of that name; an unknown name gives viridis. */
export function colormap(name: string): Colormap {
  return COLORMAPS.find((map) => map.name === name) ?? COLORMAPS[0]!;
}

/** The 256 sRGB triples of a map, low to high: 768 bytes. */
export function colormapBytes(name: ColormapName): Uint8Array {
  return Uint8Array.from(atob(TABLES[name]), (character) => character.charCodeAt(0));
}

/** A CSS gradient of a map, low at the left, for the colour bar. */
export function colormapGradient(name: ColormapName, direction = 'to right'): string {
  const bytes = colormapBytes(name);
  const stops = Array.from({ length: 33 }, (_, k) => {
    const at = 3 * Math.round((k * (COLORMAP_SIZE - 1)) / 32);
    return `rgb(${bytes[at]} ${bytes[at + 1]} ${bytes[at + 2]})`;
  });
  return `linear-gradient(${direction}, ${stops.join(', ')})`;
}
