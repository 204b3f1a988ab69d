import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { stretchOf } from '../view/camera';
import { Boundary } from './Boundary';
import { bestColumns, type Size } from './layout';
import { Pane } from './Pane';
import { SwipeTabs } from './SwipeTabs';
import { useStudioState } from './studio';

const CompareBar = lazy(async () => ({ default: (await import('./CompareBar')).CompareBar }));
const NoWebGpu = lazy(async () => ({ default: (await import('./NoWebGpu')).NoWebGpu }));

/** Height of a pane's own bars, CSS pixels; only for choosing the columns. */
const CHROME = 84;

/** One to four pictures of the same run, laid out so that the domain is drawn largest. */
export function PaneGrid() {
  const count = useStudioState((state) => state.panes.length);
  const generation = useStudioState((state) => state.generation);
  const isCompared = useStudioState((state) => state.loaded?.compared != null);
  const status = useStudioState((state) => state.status);
  const extent = useStudioState((state) => state.loaded?.extent ?? state.view?.extent);
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>([800, 600]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize([entry.contentRect.width, entry.contentRect.height]);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const [x0, x1, y0, y1] = extent ?? [0, 1, 0, 1];
  const aspect = (x1 - x0) / ((y1 - y0) * stretchOf([x0, x1, y0, y1]));
  const columns = bestColumns(Math.max(1, count), size, aspect, CHROME);
  const gone = status === 'unavailable' || status === 'stopped';
  return (
    <main className="panes-area" aria-label="Pictures">
      <Suspense>{isCompared && <CompareBar />}</Suspense>
      <SwipeTabs box={box} />
      <div ref={box} className="panes" style={{ '--columns': columns } as React.CSSProperties}>
        <Suspense>{gone && <NoWebGpu />}</Suspense>
        {!gone && count === 0 && (
          <div className="pane pane-waiting" role="status">
            {status === 'starting' ? 'Starting the GPU' : 'Preparing the scene'}
          </div>
        )}
        {!gone &&
          Array.from({ length: count }, (_, index) => (
            // A canvas that was handed over cannot be handed over again: a new engine gets new ones.
            // biome-ignore lint/suspicious/noArrayIndexKey: a pane is its place
            <Boundary key={`${generation} ${index}`} name="The picture">
              <Pane index={index} />
            </Boundary>
          ))}
      </div>
    </main>
  );
}
