import { COLORMAP_SIZE, type ColormapName } from './index';
import { TABLES } from './tables';

// Apart from the names of the maps: the page loads their colours after the solver.

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
