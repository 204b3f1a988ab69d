import type { Studio } from '../state/studio';
import { defaultCamera, type Extent, orbitBy, panBy, screenToDomain, zoomAt } from '../view/camera';
import type { PaneCamera } from '../worker/protocol';
import { BrushGestures } from './BrushGestures';
import { formatNumber } from './format';

/** Zoom of one wheel notch of 100 pixels, and of one key press. */
const WHEEL = 1.2;
const KEY_ZOOM = 1.25;
/** The probe's step by arrow keys, as a part of the visible width; with shift ten times that. */
const PROBE_STEP = 0.01;
/** Radians a pixel when a surface is turned. */
const TURN = 0.008;

/**
 * Hands and keys on a pane: drag to pan (or to turn a surface), wheel or two fingers to zoom, double click for the
 * whole domain, hover or arrow keys for the probe; with the brush, pointers and space paint. Returns how to let go.
 */
export function attachGestures(element: HTMLElement, studio: Studio, index: number): () => void {
  const fingers = new Map<number, readonly [number, number]>();
  const here = (event: MouseEvent): [number, number] => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const size = (): [number, number] => [element.clientWidth, element.clientHeight];
  const scene = (): { camera: PaneCamera; extent: Extent; surface: boolean; inSpace: boolean } | null => {
    const { panes, loaded } = studio.store.getState();
    const pane = panes[index];
    const mode = pane?.settings.mode;
    return pane && loaded
      ? { camera: pane.camera, extent: loaded.extent, surface: mode !== 'map', inSpace: mode === 'volume' }
      : null;
  };
  const move = (camera: PaneCamera): void => studio.store.getState().moveCamera(camera);
  const turn = ({ camera, inSpace }: NonNullable<ReturnType<typeof scene>>, azimuth: number, elevation: number): void =>
    move(orbitBy(camera, azimuth, elevation, inSpace ? -1.5 : undefined));

  const probe = (x: number, y: number): void => {
    const { setCursor, cursor, panes } = studio.store.getState();
    const cuts = panes[index]?.settings.cuts;
    if (cuts) {
      void import('./space/pick').then(({ probeInSpace }) => probeInSpace(studio, [x, y, cuts.planes[2]]));
      return;
    }
    setCursor({ x, y, values: cursor?.values ?? null });
    studio.probe(x, y);
  };
  const hover = (pixel: readonly [number, number]): void => {
    const now = scene();
    if (now?.inSpace) void import('./space/pick').then(({ pickInSpace }) => pickInSpace(studio, index, pixel, size()));
    if (!now || now.surface) return;
    const [x, y] = screenToDomain(now.camera, now.extent, size(), ...pixel);
    const [x0, x1, y0, y1] = now.extent;
    if (x >= x0 && x <= x1 && y >= y0 && y <= y1) probe(x, y);
    else studio.store.getState().setCursor(null);
  };

  const brush = new BrushGestures(studio, index);
  const down = (event: PointerEvent): void => {
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, here(event));
    if (brush.active) brush.down(event, here(event), size());
  };
  const drag = (event: PointerEvent): void => {
    const at = here(event);
    if (brush.active && fingers.size < 2) {
      brush.move(event, at, size());
      if (fingers.has(event.pointerId)) fingers.set(event.pointerId, at);
      return;
    }
    const before = fingers.get(event.pointerId);
    const now = scene();
    if (!before || !now) {
      if (event.pointerType === 'mouse') hover(at);
      return;
    }
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, at);
    const [dx, dy] = [at[0] - before[0], at[1] - before[1]];
    if (other) {
      // Two fingers: the point between them stays between them.
      const spread =
        Math.hypot(at[0] - other[0], at[1] - other[1]) /
        Math.max(1, Math.hypot(before[0] - other[0], before[1] - other[1]));
      const panned = panBy(now.camera, now.extent, size(), dx / 2, dy / 2);
      move(zoomAt(panned, now.extent, size(), (at[0] + other[0]) / 2, (at[1] + other[1]) / 2, spread));
    } else if (now.surface) {
      turn(now, -dx * TURN, dy * TURN);
    } else {
      move(panBy(now.camera, now.extent, size(), dx, dy));
    }
  };
  const up = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    brush.up();
    if (brush.active) return;
    if (event.pointerType !== 'mouse') hover(here(event));
  };
  const leave = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && fingers.size === 0) studio.store.getState().setCursor(null);
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const now = scene();
    const notches = (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY) / 100;
    if (now) move(zoomAt(now.camera, now.extent, size(), ...here(event), WHEEL ** -notches));
  };
  const whole = (): void => {
    const now = scene();
    if (now) move(defaultCamera(now.extent));
  };
  const twice = (): void => {
    if (!brush.active) whole();
  };
  const menu = (event: MouseEvent): void => {
    // The right button takes away.
    if (brush.active) event.preventDefault();
  };

  const key = (event: KeyboardEvent): void => {
    const now = scene();
    if (!now || event.ctrlKey || event.metaKey || event.altKey) return;
    const [width, height] = size();
    const arrow = ARROWS[event.key];
    if (brush.active && brush.key(event)) {
      // A key of the brush's own.
    } else if (event.key === '+' || event.key === '=')
      move(zoomAt(now.camera, now.extent, size(), width / 2, height / 2, KEY_ZOOM));
    else if (event.key === '-') move(zoomAt(now.camera, now.extent, size(), width / 2, height / 2, 1 / KEY_ZOOM));
    else if (event.key === '0') whole();
    else if (event.key === 'Escape') studio.store.getState().setCursor(null);
    else if (arrow && now.surface) turn(now, arrow[0] * 0.1, arrow[1] * 0.1);
    else if (arrow) moveProbe(arrow, event.shiftKey ? 10 : 1, now.camera, now.extent);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const moveProbe = (arrow: readonly [number, number], factor: number, camera: PaneCamera, extent: Extent): void => {
    brush.turn(arrow);
    const cursor = studio.store.getState().cursor;
    const [x0, x1, y0, y1] = extent;
    const step = (PROBE_STEP * factor * Math.max(x1 - x0, y1 - y0)) / camera.zoom;
    const x = Math.min(x1, Math.max(x0, (cursor?.x ?? camera.center[0]) + (cursor ? arrow[0] * step : 0)));
    const y = Math.min(y1, Math.max(y0, (cursor?.y ?? camera.center[1]) + (cursor ? arrow[1] * step : 0)));
    probe(x, y);
    clearTimeout(saying);
    saying = setTimeout(() => sayProbe(studio, index), SAY_MS);
  };
  let saying: ReturnType<typeof setTimeout> | undefined;

  const listeners = {
    pointerdown: down,
    pointermove: drag,
    pointerup: up,
    pointercancel: up,
    pointerleave: leave,
    dblclick: twice,
    contextmenu: menu,
    keydown: key,
  } as const;
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener as EventListener);
  element.addEventListener('wheel', wheel, { passive: false });
  return () => {
    for (const [type, listener] of Object.entries(listeners))
      element.removeEventListener(type, listener as EventListener);
    element.removeEventListener('wheel', wheel);
    clearTimeout(saying);
  };
}

/** The probe is read out when the keys rest. */
const SAY_MS = 400;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

function sayProbe(studio: Studio, index: number): void {
  const { cursor, panes, loaded, say } = studio.store.getState();
  const field = loaded?.fields.find(({ name }) => name === panes[index]?.settings.field);
  const value = field && cursor?.values?.[field.name];
  if (!cursor || !field || value === undefined) return;
  say(
    `${field.title} ${formatNumber(value)} ${field.unit} at x ${formatNumber(cursor.x, 3)}, y ${formatNumber(cursor.y, 3)}`,
  );
}
