import './anatomy.css';
import { useEffect, useRef } from 'react';
import { domainToScreen } from '../../view/camera';
import type { Size } from '../layout';
import { useStudioState } from '../studio';
import { useAnatomy } from './watch';

/** Radius of a dot, CSS pixels; many are drawn smaller. */
const [RADIUS, SMALL, MANY] = [1.5, 1, 800];

/** The training points over a picture: those of the equations as dots, those of conditions and data larger. */
export function PointsLayer({ index, size }: { readonly index: number; readonly size: Size }) {
  const { training } = useAnatomy();
  const canvas = useRef<HTMLCanvasElement>(null);
  const camera = useStudioState((state) => state.panes[index]?.camera);
  const mode = useStudioState((state) => state.panes[index]?.settings.mode);
  const extent = useStudioState((state) => state.loaded?.extent);
  const theme = useStudioState((state) => state.theme);
  const points = training?.points;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` stands for the colours
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || !camera || !extent) return;
    const [width, height] = size;
    const density = window.devicePixelRatio || 1;
    element.width = Math.round(width * density);
    element.height = Math.round(height * density);
    context.scale(density, density);
    const style = getComputedStyle(element);
    const [fill, rim] = ['--surface', '--ink'].map((name) => style.getPropertyValue(name));
    const radius = (points?.[0]?.x.length ?? 0) > MANY ? SMALL : RADIUS;
    for (const [k, { x, y }] of (points ?? []).entries()) {
      context.fillStyle = fill!;
      context.strokeStyle = rim!;
      context.lineWidth = k === 0 ? 0.6 : 1.2;
      for (const [n, at] of x.entries()) {
        const up = y[n] ?? (extent[2] + extent[3]) / 2;
        const [left, top] = domainToScreen(camera, extent, size, at, up);
        if (left < 0 || top < 0 || left > width || top > height) continue;
        context.beginPath();
        context.arc(left, top, k === 0 ? radius : RADIUS + 1, 0, 2 * Math.PI);
        context.fill();
        context.stroke();
      }
    }
  }, [points, camera, extent, size, theme]);
  if (mode !== 'map') return null;
  const count = points?.reduce((sum, { x }) => sum + x.length, 0) ?? 0;
  return <canvas ref={canvas} className="points-layer" role="img" aria-label={`${count} training points`} />;
}
