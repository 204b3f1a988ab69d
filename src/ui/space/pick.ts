import { latest } from '../../engine/latest';
import type { Studio } from '../../state/studio';
import type { Pixels } from '../../view/camera';
import { Sight } from '../../view/volume/sight';

/** Probes the place that is seen at a pixel of a picture of a field in space. */
export function pickInSpace(studio: Studio, index: number, pixel: Pixels, size: Pixels): void {
  const { panes, loaded, setCursor } = studio.store.getState();
  const pane = panes[index];
  const box = loaded?.fields.find(({ name }) => name === pane?.settings.field)?.box;
  if (!pane?.settings.cuts || !box) return;
  const { planes, shown } = pane.settings.cuts;
  const seen = new Sight(box, pane.camera, size).pick(
    pixel,
    planes.map((at, axis) => (shown[axis] ? at : null)),
  );
  if (!seen) {
    setCursor(null);
    return;
  }
  probeInSpace(studio, seen);
}

/** Puts the shared cursor there, and asks for the values. */
export function probeInSpace(studio: Studio, [x, y, z]: readonly [number, number, number]): void {
  const { cursor, setCursor } = studio.store.getState();
  setCursor({ x, y, z, values: cursor?.values ?? null });
  look(studio, [x, y, z]);
}

/** The newest place wins. */
const look = latest(
  async (studio: Studio, at: readonly [number, number, number]) => {
    const { panes, loaded } = studio.store.getState();
    const fields = panes.map(({ settings }) => loaded?.fields.find(({ name }) => name === settings.field));
    const names = [...new Set(fields.flatMap((field) => (field?.box ? [field.name] : [])))];
    const found = (await studio.ask.engine?.space({ names, at })) ?? [];
    const { cursor, setCursor } = studio.store.getState();
    if (cursor) setCursor({ ...cursor, values: Object.fromEntries(found.map(({ name, value }) => [name, value])) });
  },
  () => {},
);
