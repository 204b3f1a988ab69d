import './sensors.css';
import { useEffect, useMemo, useRef } from 'react';
import type { Scene } from '../../../scenes';
import { brushIn } from '../../state/brush-link';
import { sensorsOf } from '../../state/sensors';
import { domainToScreen } from '../../view/camera';
import type { Size } from '../layout';
import { useStudioState } from '../studio';

/** Radius of a sensor, CSS pixels: while it is being dropped, when it stands, and of many. */
const [LARGE, RADIUS, SMALL, MANY] = [5, 4, 2.5, 40];

/** The sensors over a picture, and as rings those that are being dropped. */
export function SensorsLayer({ index, size }: { readonly index: number; readonly size: Size }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const camera = useStudioState((state) => state.panes[index]?.camera);
  const mode = useStudioState((state) => state.panes[index]?.settings.mode);
  const loaded = useStudioState((state) => state.loaded);
  const scene = useStudioState((state) => state.scene) as Scene | null;
  const trace = useStudioState((state) => state.trace);
  const drops = useStudioState((state) => state.painting !== null && brushIn(state, state.painting) === 'sensor');
  const places = useMemo(
    () => (scene && loaded ? loaded.senses.flatMap((field) => sensorsOf(scene, field)) : []),
    [scene, loaded],
  );
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || !camera || !loaded) return;
    const [width, height] = size;
    const density = window.devicePixelRatio || 1;
    element.width = Math.round(width * density);
    element.height = Math.round(height * density);
    context.scale(density, density);
    const draw = ([x, y]: readonly [number, number], radius: number, isSolid: boolean): void => {
      const [left, top] = domainToScreen(camera, loaded.extent, size, x, y);
      context.beginPath();
      context.arc(left, top, radius, 0, 2 * Math.PI);
      // White in black: seen on every colour.
      context.lineWidth = isSolid ? 1 : 3;
      context.strokeStyle = 'rgb(0 0 0 / 80%)';
      context.fillStyle = '#ffffff';
      if (isSolid) context.fill();
      context.stroke();
      if (isSolid) return;
      context.lineWidth = 1.5;
      context.strokeStyle = '#ffffff';
      context.stroke();
    };
    for (const place of places) draw(place, places.length > MANY ? SMALL : RADIUS, true);
    if (drops) for (const place of trace) draw(place, LARGE, false);
  }, [places, trace, drops, camera, loaded, size]);
  if (mode !== 'map') return null;
  const words = places.length === 1 ? '1 sensor' : `${places.length} sensors`;
  return <canvas ref={canvas} className="sensors-layer" role="img" aria-label={words} />;
}
