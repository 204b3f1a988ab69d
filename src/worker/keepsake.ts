import type { Snapshot, Solver } from '../../solvers/methods/solver';
import type { OpenData } from './data-files';
import { Gap } from './gap';
import type { Session } from './session';
import { type Plan, start } from './start';

/** A run that is lost goes back by about this much, ms, and by more only where reading the state would be felt. */
const KEEP_MS = 5_000;
/** States over this size are not kept while the run goes on, bytes. */
const LARGEST = 2 ** 28;

/** What the host keeps of a scene so that it can come back on another device: its latest state, now and then. */
export class Keepsake {
  readonly plan: Plan;
  readonly #changes = new Map<string, number>();
  readonly #gap: Gap;
  #data: OpenData | null = null;
  #saved: Snapshot | null = null;
  /** The step of the state that is kept. */
  #step = 0;
  #isLarge = false;

  /** @param every ms between two states at least. */
  constructor(plan: Plan, every = KEEP_MS) {
    this.plan = plan;
    this.#gap = new Gap(every, () => performance.now());
    this.#gap.begin();
  }

  /** Parameters that were changed since the scene was loaded. */
  get changes(): ReadonlyMap<string, number> {
    return this.#changes;
  }

  /** Remembers a parameter that was changed since the scene was loaded. */
  change(name: string, value: number): void {
    this.#changes.set(name, value);
  }

  /** Remembers the files that are learned of, and closes those before them. */
  hold(data: OpenData | null): void {
    this.#data?.close();
    this.#data = data;
  }

  /** Keeps the state if it is time to, and the run is well; call it alone on the device, between two steps. */
  async offer(solver: Solver): Promise<void> {
    if (this.#isLarge || solver.outcome.code !== 'ok' || solver.stepCount === this.#step || !this.#gap.due()) return;
    await this.#gap.timed(() => this.save(solver));
    const bytes = Object.values(this.#saved!.arrays).reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.#isLarge = bytes > LARGEST;
    if (this.#isLarge) this.forget();
  }

  /** Keeps the state as it is now. */
  async save(solver: Solver): Promise<void> {
    this.keep(await solver.save(), solver.stepCount);
  }

  /** Keeps a state that somebody has read. */
  keep(snapshot: Snapshot, step: number): void {
    this.#saved = snapshot;
    this.#step = step;
    this.#gap.begin();
  }

  /** The run begins again. */
  forget(): void {
    this.#saved = null;
    this.#step = 0;
  }

  /** The scene on a new device, as far as it was kept, and that in words. */
  async revive(session: Session): Promise<{ readonly solver: Solver; readonly state: string }> {
    const solver = await session.exclusive(() => start(session.gpu, this.plan));
    for (const [name, value] of this.#changes) solver.setParameter(name, value);
    const data = this.#data;
    if (data) await session.exclusive(() => solver.takeExamples?.(data.data, null));
    const saved = this.#saved;
    if (!saved) return { solver, state: 'the run starts again from the beginning' };
    await session.exclusive(() => solver.load(saved));
    return { solver, state: `the run goes on from step ${solver.stepCount}` };
  }
}
