import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { domainToScreen } from '../view/camera';
import { BrushRing, BrushTrace } from './BrushRing';
import { attachGestures } from './gestures';
import type { Size } from './layout';
import { useStudio, useStudioState } from './studio';
import { TimelineMark } from './TimelineMark';

const ExpertsLayer = lazy(async () => ({ default: (await import('./experts/ExpertsLayer')).ExpertsLayer }));
const SensorsLayer = lazy(async () => ({ default: (await import('./sensors/SensorsLayer')).SensorsLayer }));
const SpaceLayer = lazy(async () => ({ default: (await import('./space/SpaceLayer')).SpaceLayer }));
const PointsLayer = lazy(async () => ({ default: (await import('./anatomy/PointsLayer')).PointsLayer }));

/** Beyond this density nobody sees a difference, but the GPU feels it. */
const MOST_DENSE = 2;

/** The canvas that belongs to the engine, with the hands' and keys' gestures and the shared cursor over it. */
export function PaneCanvas({
  index,
  label,
  describedBy,
}: {
  readonly index: number;
  readonly label: string;
  readonly describedBy: string;
}) {
  const studio = useStudio();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<Size>([1, 1]);
  const canvases = useStudioState((state) => state.canvases);
  const dotted = useStudioState((state) => state.dotted);
  const inSpace = useStudioState((state) => state.panes[index]?.settings.mode === 'volume');
  const senses = useStudioState((state) => (state.loaded?.senses.length ?? 0) > 0);
  const boxed = useStudioState((state) => state.boxed && (state.loaded?.hasExperts ?? false));

  // biome-ignore lint/correctness/useExhaustiveDependencies: another of the canvases is another element
  useEffect(() => {
    const box = frame.current;
    const element = canvas.current;
    if (!box || !element) return;
    const pixelsOf = (width: number, height: number): [number, number] => {
      const density = Math.min(MOST_DENSE, window.devicePixelRatio || 1);
      return [Math.max(1, Math.round(width * density)), Math.max(1, Math.round(height * density))];
    };
    const first = box.getBoundingClientRect();
    setSize([first.width, first.height]);
    void studio.attach(index, element.transferControlToOffscreen(), pixelsOf(first.width, first.height));
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      if (width < 1 || height < 1) return;
      setSize([width, height]);
      studio.resize(index, pixelsOf(width, height));
    });
    observer.observe(box);
    const release = attachGestures(box, studio, index);
    return () => {
      observer.disconnect();
      release();
      void studio.detach(index);
    };
  }, [studio, index, canvases]);

  return (
    <div
      ref={frame}
      className="pane-view"
      role="application"
      aria-label={label}
      aria-roledescription="picture of a field"
      aria-describedby={describedBy}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the probe is moved with the arrow keys
      tabIndex={0}
    >
      <canvas key={canvases} ref={canvas} role="img" aria-label={label} />
      {dotted && (
        <Suspense>
          <PointsLayer index={index} size={size} />
        </Suspense>
      )}
      {senses && (
        <Suspense>
          <SensorsLayer index={index} size={size} />
        </Suspense>
      )}
      {boxed && (
        <Suspense>
          <ExpertsLayer index={index} size={size} />
        </Suspense>
      )}
      {inSpace && (
        <Suspense>
          <SpaceLayer index={index} size={size} />
        </Suspense>
      )}
      <TimelineMark index={index} size={size} />
      <Cross index={index} size={size} />
      <BrushTrace index={index} size={size} />
      <BrushRing index={index} size={size} />
    </div>
  );
}

/** The shared cursor: the same point of the domain in every pane. */
function Cross({ index, size }: { readonly index: number; readonly size: Size }) {
  const x = useStudioState((state) => state.cursor?.x);
  const y = useStudioState((state) => state.cursor?.y);
  const camera = useStudioState((state) => state.panes[index]?.camera);
  const mode = useStudioState((state) => state.panes[index]?.settings.mode);
  const extent = useStudioState((state) => state.loaded?.extent);
  if (x === undefined || y === undefined || !camera || !extent || mode !== 'map') return null;
  const [left, top] = domainToScreen(camera, extent, size, x, y);
  return <span className="cross" style={{ transform: `translate(${left}px, ${top}px)` }} aria-hidden="true" />;
}
