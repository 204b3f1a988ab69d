import type { CycleTrace, Metric, Profile } from '../../solvers/methods/solver';
import type { Engine } from '../engine/connection';
import type { Richardson } from '../richardson';
import type { ExpertsReport, OperatorQuestion, OperatorReport, TrioQuestion, TrioReport } from '../worker/inside';
import type { AnatomyReport, KernelReport } from '../worker/protocol';

const NOTHING: AnatomyReport = { training: null, spectrum: null };

/** What the page asks the engine about the present scene. None of it throws. */
export class Questions {
  readonly #engine: () => Engine | null;
  readonly #guard: (action: () => unknown) => Promise<void>;

  /** @param guard says what goes wrong */
  constructor(engine: () => Engine | null, guard: (action: () => unknown) => Promise<void>) {
    this.#engine = engine;
    this.#guard = guard;
  }

  /** For what is loaded later and asks for itself; null where there is none. */
  get engine(): Engine | null {
    return this.#engine();
  }

  /** Lines through the present fields; empty where there is no engine. */
  profiles(): Promise<readonly Profile[]> {
    return this.#quietly<readonly Profile[]>((engine) => engine.profiles(), []);
  }

  /** The latest multigrid cycle; null where there is none. */
  cycle(): Promise<CycleTrace | null> {
    return this.#quietly<CycleTrace | null>((engine) => engine.cycle(), null);
  }

  /** The training from inside. */
  anatomy(): Promise<AnatomyReport> {
    return this.#quietly((engine) => engine.anatomy(), NOTHING);
  }

  /** What an operator says to a question; null where it cannot be had, which is then said. */
  operator(question: OperatorQuestion): Promise<OperatorReport | null> {
    return this.#aloud((engine) => engine.operator(question));
  }

  /** The experts of the present answer; null where there are none. */
  experts(): Promise<ExpertsReport | null> {
    return this.#quietly<ExpertsReport | null>((engine) => engine.experts(), null);
  }

  /** Three trainings side by side; null where there are none. */
  trio(question: TrioQuestion): Promise<TrioReport | null> {
    if (question.kind === 'end') return this.#quietly<TrioReport | null>((engine) => engine.trio(question), null);
    return this.#aloud((engine) => engine.trio(question));
  }

  /** Metrics that need a look at the whole fields; none where there is no engine. */
  measure(): Promise<Readonly<Record<string, Metric>>> {
    return this.#quietly<Readonly<Record<string, Metric>>>((engine) => engine.measure(), {});
  }

  /** PNG of a pane as it is drawn now; null where it cannot be had, which is then said. */
  capture(index: number, scale = 1): Promise<Blob | null> {
    return this.#aloud((engine) => engine.capture(index, scale));
  }

  /** What each kernel does in a step; null where it cannot be had, which is then said. */
  kernels(): Promise<KernelReport | null> {
    return this.#aloud((engine) => engine.kernels());
  }

  /** Error bars of the present scene; null where they cannot be had, which is then said. */
  refine(): Promise<Richardson | null> {
    return this.#aloud((engine) => engine.refine());
  }

  async #quietly<T>(ask: (engine: Engine) => Promise<T>, nothing: T): Promise<T> {
    const engine = this.#engine();
    return engine ? ask(engine).catch(() => nothing) : nothing;
  }

  async #aloud<T>(ask: (engine: Engine) => Promise<T>): Promise<T | null> {
    const engine = this.#engine();
    let found: T | null = null;
    await this.#guard(async () => {
      if (engine) found = await ask(engine);
    });
    return found;
  }
}
