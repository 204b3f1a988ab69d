import { useEffect, useMemo, useRef, useState } from 'react';
import { contoursOf } from '../../export/contours';
import { COLORMAP_SIZE } from '../../view/colormaps';
import { colormapBytes } from '../../view/colormaps/colours';
import { formatNumber } from '../format';
import { useStudioState } from '../studio';
import { heightsOf, type Survey, spanOf } from './survey';

/** Pixels of the picture a side. */
const PIXELS = 160;
/** Contours at most. */
const LINES = 14;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The powers of ten of a loss from above, with contours; a cross by pointer or arrow keys reads values. */
export function ContourMap({ survey }: { readonly survey: Survey }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useStudioState((state) => state.theme);
  const { steps, losses } = survey;
  const { length: size } = steps;
  const [at, setAt] = useState<readonly [number, number] | null>(null);
  const heights = useMemo(() => heightsOf(survey), [survey]);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    const span = spanOf(heights);
    if (!context || !span) return;
    const bytes = colormapBytes(theme === 'dark' ? 'inferno' : 'viridis');
    const image = context.createImageData(PIXELS, PIXELS);
    for (let k = 0; k < PIXELS * PIXELS; k++) {
      const x = ((k % PIXELS) / (PIXELS - 1)) * (size - 1);
      const y = (1 - Math.floor(k / PIXELS) / (PIXELS - 1)) * (size - 1);
      const value = bilinear(heights, size, x, y);
      if (!Number.isFinite(value)) continue;
      const part = (value - span[0]) / (span[1] - span[0] || 1);
      const colour = 3 * Math.round(part * (COLORMAP_SIZE - 1));
      image.data.set(bytes.subarray(colour, colour + 3), 4 * k);
      image.data[4 * k + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [heights, size, theme]);
  const { lines, step } = useMemo(() => pathsOf(heights, size), [heights, size]);
  const middle = (size - 1) / 2;
  const [i, j] = at ?? [middle, middle];
  const loss = losses[Math.min(size - 1, j) * size + Math.min(size - 1, i)]!;
  const key = (event: React.KeyboardEvent): void => {
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    event.preventDefault();
    event.stopPropagation();
    setAt([clamp(i + arrow[0], size), clamp(j + arrow[1], size)]);
  };
  const point = (event: React.PointerEvent): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height];
    setAt(part.map((own) => clamp(Math.round(own * (size - 1)), size)) as unknown as [number, number]);
  };
  const words = `loss ${formatNumber(loss, 3)} at (${formatNumber(steps[i] ?? 0, 2)}, ${formatNumber(steps[j] ?? 0, 2)})`;
  return (
    <section className="chart landscape-map" aria-label="Contours of the loss">
      <div
        className="landscape-square"
        role="application"
        aria-label={`Contours of the loss on ${size} by ${size} points; arrow keys move the cross`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the cross is moved by the arrow keys
        tabIndex={0}
        onKeyDown={key}
        onPointerMove={point}
        onPointerDown={point}
      >
        <canvas ref={canvas} width={PIXELS} height={PIXELS} role="img" aria-label="Contours" />
        <svg viewBox={`0 0 ${size - 1} ${size - 1}`} aria-hidden="true">
          {lines.map(({ level, path }) => (
            <path key={level} d={path} />
          ))}
          <circle className="landscape-here" cx={middle} cy={middle} r={(size - 1) / 70} />
          <circle className="landscape-cross" cx={i} cy={size - 1 - j} r={(size - 1) / 38} />
        </svg>
      </div>
      <p className="hint" aria-live="polite">
        {words}
        {lines.length > 0 && <>; contours 10{<sup>{step}</sup>} apart</>}
      </p>
    </section>
  );
}

function clamp(index: number, size: number): number {
  return Math.max(0, Math.min(size - 1, index));
}

function bilinear(values: Float64Array, size: number, x: number, y: number): number {
  const [i, j] = [Math.min(size - 2, Math.floor(x)), Math.min(size - 2, Math.floor(y))];
  const [fx, fy] = [x - i, y - j];
  // Rows that are not known yet must not hide those that are.
  const row = (k: number): number => values[k * size + i]! * (1 - fx) + values[k * size + i + 1]! * fx;
  const [low, high] = [row(j), row(j + 1)];
  if (!Number.isFinite(low)) return fy > 0.5 ? high : Number.NaN;
  if (!Number.isFinite(high)) return fy < 0.5 ? low : Number.NaN;
  return low * (1 - fy) + high * fy;
}

/** Contours as paths in a box of size - 1, down the page as y grows, and the power of ten between them. */
function pathsOf(
  heights: Float64Array,
  size: number,
): { readonly lines: readonly { readonly level: number; readonly path: string }[]; readonly step: number } {
  const span = spanOf(heights);
  if (!span || !(span[1] > span[0])) return { lines: [], step: 0 };
  const places = Float64Array.from({ length: size }, (_, k) => k);
  const steps = [0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5];
  const step = steps.find((own) => (span[1] - span[0]) / own <= LINES) ?? 10;
  const first = Math.ceil(span[0] / step);
  const count = Math.max(0, Math.floor(span[1] / step) - first + 1);
  const lines = Array.from({ length: count }, (_, k) => {
    const level = (first + k) * step;
    const path = contoursOf(heights, places, places, level)
      .map((line) =>
        line.map(([x, y], p) => `${p === 0 ? 'M' : 'L'}${x.toFixed(2)} ${(size - 1 - y).toFixed(2)}`).join(''),
      )
      .join('');
    return { level, path };
  });
  return { lines, step };
}
