import { createStore } from 'zustand/vanilla';
import type { Engine } from '../../engine/connection';
import type { Cabinet, Filed } from '../../share/autosave/cabinet';
import type { Kept } from '../../share/autosave/scene';
import type { KeptState } from '../../worker/protocol';
import type { MetricHistory } from '../history';
import type { SceneLibrary } from '../library';
import type { StudioState, StudioStore } from '../store';
import { curvesOf, refill } from './curves';
import { type KeptMoment, momentFrom, momentOf, sceneOf, stateIn } from './moment';
import { leastNeeded } from './thinning';

/** Two states are at least so far apart, ms, and keeping them takes at most one part in so many of the time. */
const [LEAST_MS, SHARE] = [5000, 40];
/** States of one run at most, bytes of all of them, and of one. */
const [MOST, MOST_BYTES, LARGEST] = [8, 2 ** 27, 2 ** 26];

export interface KeeperState {
  /** Moments of the present run that it can be taken back to, the oldest first. */
  readonly moments: readonly KeptMoment[];
}

/** What keeping needs of the studio and the browser. */
interface KeeperHost {
  readonly store: StudioStore;
  readonly history: MetricHistory;
  readonly library: SceneLibrary;
  engine(): Engine | null;
  openText(text: string): Promise<void>;
  readonly cabinet: Cabinet;
  /** The address that the scene was opened from. */
  address(): string;
  readonly now?: () => number;
}

/**
 * Keeps states of the run in the browser's private files, so that a reload or a crash costs some seconds of it: evenly
 * spread over the run, the first and the last among them. Nothing here stops a run: what goes wrong is said once, until it is well again.
 */
export class RunKeeper {
  readonly store = createStore<KeeperState>(() => ({ moments: [] }));
  readonly #host: KeeperHost;
  readonly #now: () => number;
  /** The run that states belong to; another one begins with each scene and each reset. */
  #run = newRun();
  #order = 0;
  #last = Number.NEGATIVE_INFINITY;
  /** What the last two took, ms; the lesser counts, as the first compiles and any other may be held up. */
  #costs: readonly [number, number] = [0, 0];
  #keptStep = -1;
  /** What was said since a state was kept. */
  readonly #told = new Set<string>();
  #work: Promise<void> = Promise.resolve();
  #busy = false;
  /** Engines come and go; a run that goes on in a new one is still the same. */
  #generation: number;

  constructor(host: KeeperHost) {
    this.#host = host;
    this.#now = host.now ?? (() => performance.now());
    this.#generation = host.store.getState().generation;
  }

