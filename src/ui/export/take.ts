import type { GridAxis, GridData } from '../../../solvers/io';
import type { Studio } from '../../state/studio';
import type { Taken } from '../../worker/protocol';

/** Fields of the moment that is shown, and where bodies are. */
interface TakenGrid {
  readonly grid: GridData;
  readonly step: number;
  readonly distance: Float32Array | null;
}

/** Reads fields back; all of them where no names are given. @throws Failure where there is no engine or no such field */
export async function takeGrid(studio: Studio, names: readonly string[] | null): Promise<TakenGrid> {
  const { engine } = studio.ask;
  const { loaded, view } = studio.store.getState();
  if (!engine || !loaded) throw new Error('Nothing runs yet.');
  const taken = await engine.take(names);
  const axes = (view?.coordinates ?? []).map(({ name }) => name).filter((name) => loaded.overTime || name !== 't');
  const isMoment = loaded.hasPast && !loaded.overTime;
  return { grid: gridOf(taken, axes, isMoment), step: taken.step, distance: taken.distance };
}

/** What the engine handed out as a grid; `axes` names what lies to the right and upwards. */
export function gridOf(taken: Taken, axes: readonly string[], isMoment: boolean): GridData {
  const { x, y, z, faces, fields, time } = taken;
  const right: GridAxis = { name: axes[0] ?? 'x', points: x, faces: faces?.x ?? null };
  const up: GridAxis = { name: axes[1] ?? 'y', points: y, faces: faces?.y ?? null };
  return {
    axes: z ? [right, up, { name: axes[2] ?? 'z', points: z, faces: null }] : [right, up],
    fields: fields.map(({ name, values }) => ({ name, data: values })),
    time: isMoment ? time : null,
  };
}
