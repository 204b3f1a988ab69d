import './field-map.css';
import { useEffect, useRef } from 'react';
import { COLORMAP_SIZE, type ColormapName } from '../view/colormaps';
import { colormapBytes } from '../view/colormaps/colours';
import { useStudioState } from './studio';

/** Maps that look like nothing where there is nothing, by theme. */
const MAPS: Readonly<Record<'light' | 'dark', Readonly<Record<'sequential' | 'diverging', ColormapName>>>> = {
  light: { sequential: 'viridis', diverging: 'vik' },
  dark: { sequential: 'inferno', diverging: 'berlin' },
};

/** A field as it stands on its grid, a point a square: what a coarse grid leaves out is seen. */
export function FieldMap({
  title,
  values,
  shape: [ny, nx],
  range: [low, high],
  kind,
}: {
  readonly title: string;
  readonly values: Float32Array;
  readonly shape: readonly [number, number];
  readonly range: readonly [number, number];
  readonly kind: 'sequential' | 'diverging';
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useStudioState((state) => state.theme);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const bytes = colormapBytes(MAPS[theme][kind]);
    const image = context.createImageData(nx, ny);
    const scale = high > low ? (COLORMAP_SIZE - 1) / (high - low) : 0;
    for (const [at, value] of values.entries()) {
      const colour = 3 * Math.max(0, Math.min(COLORMAP_SIZE - 1, Math.round((value - low) * scale)));
      // Upwards on the page is up in the domain.
      const to = 4 * ((ny - 1 - Math.floor(at / nx)) * nx + (at % nx));
      image.data.set(bytes.subarray(colour, colour + 3), to);
      image.data[to + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [values, nx, ny, low, high, kind, theme]);
  return (
    <figure className="field-map">
      <canvas ref={canvas} width={nx} height={ny} role="img" aria-label={`${title}, ${nx} by ${ny} points`} />
      <figcaption>{title}</figcaption>
    </figure>
  );
}

/** From the least to the largest value; about 0 where the kind has a middle. */
export function rangeOf(values: Float32Array, kind: 'sequential' | 'diverging'): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const most = Math.max(Math.abs(low), Math.abs(high));
  return kind === 'diverging' ? [-most, most] : [low, high];
}
