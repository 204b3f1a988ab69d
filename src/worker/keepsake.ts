import type { Snapshot, Solver } from '../../solvers/methods/solver';
import type { Session } from './session';
import { type Plan, start } from './start';

/** What the host keeps of a scene so that it can come back on another device. */
export class Keepsake {
  readonly plan: Plan;
  readonly #changes = new Map<string, number>();
  /** The state when the run was last paused: while it runs no field is read back. */
  saved: Snapshot | null = null;

  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** Parameters that were changed since the scene was loaded. */
  get changes(): ReadonlyMap<string, number> {
    return this.#changes;
  }

  /** Remembers a parameter that was changed since the scene was loaded. */
  change(name: string, value: number): void {
    this.#changes.set(name, value);
  }

  /** The scene on a new device, as far as it was kept. */
  async revive(session: Session): Promise<Solver> {
    const solver = await session.exclusive(() => start(session.gpu, this.plan));
    for (const [name, value] of this.#changes) solver.setParameter(name, value);
    const { saved } = this;
    if (saved) await session.exclusive(() => solver.load(saved));
    return solver;
  }
}
