import { useSyncExternalStore } from 'react';
import type { Studio } from '../../state/studio';
import type { DataFile, OperatorQuestion, OperatorReport, OperatorSight, OperatorState } from '../../worker/inside';
import { useStudio } from '../studio';

/** Two looks are at least this far apart, ms, and take at most one part in so many of the time, but for long ones. */
const LOOK_MS = 700;
const SHARE = 6;
const LONGEST_MS = 10_000;
/** Examples of a test set. */
const TESTS = 32;
/** Examples that "surprise me" chooses from; behind those of the test set. */
const SURPRISES = 10_000;

/** What is known of an operator. */
interface DeskView {
  /** Null until it was asked. */
  readonly state: OperatorState | null;
  /** Both answers on the chosen grid; null until they are there. */
  readonly sight: OperatorSight | null;
  /** Points along the longest side that were chosen; null = those of the picture. */
  readonly points: number | null;
  /** Relative L2 errors of this input by points along the longest side, as far as grids were looked at. */
  readonly byPoints: ReadonlyMap<number, number>;
  /** Relative L2 errors of test examples by number, and after which step of training. */
  readonly tests: ReadonlyMap<number, number>;
  readonly testedAt: number;
  readonly testing: boolean;
  /** Files are being looked through. */
  readonly opening: boolean;
}

const NOTHING: DeskView = {
  state: null,
  sight: null,
  points: null,
  byPoints: new Map(),
  tests: new Map(),
  testedAt: 0,
  testing: false,
  opening: false,
};

/** The page's side of an operator: it is looked at while anybody shows it. */
class Desk {
  view = NOTHING;
  readonly #studio: Studio;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The run that is looked at. */
  #run = '';
  #seen = '';
  #asked = 0;

  constructor(studio: Studio) {
    this.#studio = studio;
  }

  readonly latest = (): DeskView => this.view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) void this.#watch();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  };

  /** Answers an example from now on, or the scene's own input. */
  async choose(example: number | null): Promise<void> {
    await this.#ask({ kind: 'choose', example });
    await this.#look();
  }

  next(by: 1 | -1): Promise<void> {
    const { example } = this.view.state ?? { example: null };
    return this.choose(example === null ? 0 : Math.max(0, example + by));
  }

  surprise(): Promise<void> {
    return this.choose(TESTS + Math.floor(Math.random() * SURPRISES));
  }

  async setPoints(points: number): Promise<void> {
    this.#tell({ points });
    await this.#look();
  }

  /** Errors over the test set; asking again while it runs ends it. */
  async examine(): Promise<void> {
    if (this.view.testing) {
      this.#tell({ testing: false });
      return;
    }
    const { step } = this.#studio.store.getState();
    const run = this.#run;
    this.#tell({ testing: true, tests: new Map(), testedAt: step });
    for (let first = 0; first < TESTS && this.view.testing; ) {
      const report = await this.#studio.ask.operator({ kind: 'examine', first, count: TESTS - first });
      if (!report?.errors?.length || run !== this.#run) break;
      const tests = new Map(this.view.tests);
      for (const [k, error] of report.errors.entries()) tests.set(first + k, error);
      first += report.errors.length;
      this.#tell({ tests });
    }
    this.#tell({ testing: false });
  }

  /** Trains, from the present weights or from random ones. */
  async train(from: 'present' | 'scratch'): Promise<void> {
    const { store, history } = this.#studio;
    history.clear();
    store.getState().rewind();
    await this.#ask({ kind: 'train', from });
    await this.#studio.run();
  }

  /** Learns of the examples in files from the next training on; null = of examples of its own again. */
  async learn(files: readonly DataFile[] | null): Promise<void> {
    this.#tell({ opening: true, testing: false });
    await this.#studio.pause();
    const report = await this.#ask({ kind: 'learn', files });
    this.#tell({ opening: false, ...(report && { tests: new Map() }) });
  }

  /** Takes the weights back that come along. */
  async takeShipped(): Promise<void> {
    await this.#studio.pause();
    await this.#ask({ kind: 'shipped' });
    await this.#look();
  }

  async #ask(question: OperatorQuestion): Promise<OperatorReport | null> {
    const report = await this.#studio.ask.operator(question);
    if (report) this.#tell({ state: report.state, byPoints: new Map() });
    return report;
  }

  async #look(): Promise<void> {
    const asked = ++this.#asked;
    const run = this.#run;
    const { state, points, byPoints } = this.view;
    const own = state ?? (await this.#studio.ask.operator({ kind: 'state' }))?.state;
    if (!own) return;
    const wanted = points ?? own.points;
    const report = await this.#studio.ask.operator({ kind: 'look', points: wanted });
    if (!report?.sight || run !== this.#run || asked !== this.#asked) return;
    const isSame = sameInput(own, report.state);
    const errors = new Map(isSame ? byPoints : []).set(wanted, report.sight.error);
    this.#tell({ state: report.state, sight: report.sight, byPoints: errors });
  }

  async #watch(): Promise<void> {
    const { loaded, step, pictures } = this.#studio.store.getState();
    this.#begin();
    const now = `${step} ${pictures}`;
    const began = performance.now();
    // The first picture comes first.
    if (loaded?.hasOperator && pictures > 0 && !document.hidden && (now !== this.#seen || !this.view.sight)) {
      if (step !== Number(this.#seen.split(' ')[0])) this.#tell({ byPoints: new Map() });
      await this.#look();
      this.#seen = now;
    }
    if (this.#listeners.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#watch(), pauseAfter(performance.now() - began));
  }

  /** Forgets what was known of another run; one that is compared stays what it was. */
  #begin(): void {
    const { loaded, view } = this.#studio.store.getState();
    const run = `${view?.id} ${loaded?.method} ${loaded?.nx} ${loaded?.ny}`;
    if (run !== this.#run) this.view = NOTHING;
    this.#run = run;
  }

  #tell(change: Partial<DeskView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function pauseAfter(look: number): number {
  return Math.min(LONGEST_MS, Math.max(LOOK_MS, SHARE * look));
}

function sameInput(a: OperatorState, b: OperatorState): boolean {
  return a.example === b.example && !a.painted && !b.painted;
}

const desks = new WeakMap<Studio, Desk>();

/** The present scene's operator, and what is known of it. */
export function useDesk(): { readonly desk: Desk; readonly view: DeskView } {
  const studio = useStudio();
  let desk = desks.get(studio);
  if (!desk) {
    desk = new Desk(studio);
    desks.set(studio, desk);
  }
  return { desk, view: useSyncExternalStore(desk.subscribe, desk.latest) };
}
