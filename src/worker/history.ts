import { Failure } from '../../solvers/base/result';
import type { DeviceArray } from '../../solvers/gpu';
import type { Profile, Snapshot, Solver } from '../../solvers/methods/solver';
import { Gap } from './gap';
import type { Frames } from './history-frames';
import type { PastMoment } from './protocol';
import { Thinned } from './thinned';

/** Pictures, and states to go on from, are at least this far apart, ms. */
const [PICTURE_MS, STATE_MS] = [100, 2000];
/** States at most, and bytes of all of them. */
const [STATES, STATES_BYTES] = [8, 2 ** 26];

/** What the renderer is given: the present fields, or those of a stored moment in the same buffers. */
export type Pictured = Pick<Solver, 'display' | 'refresh' | 'fill'>;

interface HistoryParts {
  readonly solver: Solver;
  /** The pictures are of x and t: their rows are the moments. */
  readonly overTime: boolean;
  /** It goes through moments; others are not kept. */
  readonly hasPast: boolean;
  /** Makes room for pictures; null where there is none. */
  openFrames(): Promise<Frames | null>;
  /** Resolves when the device has done all that was asked for. */
  done(): Promise<void>;
  /** Numbers of an array on the device, by bytes. */
  read(array: DeviceArray, from: number, bytes: number): Promise<Float32Array>;
  /** A state was kept. */
  kept(snapshot: Snapshot, step: number): void;
  /** A clock, ms. */
  readonly now: () => number;
}

interface Picture {
  readonly step: number;
  readonly time: number;
  readonly slot: number;
}

interface State {
  readonly step: number;
  readonly time: number;
  readonly snapshot: Snapshot;
}

/**
 * What is kept of a run on its way: pictures of its moments, to look back at, and a few states to go on from. Called
 * alone on the device.
 */
export class History {
  readonly #parts: HistoryParts;
  readonly #pictureGap: Gap;
  readonly #stateGap: Gap;
  #opening: Promise<void> | null = null;
  #frames: Frames | null = null;
  #pictures = new Thinned<Picture>(0);
  #free: number[] = [];
  /** Null until the size of a state is known. */
  #states: Thinned<State> | null = null;
  #shown: number | null = null;
  readonly pictured: Pictured;

