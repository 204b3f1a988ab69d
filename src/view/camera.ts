import type { PaneCamera } from '../worker/protocol';

/** [xmin, xmax, ymin, ymax] in domain units. */
export type Extent = readonly [number, number, number, number];
/** Width and height in device pixels. */
export type Pixels = readonly [number, number];

/** Free border around the domain at zoom 1, as a fraction of the pane's shorter side. */
const MARGIN = 0.045;
const ZOOM_RANGE = [0.5, 400] as const;
/** Elevations stay off the poles, where the azimuth would have no meaning. */
const ELEVATION_RANGE: readonly [number, number] = [0.08, 1.5];

/** What is so many times as long as wide is no shape any more: its axes are of different kinds, such as x and t. */
const LONGEST = 20;
/** Width over height of such a picture. */
const SHAPE = 1.5;

/** Device pixels of a unit of y over those of a unit of x: 1, but for domains that would be drawn as a thread. */
export function stretchOf([x0, x1, y0, y1]: Extent): number {
  const aspect = (x1 - x0) / (y1 - y0);
  return aspect > LONGEST || aspect < 1 / LONGEST ? aspect / SHAPE : 1;
}

/** The whole domain, centred; surfaces are seen from the south-west, from above. */
export function defaultCamera(extent: Extent): PaneCamera {
  const [x0, x1, y0, y1] = extent;
  return { center: [(x0 + x1) / 2, (y0 + y1) / 2], zoom: 1, orbit: [-0.6, 0.72] };
}

/** Device pixels per domain unit along x, and along y but for {@link stretchOf}; at zoom 1 the domain just fits inside the margin. */
export function pixelsPerUnit(camera: PaneCamera, extent: Extent, pixels: Pixels): number {
  const [x0, x1, y0, y1] = extent;
  const [width, height] = pixels;
  const free = 1 - (2 * MARGIN * Math.min(width, height)) / Math.max(width, height);
  const border = 1 - 2 * MARGIN;
  const [fx, fy] = width < height ? [border, free] : [free, border];
  return camera.zoom * Math.min((width * fx) / (x1 - x0), (height * fy) / ((y1 - y0) * stretchOf(extent)));
}

/** Domain coordinates of the point (x, y) in device pixels from the pane's top left corner. */
export function screenToDomain(
  camera: PaneCamera,
  extent: Extent,
  pixels: Pixels,
  x: number,
  y: number,
): [number, number] {
  const scale = pixelsPerUnit(camera, extent, pixels);
  const up = scale * stretchOf(extent);
  return [camera.center[0] + (x - pixels[0] / 2) / scale, camera.center[1] - (y - pixels[1] / 2) / up];
}

/** Device pixels from the pane's top left corner of the domain point (x, y): the inverse of {@link screenToDomain}. */
export function domainToScreen(
  camera: PaneCamera,
  extent: Extent,
  pixels: Pixels,
  x: number,
  y: number,
): [number, number] {
  const scale = pixelsPerUnit(camera, extent, pixels);
  const up = scale * stretchOf(extent);
  return [pixels[0] / 2 + (x - camera.center[0]) * scale, pixels[1] / 2 - (y - camera.center[1]) * up];
}

/** What the pane shows, in domain units; reaches beyond the domain where the pane does. */
export function visibleRectangle(camera: PaneCamera, extent: Extent, pixels: Pixels): Extent {
  const scale = pixelsPerUnit(camera, extent, pixels);
  const [x, y] = camera.center;
  const [w, h] = [pixels[0] / (2 * scale), pixels[1] / (2 * scale * stretchOf(extent))];
  return [x - w, x + w, y - h, y + h];
}

/** Moves the picture by (dx, dy) device pixels; the centre stays inside the domain. */
export function panBy(camera: PaneCamera, extent: Extent, pixels: Pixels, dx: number, dy: number): PaneCamera {
  const scale = pixelsPerUnit(camera, extent, pixels);
  const up = scale * stretchOf(extent);
  return { ...camera, center: inside(extent, camera.center[0] - dx / scale, camera.center[1] + dy / up) };
}

/** Zooms by `factor` and keeps the domain point under the pixel (x, y) where it is. */
export function zoomAt(
  camera: PaneCamera,
  extent: Extent,
  pixels: Pixels,
  x: number,
  y: number,
  factor: number,
): PaneCamera {
  const zoom = clamp(camera.zoom * factor, ...ZOOM_RANGE);
  const [px, py] = screenToDomain(camera, extent, pixels, x, y);
  const ratio = camera.zoom / zoom;
  const [cx, cy] = camera.center;
  return { ...camera, zoom, center: inside(extent, px + (cx - px) * ratio, py + (cy - py) * ratio) };
}

/** Turns a surface by angles in radians, down to an elevation. */
export function orbitBy(
  camera: PaneCamera,
  azimuth: number,
  elevation: number,
  lowest = ELEVATION_RANGE[0],
): PaneCamera {
  const [a, e] = camera.orbit;
  return { ...camera, orbit: [a + azimuth, clamp(e + elevation, lowest, ELEVATION_RANGE[1])] };
}

function inside(extent: Extent, x: number, y: number): [number, number] {
  return [clamp(x, extent[0], extent[1]), clamp(y, extent[2], extent[3])];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
