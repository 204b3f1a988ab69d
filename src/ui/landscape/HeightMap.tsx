import { useEffect, useRef, useState } from 'react';
import { COLORMAP_SIZE } from '../../view/colormaps';
import { colormapBytes } from '../../view/colormaps/colours';
import { useStudioState } from '../studio';
import { quadsOf } from './relief';
import { heightsOf, type Survey, spanOf } from './survey';

/** Radians a pixel, and a key. */
const [TURN, KEY_TURN] = [0.01, 0.12];

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The powers of ten of a loss as a height surface, turned by hand, finger or arrow keys. */
export function HeightMap({ survey }: { readonly survey: Survey }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useStudioState((state) => state.theme);
  const [orbit, setOrbit] = useState<readonly [number, number]>([-0.65, 0.6]);
  const [size, setSize] = useState<readonly [number, number]>([300, 200]);
  useEffect(() => {
    const box = canvas.current?.parentElement;
    if (!box) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize([Math.max(1, entry.contentRect.width), Math.max(1, entry.contentRect.height)]);
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const own = canvas.current;
    const context = own?.getContext('2d');
    const heights = heightsOf(survey);
    const span = spanOf(heights);
    if (!own || !context || !span) return;
    const density = Math.min(2, window.devicePixelRatio || 1);
    [own.width, own.height] = size.map((length) => Math.round(density * length)) as [number, number];
    context.scale(density, density);
    context.lineJoin = 'round';
    context.lineWidth = 0.6;
    const bytes = colormapBytes(theme === 'dark' ? 'inferno' : 'viridis');
    const parts = heights.map((height) => (height - span[0]) / (span[1] - span[0] || 1));
    for (const { corners, height, light } of quadsOf(parts, survey.steps.length, orbit, size)) {
      const at = 3 * Math.round(height * (COLORMAP_SIZE - 1));
      const lit = 0.55 + 0.55 * light;
      const [r, g, b] = [0, 1, 2].map((k) => Math.min(255, Math.round(lit * bytes[at + k]! + 12)));
      context.fillStyle = `rgb(${r} ${g} ${b})`;
      context.strokeStyle = theme === 'dark' ? 'rgb(255 255 255 / 22%)' : 'rgb(0 0 0 / 28%)';
      context.beginPath();
      for (const { x, y } of corners) context.lineTo(x, y);
      context.closePath();
      context.fill();
      context.stroke();
    }
  }, [survey, orbit, size, theme]);
  const turn = (dx: number, dy: number): void => setOrbit(([a, e]) => [a + dx, Math.max(0.1, Math.min(1.5, e + dy))]);
  const key = (event: React.KeyboardEvent): void => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    turn(KEY_TURN * arrow[0], KEY_TURN * arrow[1]);
  };
  return (
    <section className="chart landscape-relief" aria-label="Height of the loss">
      <div
        className="landscape-turn"
        role="application"
        aria-label="The loss as a surface, in powers of ten; arrow keys turn it"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is turned by the arrow keys
        tabIndex={0}
        onKeyDown={key}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => event.buttons > 0 && turn(-TURN * event.movementX, TURN * event.movementY)}
      >
        <canvas ref={canvas} role="img" aria-label="Height surface" />
      </div>
    </section>
  );
}
