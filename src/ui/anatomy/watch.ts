import { useSyncExternalStore } from 'react';
import type { Studio } from '../../state/studio';
import type { AnatomyReport, LoadedScene } from '../../worker/protocol';
import { useStudio } from '../studio';

/** Two looks are at least this far apart, ms, and take at most one part in so many of the time. */
const LOOK_MS = 1000;
const SHARE = 8;

const NOTHING: AnatomyReport = { training: null, spectrum: null };

/** One look at a training for all that show it; it is looked at while anybody does. */
class Watch {
  report = NOTHING;
  readonly #studio: Studio;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #loaded: LoadedScene | null = null;
  #seen = '';

  constructor(studio: Studio) {
    this.#studio = studio;
  }

  readonly latest = (): AnatomyReport => this.report;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) void this.#look();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  };

  async #look(): Promise<void> {
    const { loaded, step, rival, pictures } = this.#studio.store.getState();
    if (loaded !== this.#loaded) this.#tell(NOTHING);
    this.#loaded = loaded;
    const now = `${step} ${rival?.looks}`;
    const began = performance.now();
    // The first picture comes first.
    if (loaded && pictures > 0 && (now !== this.#seen || this.report === NOTHING) && !document.hidden) {
      const report = await this.#studio.ask.anatomy();
      this.#seen = now;
      if (this.#studio.store.getState().loaded === loaded) this.#tell(report);
    }
    if (this.#listeners.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), Math.max(LOOK_MS, SHARE * (performance.now() - began)));
  }

  #tell(report: AnatomyReport): void {
    this.report = report;
    for (const listener of this.#listeners) listener();
  }
}

const watches = new WeakMap<Studio, Watch>();

/** The latest look at the training. */
export function useAnatomy(): AnatomyReport {
  const studio = useStudio();
  let watch = watches.get(studio);
  if (!watch) {
    watch = new Watch(studio);
    watches.set(studio, watch);
  }
  return useSyncExternalStore(watch.subscribe, watch.latest);
}
