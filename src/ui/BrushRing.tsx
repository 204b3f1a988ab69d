import { brushIn, radiusOf } from '../state/brush-link';
import { domainToScreen, pixelsPerUnit } from '../view/camera';
import type { Size } from './layout';
import { useStudioState } from './studio';

/** Radius of the ring where a sensor would be dropped, CSS pixels. */
const SENSOR = 9;

/** Where the brush would dab, and how large. */
export function BrushRing({ index, size }: { readonly index: number; readonly size: Size }) {
  const isPainting = useStudioState((state) => state.painting === index);
  const x = useStudioState((state) => state.cursor?.x);
  const y = useStudioState((state) => state.cursor?.y);
  const time = useStudioState((state) => (state.painting === index ? state.time : 0));
  const loaded = useStudioState((state) => state.loaded);
  const camera = useStudioState((state) => state.panes[index]?.camera);
  const radius = useStudioState(radiusOf);
  const isSensor = useStudioState((state) => brushIn(state, index) === 'sensor');
  if (!isPainting || x === undefined || y === undefined || !camera || !loaded) return null;
  // Over time it dabs into the present, wherever the hand is.
  const [left, top] = domainToScreen(camera, loaded.extent, size, x, loaded.overTime && !isSensor ? time : y);
  const pixels = isSensor ? SENSOR : radius * pixelsPerUnit(camera, loaded.extent, size);
  return (
    <span
      className="brush-ring"
      style={{
        transform: `translate(${left - pixels}px, ${top - pixels}px)`,
        width: 2 * pixels,
        height: 2 * pixels,
      }}
      aria-hidden="true"
    />
  );
}

/** The way of a wall that is being drawn, as wide as it will stand. */
export function BrushTrace({ index, size }: { readonly index: number; readonly size: Size }) {
  const trace = useStudioState((state) => state.trace);
  const loaded = useStudioState((state) => state.loaded);
  const camera = useStudioState((state) => state.panes[index]?.camera);
  const mode = useStudioState((state) => state.panes[index]?.settings.mode);
  const radius = useStudioState(radiusOf);
  // Sensors that are being dropped are no way.
  const isSensor = useStudioState((state) => state.painting !== null && brushIn(state, state.painting) === 'sensor');
  if (isSensor || trace.length === 0 || !camera || !loaded || mode !== 'map') return null;
  const points = trace.map(([x, y]) => domainToScreen(camera, loaded.extent, size, x, y).join(','));
  // A line needs two points to have round ends.
  const line = [...points, points.at(-1)].join(' ');
  return (
    <svg className="brush-trace" aria-hidden="true">
      <polyline points={line} strokeWidth={2 * radius * pixelsPerUnit(camera, loaded.extent, size)} />
    </svg>
  );
}
