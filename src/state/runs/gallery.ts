import { createStore } from 'zustand/vanilla';
import { canonicalText, type Json, type Scene } from '../../../scenes';
import { evaluateConstant } from '../../../solvers/expr';
import { readCheckpoint, writeCheckpoint } from '../../../solvers/io';
import { Cabinet } from '../../share/autosave/cabinet';
import type { MetricHistory } from '../history';
import type { SceneLibrary } from '../library';
import type { StudioStore } from '../store';
import { curvesOf } from './curves';
import { contentOf, type KeptRun, runFrom, sizeOf, tidyName } from './kept-run';

/** Runs that are kept at most, and bytes of all of them. */
const [MOST_RUNS, MOST_BYTES] = [40, 32_000_000];
/** Samples of a kept curve: more cannot be told apart in a chart. */
const SAMPLES = 600;
/** Larger files are no runs. */
const MOST_FILE = 4_000_000;

export interface GalleryState {
  /** The newest first; null until they were read. */
  readonly runs: readonly KeptRun[] | null;
  /** Those whose curves lie in the chart. */
  readonly overlaid: readonly string[];
  /** The last one that was deleted, until something else happens. */
  readonly deleted: KeptRun | null;
}

/** What the gallery needs of the studio and of the browser. */
interface GalleryHost {
  readonly store: StudioStore;
  readonly history: MetricHistory;
  readonly library: SceneLibrary;
  openText(text: string): Promise<void>;
  /** A small picture of what is shown now. */
  picture(): Promise<Uint8Array | null>;
  readonly cabinet?: Cabinet;
  readonly now?: () => Date;
  readonly newId?: () => string;
}

/** Runs that were kept, in the browser's private files. Nothing here throws: what goes wrong is said. */
export class RunGallery {
  readonly store = createStore<GalleryState>(() => ({ runs: null, overlaid: [], deleted: null }));
  readonly #host: GalleryHost;
  readonly #cabinet: Cabinet;
  #work: Promise<void> = Promise.resolve();

  constructor(host: GalleryHost) {
    this.#host = host;
    this.#cabinet = host.cabinet ?? new Cabinet('runs');
  }

  /** Reads what was kept. */
  open(): Promise<void> {
    return this.#alone(async () => {
      const { files, damaged } = await this.#cabinet.readAll();
      const runs: KeptRun[] = [];
      const refused = [...damaged];
      for (const { name, ...content } of files) {
        try {
          runs.push(runFrom(name, content, (text) => this.#host.library.parse(text)));
        } catch (error) {
          refused.push(`${name}: ${messageOf(error)}`);
        }
      }
      runs.sort((a, b) => b.date.localeCompare(a.date));
      const overlaid = runs.slice(0, 4).map(({ id }) => id);
      this.store.setState({ runs, overlaid, deleted: null });
      if (refused.length > 0) this.#say('warning', `Not all kept runs could be read: ${refused.join('; ')}`);
    });
  }

