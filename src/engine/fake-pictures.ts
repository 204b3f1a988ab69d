import type { FieldInfo, PaneCamera, PaneRange, PaneSettings } from '../worker/protocol';
import { colourOf } from './fake-colours';

/** What the engine for tests shows: analytic vortices, painted with the 2D canvas. */
export const FIELDS: readonly FieldInfo[] = [
  { name: 'speed', title: 'Speed', latex: '|\\mathbf{u}|', unit: '', kind: 'sequential' },
  { name: 'vorticity', title: 'Vorticity', latex: '\\omega', unit: '', kind: 'diverging' },
  { name: 'p', title: 'Pressure', latex: 'p', unit: '', kind: 'diverging' },
  { name: 'u', title: 'Velocity, x', latex: 'u', unit: '', kind: 'diverging' },
  { name: 'v', title: 'Velocity, y', latex: 'v', unit: '', kind: 'diverging' },
];
const TEXELS = 96;

/** Its domain: [x0, x1, y0, y1]. */
type Extent = readonly [number, number, number, number];

export interface FakePane {
  canvas: OffscreenCanvas;
  settings: PaneSettings | null;
  camera: PaneCamera;
  range: PaneRange;
}

/** A field of the vortices at a place and time. */
export function vortexAt(field: string, x: number, y: number, [x0, x1, y0, y1]: Extent, t: number): number {
  const s = (x - x0) / (x1 - x0);
  const r = (y - y0) / (y1 - y0);
  const grow = 1 - Math.exp(-t);
  const cx = 0.55 + 0.08 * Math.sin(t);
  const d2 = (s - cx) ** 2 + (r - 0.6) ** 2;
  const swirl = Math.exp(-9 * d2) * (0.3 + 0.7 * grow);
  const wall = 16 * s * (1 - s) * r * (1 - r);
  const u = wall * swirl * 4 * (r - 0.6) + r ** 12 * (1 - (2 * s - 1) ** 20);
  const v = -wall * swirl * 4 * (s - cx) + 0.1 * Math.sin(8 * s + t) * wall;
  if (field === 'u') return u;
  if (field === 'v') return v;
  if (field === 'p') return 0.3 * swirl - 0.1 * wall;
  if (field === 'vorticity') return -8 * swirl * wall * (1 - 9 * d2) + 6 * r ** 12 - 3 * (1 - wall) ** 6 * s;
  return Math.hypot(u, v);
}

/** Paints a pane, and notes the range of its colours. */
export function paintFake(
  pane: FakePane,
  [x0, x1, y0, y1]: Extent,
  background: string,
  value: (field: string, x: number, y: number) => number,
): void {
  const context = pane.canvas.getContext('2d');
  if (!context || !pane.settings) return;
  const { field } = pane.settings;
  const columns = TEXELS;
  const rows = Math.max(8, Math.round((TEXELS * (y1 - y0)) / (x1 - x0)));
  const values = Float64Array.from({ length: columns * rows }, (_, i) =>
    value(
      field,
      x0 + ((i % columns) + 0.5) * ((x1 - x0) / columns),
      y1 - (Math.floor(i / columns) + 0.5) * ((y1 - y0) / rows),
    ),
  );
  const diverging = FIELDS.find(({ name }) => name === field)?.kind === 'diverging';
  const top = values.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-9);
  pane.range = diverging ? [-top, top, -top, top] : [0, top, 0, top];
  const texels = new OffscreenCanvas(columns, rows);
  const small = texels.getContext('2d');
  if (!small) return;
  const image = small.createImageData(columns, rows);
  values.forEach((one, i) => {
    image.data.set(colourOf(one / top, diverging), 4 * i);
  });
  small.putImageData(image, 0, 0);
  const { width, height } = pane.canvas;
  const fit = Math.min(width / (x1 - x0), height / (y1 - y0)) * pane.camera.zoom;
  context.fillStyle = background;
  context.fillRect(0, 0, width, height);
  context.drawImage(
    texels,
    width / 2 + (x0 - pane.camera.center[0]) * fit,
    height / 2 - (y1 - pane.camera.center[1]) * fit,
    (x1 - x0) * fit,
    (y1 - y0) * fit,
  );
}
