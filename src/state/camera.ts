import type { PaneCamera } from '../worker/protocol';

/** [xmin, xmax, ymin, ymax]. */
export type Extent = readonly [number, number, number, number];
export type Size = readonly [number, number];

/** The map camera's limits: from a tenth of the domain's size on the screen to a thousandfold close-up. */
const ZOOM = [0.25, 400] as const;

/** Pixels per domain unit: at zoom 1 the whole domain fits into the pane. */
export function pixelScale(extent: Extent, size: Size, camera: PaneCamera): number {
  const [x0, x1, y0, y1] = extent;
  return Math.min(size[0] / (x1 - x0), size[1] / (y1 - y0)) * camera.zoom;
}

/** The domain point under a pixel; pixels count from the pane's upper left corner. */
export function toDomain(extent: Extent, size: Size, camera: PaneCamera, pixel: Size): [number, number] {
  const scale = pixelScale(extent, size, camera);
  return [camera.center[0] + (pixel[0] - size[0] / 2) / scale, camera.center[1] - (pixel[1] - size[1] / 2) / scale];
}

/** The pixel of a domain point; inverse of {@link toDomain}. */
export function toPixel(extent: Extent, size: Size, camera: PaneCamera, point: Size): [number, number] {
  const scale = pixelScale(extent, size, camera);
  return [size[0] / 2 + (point[0] - camera.center[0]) * scale, size[1] / 2 - (point[1] - camera.center[1]) * scale];
}

/** Zooms by `factor` so that the point under `pixel` stays where it is. */
export function zoomAt(extent: Extent, size: Size, camera: PaneCamera, pixel: Size, factor: number): Pick<PaneCamera, 'center' | 'zoom'> {
  const zoom = Math.min(ZOOM[1], Math.max(ZOOM[0], camera.zoom * factor));
  const fixed = toDomain(extent, size, camera, pixel);
  const moved = toDomain(extent, size, { ...camera, zoom }, pixel);
  const center: [number, number] = [camera.center[0] + fixed[0] - moved[0], camera.center[1] + fixed[1] - moved[1]];
  return { zoom, center: inside(extent, center) };
}

/** Moves the picture by pixels; the centre stays within the domain. */
export function panBy(extent: Extent, size: Size, camera: PaneCamera, pixels: Size): Pick<PaneCamera, 'center'> {
  const scale = pixelScale(extent, size, camera);
  return { center: inside(extent, [camera.center[0] - pixels[0] / scale, camera.center[1] + pixels[1] / scale]) };
}

/** Turns a surface by pixels; elevation stays between flat and from above. */
export function orbitBy(camera: PaneCamera, pixels: Size): Pick<PaneCamera, 'orbit'> {
  const elevation = Math.min(Math.PI / 2, Math.max(0.05, camera.orbit[1] + pixels[1] * 0.008));
  return { orbit: [camera.orbit[0] - pixels[0] * 0.008, elevation] };
}

export function contains([x0, x1, y0, y1]: Extent, [x, y]: Size): boolean {
  return x >= x0 && x <= x1 && y >= y0 && y <= y1;
}

/**
 * Columns for `count` panes in a box, so that a domain of this aspect (width over height) is drawn largest.
 * `chrome`: height in pixels that each pane spends on its bars.
 */
export function bestColumns(count: number, box: Size, aspect: number, chrome: number): number {
  let best = 1;
  let largest = 0;
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const width = box[0] / columns;
    const height = Math.max(1, box[1] / rows - chrome);
    const drawn = Math.min(width, height * aspect);
    if (drawn > largest * 1.001) {
      largest = drawn;
      best = columns;
    }
  }
  return best;
}

function inside([x0, x1, y0, y1]: Extent, [x, y]: Size): [number, number] {
  return [Math.min(x1, Math.max(x0, x)), Math.min(y1, Math.max(y0, y))];
}
