import { Failure } from '../../../solvers/base/result';
import type { Gpu } from '../../../solvers/gpu';
import type { Metric } from '../../../solvers/methods/solver';
import { describeScene } from '../describe';
import type { History, Pictured } from '../history';
import { HistoryCalls } from '../history-calls';
import type { ExpertsReport, OperatorQuestion, OperatorReport, TrioQuestion, TrioReport } from '../inside';
import type { Keepsake } from '../keepsake';
import type { AnatomyReport, EngineApi, Envelope, LoadedScene, Race } from '../protocol';
import type { Run } from '../run';
import type { Session } from '../session';
import type { Plan } from '../start';
import type { Trio } from '../trio';
import type { RivalPlan } from './choose';
import { Companion } from './companion';
import type { Comparison } from './comparison';
import { wordFor } from './kinds';
import type { HiddenTruth } from './sensing';
import { periodicIn, targetOf } from './target';

type CompareApi = Pick<EngineApi, 'sense' | 'probe' | 'race' | 'compare' | 'anatomy' | 'operator' | 'experts' | 'trio'>;

/** What a comparison must know of the scene that runs. */
export interface Accompanied {
  readonly plan: Plan;
  readonly keepsake: Keepsake;
  /** Parameters that were changed since it was loaded. */
  readonly changes: ReadonlyMap<string, number>;
  /** The same scene by another method. */
  planned(method: string): Promise<Plan>;
  /** How else it can be answered. */
  rival(): Promise<RivalPlan | null>;
  /** Resolves when no picture is under way. */
  settled(): Promise<void>;
  /** The other answer went on, or failed. */
  tell(error?: unknown): void;
}

/** The engine's calls about the answer beside the run's own. */
export abstract class CompareCalls extends HistoryCalls implements CompareApi {
  protected companion: Companion | null = null;
  #trio: Trio | null = null;
  #truth: HiddenTruth | null = null;
  /** What was chosen to be compared with; null = nothing is compared. */
  #chosen: { readonly other: RivalPlan | null } | null = null;

  /** The scene that runs. */
  protected abstract accompanied(): Accompanied;

  compare(on: boolean): Promise<Envelope<LoadedScene>> {
    return this.act(async (run, session) => {
      const scene = this.accompanied();
      const chosen = on ? { other: await scene.rival() } : null;
      return session.exclusive(async () => {
        await scene.settled();
        if (this.accompanied().plan !== scene.plan) {
          throw new Failure('bad-input', 'another scene was opened meanwhile', 'scene');
        }
        this.leave();
        this.#chosen = chosen;
        await this.accompany(session, run);
        return describeScene(session.gpu, scene.plan, run.solver, this.companion?.comparison ?? null);
      });
    });
  }

  race(): Promise<Envelope<Race | null>> {
    return this.act(() => this.companion?.comparison.race.race ?? null);
  }

  anatomy(): Promise<Envelope<AnatomyReport>> {
    return this.ask(async (solver) => ({
      training: (await solver.anatomy?.()) ?? null,
      spectrum: (await this.companion?.comparison.spectrum()) ?? null,
    }));
  }

  operator(question: OperatorQuestion): Promise<Envelope<OperatorReport>> {
    return this.act(async (run, session) => {
      // Not before it is asked for: a first visit loads as little as it can.
      const { answerOf } = await import('../operator-desk');
      const report = await session.exclusive(() => {
        if (question.kind === 'choose' || question.kind === 'train') this.companion?.comparison.restart();
        if (question.kind === 'train') run.rewind();
        return answerOf(run.solver, this.accompanied().keepsake, question);
      });
      run.wake();
      this.companion?.wake();
      return report;
    });
  }

  experts(): Promise<Envelope<ExpertsReport | null>> {
    return this.ask(async (solver) => (await solver.experts?.()) ?? null);
  }

  trio(question: TrioQuestion): Promise<Envelope<TrioReport | null>> {
    return this.act(async (_run, session) => {
      if (question.kind === 'begin') {
        const { Trio, TRIO } = await import('../trio');
        const scene = this.accompanied();
        const plans = await plansFor(scene, TRIO);
        const own = question.from === 'shipped' ? plans : plans.map((plan) => ({ ...plan, weights: null }));
        const other = await scene.rival();
        await session.exclusive(async () => {
          this.#endTrio();
          this.#trio = await Trio.create(session.gpu, own, other?.plan ?? null, scene.changes);
        });
      }
      return session.exclusive(async () => {
        if (question.kind === 'end') this.#endTrio();
        const trio = this.#trio;
        if (question.kind === 'step') await trio?.step(question.count);
        else await trio?.solve();
        return trio ? trio.report() : null;
      });
    });
  }