  /** Keeps the run as it is now. */
  pin(): Promise<void> {
    return this.#alone(async () => {
      const { scene, view, loaded, adapter, step, time, metrics } = this.#host.store.getState();
      if (!loaded || !view) return;
      const run: KeptRun = {
        id: (this.#host.newId ?? randomId)(),
        name: this.#freeName(view.title),
        pinned: true,
        scene: canonicalText(scene as Json),
        method: loaded.method,
        seed: evaluateConstant((scene as Scene).seed ?? 0),
        adapter: adapter?.name ?? '',
        date: (this.#host.now?.() ?? new Date()).toISOString(),
        step,
        time,
        metrics: Object.fromEntries(Object.entries(metrics).filter(([, { value }]) => Number.isFinite(value))),
        curves: curvesOf(this.#host.history, SAMPLES),
        picture: await this.#host.picture().catch(() => null),
      };
      await this.#add(run, 'was kept');
    });
  }

  rename(id: string, name: string): Promise<void> {
    return this.#change(id, (run) => ({ ...run, name: tidyName(name) || run.name }));
  }

  /** Pinned runs stay when room is made. */
  setPinned(id: string, pinned: boolean): Promise<void> {
    return this.#change(id, (run) => ({ ...run, pinned }));
  }

  setOverlaid(id: string, isOverlaid: boolean): void {
    const others = this.store.getState().overlaid.filter((own) => own !== id);
    this.store.setState({ overlaid: isOverlaid ? [...others, id] : others });
  }

  remove(id: string): Promise<void> {
    return this.#alone(async () => {
      const run = this.#runs.find((own) => own.id === id);
      if (!run) return;
      await this.#cabinet.remove(id);
      this.store.setState({ runs: this.#runs.filter((own) => own !== run), deleted: run });
      this.#host.store.getState().say(`${run.name} was deleted. It can be undone.`);
    });
  }

  /** Brings the run back that was deleted last. */
  undo(): Promise<void> {
    return this.#alone(async () => {
      const { deleted } = this.store.getState();
      if (deleted) await this.#add(deleted, 'is back');
    });
  }

  /** Opens the run's scene, which then runs again from its start. */
  async reopen(id: string): Promise<void> {
    const run = this.#runs.find((own) => own.id === id);
    if (run) await this.#host.openText(run.scene);
  }

  /** The run as a file. */
  async fileOf(id: string): Promise<Blob | null> {
    const run = this.#runs.find((own) => own.id === id);
    if (!run) return null;
    const bytes = await writeCheckpoint({ ...contentOf(run), counter: 0 });
    return new Blob([bytes as Uint8Array<ArrayBuffer>]);
  }

  /** Takes a run from a file, or those of a sweep (docs/sweeps.md); one line where it is none. */
  takeFile(file: Blob & { readonly name?: string }): Promise<void> {
    return this.#alone(async () => {
      if (file.size > MOST_FILE)
        throw new Error(`${file.name} has ${file.size} bytes; a run has at most ${MOST_FILE}.`);
      const bytes = new Uint8Array(await file.arrayBuffer());
      // A sweep of the command line is JSON, and has many.
      if (bytes[0] === 0x7b) return this.#takeSweep(bytes);
      const content = await readCheckpoint(bytes, file.name);
      const id = (this.#host.newId ?? randomId)();
      const run = runFrom(id, content, (text) => this.#host.library.parse(text));
      await this.#add({ ...run, name: this.#freeName(run.name) }, 'was taken from the file');
    });
  }

  async #takeSweep(bytes: Uint8Array): Promise<void> {
    const { keptRuns } = await import('../../sweep/kept-runs');
    const date = (this.#host.now?.() ?? new Date()).toISOString();
    const runs = keptRuns(new TextDecoder().decode(bytes), date, this.#host.newId ?? randomId);
    for (const run of runs) await this.#add({ ...run, name: this.#freeName(run.name) }, 'was taken from the sweep');
  }

  get #runs(): readonly KeptRun[] {
    return this.store.getState().runs ?? [];
  }

  async #add(run: KeptRun, words: string): Promise<void> {
    const gone = await this.#makeRoom(sizeOf(run));
    await this.#cabinet.write(run.id, contentOf(run));
    const runs = [run, ...this.#runs].sort((a, b) => b.date.localeCompare(a.date));
    this.store.setState({ runs, overlaid: [...this.store.getState().overlaid, run.id], deleted: null });
    const lost = gone.length > 0 ? ` ${gone.map(({ name }) => name).join(', ')} had to go for it.` : '';
    if (lost) this.#say('info', `${run.name} ${words}.${lost}`);
    else this.#host.store.getState().say(`${run.name} ${words}.`);
  }

  /** Lets go of the oldest runs that are not pinned until another one fits; those. */
  async #makeRoom(bytes: number): Promise<KeptRun[]> {
    const gone: KeptRun[] = [];
    for (;;) {
      const left = this.#runs;
      const total = left.reduce((sum, run) => sum + sizeOf(run), bytes);
      if (left.length < MOST_RUNS && total <= MOST_BYTES) return gone;
      const oldest = left.findLast(({ pinned }) => !pinned);
      if (!oldest) {
        throw new Error(`There is room for ${MOST_RUNS} runs and ${MOST_BYTES / 1e6} MB: delete or unpin one first.`);
      }
      await this.#cabinet.remove(oldest.id);
      this.store.setState({ runs: left.filter((own) => own !== oldest) });
      gone.push(oldest);
    }
  }

  #change(id: string, change: (run: KeptRun) => KeptRun): Promise<void> {
    return this.#alone(async () => {
      const run = this.#runs.find((own) => own.id === id);
      if (!run) return;
      const next = change(run);
      await this.#cabinet.write(id, contentOf(next));
      this.store.setState({ runs: this.#runs.map((own) => (own === run ? next : own)) });
    });
  }

  /** A name that no other run has. */
  #freeName(name: string): string {
    const taken = new Set(this.#runs.map((run) => run.name));
    for (let k = 2; taken.has(name) && k <= MOST_RUNS + 1; k++) {
      const next = `${tidyName(name).replace(/ \(\d+\)$/, '')} (${k})`;
      if (!taken.has(next)) return next;
    }
    return tidyName(name);
  }

  #say(level: 'info' | 'warning' | 'error', text: string): void {
    this.#host.store.getState().notify(level, text);
  }

  /** One after the other, in all tabs. */
  #alone(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(() => locked(work)).catch((error) => this.#say('error', sentenceOf(error)));
    return this.#work;
  }
}

function locked(work: () => Promise<void>): Promise<void> {
  const locks = globalThis.navigator?.locks;
  return locks ? locks.request('nablab-runs', work) : work();
}

function randomId(): string {
  return `run-${crypto.randomUUID()}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function sentenceOf(error: unknown): string {
  const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
  return isFull ? 'The browser has no room for the run: delete kept runs, or free space.' : messageOf(error);
}