  constructor(parts: HistoryParts) {
    this.#parts = parts;
    this.#pictureGap = new Gap(PICTURE_MS, parts.now);
    this.#stateGap = new Gap(STATE_MS, parts.now);
    const { solver } = parts;
    this.pictured = {
      display: solver.display,
      refresh: (names) => {
        const past = this.#past;
        if (past) this.#frames!.show(past.slot);
        else solver.refresh(names);
      },
      fill: async (names) => {
        if (!this.#past) await solver.fill?.(names);
      },
    };
  }

  /** Moments that can be looked at, the oldest first. */
  get count(): number {
    return this.#parts.overTime ? this.#rowsReached : this.#pictures.entries.length;
  }

  /** Which of them is looked at; null = the present. */
  get shown(): number | null {
    return this.#shown;
  }

  /** Makes room for pictures ahead of the first; what goes wrong only means that there are none. */
  warm(): Promise<void> {
    this.#opening ??= this.#open().catch(() => {});
    return this.#opening;
  }

  /** Keeps the present moment if it is time to: call it before steps are made. */
  async offer(): Promise<void> {
    this.#shown = null;
    if (!this.#parts.hasPast) return;
    const { stepCount: step, time } = this.#parts.solver;
    const isPast = (moment: { readonly time: number }): boolean => moment.time <= time;
    for (const { slot } of this.#pictures.cut(isPast)) this.#free.push(slot);
    this.#states?.cut(isPast);
    if (this.#frames && this.#pictureGap.due(this.#pictures.stride) && isNew(this.#pictures, time)) {
      await this.#pictureGap.timed(() => this.#takePicture(step, time));
    }
    if (this.#stateGap.due(this.#states?.stride ?? 1) && isNew(this.#states, time)) {
      await this.#stateGap.timed(() => this.#takeState(step, time));
    }
  }

  /** Keeps the present moment although it is not time to. */
  async adopt(): Promise<void> {
    await this.warm();
    this.#pictureGap.clear();
    this.#stateGap.clear();
    await this.offer();
  }

  /** Looks at a moment from now on, or at the present; null where there is no such moment. */
  show(index: number | null): PastMoment | null {
    const { count } = this;
    this.#shown = index === null || count === 0 ? null : Math.max(0, Math.min(count - 1, Math.trunc(index) || 0));
    if (this.#shown === null) return null;
    const { step, time } = this.#past ?? { step: null, time: this.#rowTime(this.#shown) };
    const state = this.#stateAt(time);
    const from = state && { step: state.step, time: state.time };
    return { index: this.#shown, count, step, time, from };
  }

  /** Values of all fields at a point, at the moment that is looked at. */
  probe(x: number, y: number): Promise<Readonly<Record<string, number>>> {
    const past = this.#past;
    return past ? this.#frames!.probe(past.slot, x, y) : this.#parts.solver.probe(x, y);
  }

  /** The scene's profiles; where pictures are over time, also their row of the moment, field by field. */
  async profiles(): Promise<readonly Profile[]> {
    const { solver, overTime, read } = this.#parts;
    const own = await solver.profiles();
    const row = this.#shown ?? this.count - 1;
    if (!overTime || row < 0) return own;
    const { nx, facesX, fields } = solver.display;
    const positions = Float64Array.from({ length: nx }, (_, k) => (facesX[k]! + facesX[k + 1]!) / 2);
    solver.refresh(fields.map(({ name }) => name));
    const rows = fields.map(async ({ name, data }): Promise<Profile> => {
      const values = Float64Array.from(await read(data, 4 * nx * row, 4 * nx));
      return { title: `${name} at this moment`, coordinate: 'x', field: name, positions, values };
    });
    return [...own, ...(await Promise.all(rows))];
  }

  /**
   * Takes the run back to the last state that was kept before the moment that is looked at.
   * @throws Failure `bad-input` where none was.
   */
  async goOn(): Promise<void> {
    const past = this.#shown === null ? null : (this.#past ?? { time: this.#rowTime(this.#shown) });
    const state = past && this.#stateAt(past.time);
    if (!state) throw new Failure('bad-input', 'no state was kept before this moment: reset to begin again', 'moment');
    this.#shown = null;
    await this.#parts.solver.load(state.snapshot);
  }

  /** Forgets everything: the run begins again. */
  clear(): void {
    this.#shown = null;
    for (const { slot } of this.#pictures.cut(() => false)) this.#free.push(slot);
    this.#states?.cut(() => false);
    this.#pictureGap.clear();
    this.#stateGap.clear();
  }

  dispose(): void {
    this.clear();
    this.#frames?.dispose();
    this.#frames = null;
    this.#opening = Promise.resolve();
  }

  get #past(): Picture | null {
    return this.#shown === null || this.#parts.overTime ? null : this.#pictures.entries[this.#shown]!;
  }

  async #open(): Promise<void> {
    if (this.#parts.overTime || !this.#parts.hasPast) return;
    const frames = await this.#parts.openFrames();
    if (!frames) return;
    this.#frames = frames;
    this.#pictures = new Thinned(frames.capacity);
    this.#free = Array.from({ length: frames.capacity }, (_, slot) => slot);
  }

  async #takePicture(step: number, time: number): Promise<void> {
    const { solver, done } = this.#parts;
    // Full, it has to let go of some before there is a free slot.
    const entry = { step, time, slot: -1 };
    for (const { slot } of this.#pictures.add(entry)) this.#free.push(slot);
    entry.slot = this.#free.pop()!;
    solver.refresh(solver.display.fields.map(({ name }) => name));
    this.#frames!.store(entry.slot);
    await done();
  }

  async #takeState(step: number, time: number): Promise<void> {
    const { solver } = this.#parts;
    // Trained numbers are no moment of a run through time.
    if (solver.weights) return;
    const snapshot = await solver.save();
    this.#parts.kept(snapshot, step);
    const bytes = Object.values(snapshot.arrays).reduce((sum, { byteLength }) => sum + byteLength, 1);
    this.#states ??= new Thinned(2 * Math.floor(Math.min(STATES, STATES_BYTES / bytes) / 2));
    if (this.#states.capacity > 0) this.#states.add({ step, time, snapshot });
  }

  #stateAt(time: number): State | null {
    return this.#states?.entries.findLast((state) => state.time <= time) ?? null;
  }

  get #rowsReached(): number {
    const { solver } = this.#parts;
    const { ny, facesY } = solver.display;
    const margin = 1e-9 * (facesY[ny]! - facesY[0]!);
    let rows = 0;
    while (rows < ny && this.#rowTime(rows) <= solver.time + margin) rows++;
    return rows;
  }

  #rowTime(row: number): number {
    const { facesY } = this.#parts.solver.display;
    return (facesY[row]! + facesY[row + 1]!) / 2;
  }
}

function isNew(kept: Thinned<{ readonly time: number }> | null, time: number): boolean {
  const last = kept?.entries.at(-1);
  return !last || time > last.time;
}