  sense(field: string, x: Float64Array, y: Float64Array): Promise<Envelope<Float64Array>> {
    return this.act(async (_run, session) => {
      const { HiddenTruth } = await import('./sensing');
      const { plan, changes, rival } = this.accompanied();
      const problem = { ...plan.problem, parameters: { ...plan.problem.parameters, ...Object.fromEntries(changes) } };
      if (!this.#truth?.holdsFor(problem)) {
        const other = await rival();
        const alone = <T>(work: () => Promise<T>): Promise<T> => session.exclusive(work);
        this.#truth = await HiddenTruth.of(session.gpu, { ...plan, problem }, other, alone);
      }
      return this.#truth.at(field, { x, y });
    });
  }

  override probe(x: number, y: number): Promise<Envelope<Readonly<Record<string, number>>>> {
    return this.ask(() => (this.companion ? this.companion.comparison.probe(x, y) : this.history!.probe(x, y)));
  }

  /** What the renderer is given. */
  protected get pictured(): Pictured {
    return this.companion?.comparison ?? this.history!.pictured;
  }

  /** The run's metrics with those that a comparison adds. */
  protected metricsOf({ solver }: Run): Readonly<Record<string, Metric>> {
    return { ...solver.metrics(), ...this.companion?.comparison.metrics };
  }

  /** Sets the chosen answer beside a run; call it alone on the device, with no picture under way. */
  protected async accompany(session: Session, run: Run): Promise<void> {
    if (!this.#chosen) return;
    const { plan, changes, tell } = this.accompanied();
    const comparison = await comparisonOf(session.gpu, run, plan, this.#chosen.other, this.history!);
    for (const [name, value] of changes) await comparison.setParameter(name, value);
    this.companion = new Companion(session, run, comparison, tell);
    this.companion.wake();
  }

  #endTrio(): void {
    this.#trio?.dispose();
    this.#trio = null;
  }

  /** Ends the other answer; call it alone on the device, with no picture under way. */
  protected leave(): void {
    this.#chosen = null;
    this.companion?.retire();
    this.companion = null;
  }
}

/** The plans of those methods that take the scene; what is wrong where none does. */
async function plansFor(scene: Accompanied, methods: readonly string[]): Promise<Plan[]> {
  const all = await Promise.allSettled(methods.map((method) => scene.planned(method)));
  const plans = all.flatMap((plan) => (plan.status === 'fulfilled' ? [plan.value] : []));
  const [first] = all;
  if (plans.length === 0 && first?.status === 'rejected') throw first.reason;
  return plans;
}

async function comparisonOf(
  gpu: Gpu,
  run: Run,
  plan: Plan,
  other: RivalPlan | null,
  history: History,
): Promise<Comparison> {
  const [{ makeRival }, compare, { OperatorRival }] = await Promise.all([
    import('./choose'),
    import('./comparison'),
    import('./operator-rival'),
  ]);
  const target = targetOf(plan.problem, run.solver.display);
  const { operator } = run.solver;
  const made = operator
    ? { rival: new OperatorRival(gpu, other?.title ?? 'solver', operator, target), truth: null, yardstick: null }
    : await makeRival(gpu, plan, target, other);
  const title = wordFor(plan.method.id);
  try {
    const { solver } = run;
    const shown = {
      ...(solver.sampleOn && { sampleOn: solver.sampleOn.bind(solver) }),
      display: solver.display,
      refresh: (names: readonly string[]) => history.pictured.refresh(names),
      fill: (names: readonly string[]) => history.pictured.fill!(names),
      probe: (x: number, y: number) => history.probe(x, y),
    };
    return await compare.Comparison.create(gpu, {
      shown,
      title,
      target,
      isPeriodic: periodicIn(plan.problem, target),
      ...made,
    });
  } catch (error) {
    made.rival.dispose();
    if (made.truth !== made.rival) made.truth?.dispose();
    throw error;
  }
}
