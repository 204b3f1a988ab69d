export type ColormapName = 'viridis' | 'cividis' | 'inferno' | 'batlow' | 'vik' | 'roma' | 'berlin';

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
