import { domainToScreen } from '../view/camera';
import type { Size } from './layout';
import { useStudioState } from './studio';

/** Where a picture over time stands: the row of the moment that is looked at. */
export function TimelineMark({ index, size }: { readonly index: number; readonly size: Size }) {
  const time = useStudioState((state) => state.past?.time);
  const loaded = useStudioState((state) => state.loaded);
  const camera = useStudioState((state) => state.panes[index]?.camera);
  const mode = useStudioState((state) => state.panes[index]?.settings.mode);
  if (time === undefined || !loaded?.overTime || !camera || mode !== 'map') return null;
  const [x0, x1] = loaded.extent;
  const [left, top] = domainToScreen(camera, loaded.extent, size, x0, time);
  const [right] = domainToScreen(camera, loaded.extent, size, x1, time);
  return (
    <span
      className="timeline-mark"
      style={{ transform: `translate(${left}px, ${top}px)`, width: right - left }}
      aria-hidden="true"
    />
  );
}