  /** Begins to keep the run that goes on now. */
  watch(): void {
    this.#last = this.#now();
    void this.#alone(async () => {
      const orders = (await this.#host.cabinet.names()).map((name) => Number(name.replace(/\D/g, '')));
      this.#order = Math.max(this.#order, ...orders);
    });
    this.#host.store.subscribe((state, before) => this.#look(state, before));
  }

  /**
   * Takes up the run that was kept last, where it began at the same address.
   * @param own the scene that was kept by itself, if any: of another run it leaves this one alone
   * @returns the step that it goes on from; null where there is none.
   */
  takeUp(own: Pick<Kept, 'text' | 'at'> | null): Promise<number | null> {
    return this.#alone(async () => {
      const { files, damaged } = await this.#host.cabinet.readAll();
      const moments = files.flatMap((filed) => momentFrom(filed) ?? []).sort((a, b) => a.order - b.order);
      const newest = moments.at(-1);
      if (damaged.length > 0) {
        const rest = newest ? ' The one before it is taken.' : '';
        this.#say('warning', `A state of the run was damaged and is left out: ${damaged.join(' ')}${rest}`);
      }
      this.#order = Math.max(this.#order, newest?.order ?? 0);
      if (!newest || newest.address !== this.#host.address()) return null;
      const scene = sceneOf(newest, own);
      if (scene === null) return null;
      const taken = moments.filter(({ run }) => run === newest.run);
      const { store, library, openText } = this.#host;
      if (library.toText(store.getState().scene) !== scene) await openText(scene);
      await this.#restore(taken, files);
      this.#run = newest.run;
      this.store.setState({ moments: taken });
      return newest.step;
    });
  }

  /** Takes the run back to a moment that was kept; later ones are forgotten when the next is kept. */
  async goBack(order: number): Promise<void> {
    await this.#alone(async () => {
      const { files } = await this.#host.cabinet.readAll();
      const own = this.store.getState().moments.filter((moment) => moment.order <= order);
      await this.#restore(own, files);
      this.#host.store.getState().say(`Back at step ${own.at(-1)?.step}.`);
    });
  }

  /** Keeps the present state now. */
  keep(): Promise<void> {
    if (this.#busy) return this.#work;
    this.#busy = true;
    return this.#alone(() => this.#keep())
      .then(() => {})
      .finally(() => {
        this.#busy = false;
      });
  }

  #look(state: StudioState, before: StudioState): void {
    // Other panes of the same run load anew, too, but are never without a scene.
    if (state.loaded && !before.loaded) this.#begin(state);
    else if (before.step > 0 && state.step === 0 && this.#host.engine()) this.#forget();
    if (!state.loaded || state.past || state.step === 0 || state.step === this.#keptStep) return;
    const rests = before.running && !state.running;
    const isDue = this.#now() - this.#last >= Math.max(LEAST_MS, SHARE * Math.min(...this.#costs));
    if (rests || (isDue && state.running)) void this.keep();
  }

  /** A scene has started: another run, or the same one in another engine. */
  #begin({ generation }: StudioState): void {
    const isRevived = generation !== this.#generation && this.store.getState().moments.length > 0;
    this.#generation = generation;
    const { moments } = this.store.getState();
    if (!isRevived) {
      this.#forget();
      return;
    }
    void this.#alone(async () => {
      const { files } = await this.#host.cabinet.readAll();
      await this.#restore(moments, files);
      this.#say('info', `The run goes on from step ${moments.at(-1)?.step}, where it was kept.`);
    });
  }

  #forget(): void {
    this.#run = newRun();
    this.#keptStep = -1;
    this.#last = this.#now();
    this.store.setState({ moments: [] });
  }

  async #keep(): Promise<void> {
    const engine = this.#host.engine();
    const { scene, loaded, past } = this.#host.store.getState();
    if (!engine || !loaded || past) return;
    const run = this.#run;
    this.#last = this.#now();
    const kept = await engine.snapshot();
    // Another scene was opened meanwhile, or there is nothing new.
    if (!kept || run !== this.#run || kept.step === this.#keptStep) return;
    const text = this.#host.library.toText(scene);
    const moment: KeptMoment = {
      run,
      order: ++this.#order,
      scene: text,
      address: this.#host.address(),
      at: Date.now(),
      step: kept.step,
      time: kept.time,
      curves: curvesOf(this.#host.history),
    };
    const content = momentOf(moment, kept.state);
    const bytes = Object.values(content.state.arrays).reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (bytes > LARGEST) {
      this.#sayOnce(`The state of this run takes ${Math.round(bytes / 1e6)} MB: it is not kept over a reload.`);
      return;
    }
    const began = this.#now();
    await this.#host.cabinet.write(nameOf(moment), content);
    this.#relieve();
    this.#keptStep = kept.step;
    // What it waited for its turn is no cost of it.
    this.#costs = [this.#costs[1], kept.ms + this.#now() - began];
    await this.#tidy(moment, bytes);
  }

  /** Lets go of what is not needed beside a new moment: other runs, what it went back behind, and the most crowded. */
  async #tidy(moment: KeptMoment, bytes: number): Promise<void> {
    const { cabinet } = this.#host;
    const most = Math.max(2, Math.min(MOST, Math.floor(MOST_BYTES / bytes)));
    const moments = [...this.store.getState().moments.filter(({ step }) => step < moment.step), moment];
    while (moments.length > most) moments.splice(leastNeeded(moments.map(({ step }) => step)), 1);
    this.store.setState({ moments });
    const wanted = new Set(moments.map(nameOf));
    for (const name of await cabinet.names()) if (!wanted.has(name)) await cabinet.remove(name);
  }

  async #restore(moments: readonly KeptMoment[], files: readonly Filed[]): Promise<void> {
    const engine = this.#host.engine();
    const states = moments.flatMap((moment): KeptState[] => {
      const filed = files.find(({ name }) => name === nameOf(moment));
      return filed ? [{ step: moment.step, time: moment.time, state: stateIn(filed) }] : [];
    });
    const newest = moments.at(-1);
    if (!engine || !newest || states.length === 0) return;
    await engine.restore(states);
    refill(this.#host.history, newest.curves);
    this.#keptStep = newest.step;
    this.#last = this.#now();
  }

  #alone<T>(work: () => Promise<T>): Promise<T | null> {
    const turn = this.#work.then(work).catch((error) => {
      const isFull = error instanceof DOMException && error.name === 'QuotaExceededError';
      const why = isFull ? 'the browser has no room left' : error instanceof Error ? error.message : String(error);
      this.#sayOnce(`The run goes on, but its state was not kept: ${why}. What was kept before stays.`);
      return null;
    });
    this.#work = turn.then(() => {});
    return turn;
  }

  #sayOnce(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#say('warning', text);
  }

  /** It is kept again: what was said of the trouble is taken back, and another would be said anew. */
  #relieve(): void {
    if (this.#told.size === 0) return;
    const { notices, dismiss } = this.#host.store.getState();
    for (const { id, text } of notices) if (this.#told.has(text)) dismiss(id);
    this.#told.clear();
    this.#say('info', 'The state of the run is kept again.');
  }

  #say(level: 'info' | 'warning', text: string): void {
    this.#host.store.getState().notify(level, text);
  }
}

function newRun(): string {
  return crypto.randomUUID();
}

function nameOf({ order }: KeptMoment): string {
  return `state-${order}`;
}
