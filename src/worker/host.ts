import { Failure } from '../../solvers/base/result';
import type { CycleTrace, Metric, Solver } from '../../solvers/methods/solver';
import type { Richardson } from '../richardson';
import { type Accompanied, CompareCalls } from './compare/compare-calls';
import { describeRun, describeScene } from './describe';
import { asFailure, reply } from './envelope';
import { Keepsake } from './keepsake';
import { Panes } from './panes';
import type { HostParts } from './parts';
import type { AdapterReport, EngineApi, Envelope, LoadedScene, MethodFit, Pulse } from './protocol';
import { Recovery } from './recovery';
import { Reporter } from './reporter';
import { Run } from './run';
import { Screen } from './screen';
import { Session } from './session';
import { type Plan, start } from './start';

const MAX_STEPS = 1_000_000;

/** The engine: owns the device, the solve and the pictures. The same in a worker and on the page. */
export class Host extends CompareCalls implements EngineApi {
  readonly #parts: HostParts;
  protected readonly panes: Panes;
  readonly #reporter = new Reporter(() => this.#describe());
  #session: Session | null = null;
  /** Why there is no session. */
  #absence = new Failure('no-adapter', 'Open the engine first.');
  #run: Run | null = null;
  /** The scene that runs, as it came. */
  #document: unknown = null;
  #keepsake: Keepsake | null = null;
  #speed = 0;
  /** The first session, where it was opened ahead. */
  #early: Promise<Session> | null = null;
  readonly #recovery: Recovery;
  readonly #screen: Screen;

  constructor(parts: HostParts) {
    super();
    this.#parts = parts;
    this.panes = new Panes(parts.openPicture);
    this.#screen = new Screen(
      this.panes,
      parts.requestFrame,
      () => this.#onFrame(),
      (error) => this.#report(error),
    );
    this.#recovery = new Recovery(
      () => this.#reopen(),
      (state, text) => {
        if (state === 'gone') this.#absence = new Failure('lost', text);
        this.#reporter.device(state, text);
      },
      parts.backoff,
    );
  }

  /** Opens the device and the renderer ahead of {@link open}, which tells what went wrong. */
  warm(): void {
    this.#early = this.#openSession();
    this.#early.catch(() => {});
  }

  open(port: MessagePort): Promise<Envelope<AdapterReport>> {
    return reply(async () => {
      this.#reporter.connect(port);
      const { gpu } = this.#session ?? (await (this.#early ?? this.#openSession()));
      return { name: gpu.adapterName, software: gpu.software };
    });
  }

  /** The scene that runs goes on until the new one has started; if that fails it just goes on. */
  load(scene: unknown): Promise<Envelope<LoadedScene>> {
    return reply(async () => {
      const session = this.#alive();
      const plan = await this.#parts.plan(scene);
      return session.exclusive(async () => {
        const solver = await start(session.gpu, plan);
        // A picture under way may still read the old fields.
        await this.#screen.settled();
        this.leave();
        this.history?.dispose();
        this.#run?.retire();
        this.#run = this.#runOf(session, solver, plan);
        this.#keepsake = new Keepsake(plan);
        this.#document = scene;
        this.#show();
        return describeScene(session.gpu, plan, solver, null);
      });
    });
  }

  run(): Promise<Envelope<null>> {
    return this.#order((run) => {
      this.present();
      run.start();
    });
  }

  /** Also keeps the state on the host, so that a loss of the GPU can come back to it. */
  pause(): Promise<Envelope<null>> {
    return this.#order(async (run, session) => {
      await run.pause();
      const keepsake = this.#keepsake!;
      keepsake.saved = await session.exclusive(() => run.solver.save());
    });
  }

  step(count: number): Promise<Envelope<null>> {
    return this.#order(async (run) => {
      if (!Number.isInteger(count) || count < 1 || count > MAX_STEPS) {
        throw new Failure('bad-input', `Steps are a whole number from 1 to ${MAX_STEPS}, not ${count}.`, 'count');
      }
      this.present();
      await run.step(count);
    });
  }

  reset(): Promise<Envelope<null>> {
    return this.#order(async (run, session) => {
      await session.exclusive(() => {
        this.present();
        this.history?.clear();
        this.companion?.comparison.restart();
        run.rewind();
        return run.solver.reset();
      });
      this.#keepsake!.saved = null;
      run.wake();
    });
  }

  setSpeed(stepsPerFrame: number): Promise<Envelope<null>> {
    return reply(() => {
      if (!Number.isInteger(stepsPerFrame) || stepsPerFrame < 0) {
        throw new Failure(
          'bad-input',
          `The speed is a whole number of steps per picture, or 0, not ${stepsPerFrame}.`,
          'speed',
        );
      }
      this.#speed = stepsPerFrame;
      if (this.#run) this.#run.speed = stepsPerFrame;
      return null;
    });
  }

  setParameter(name: string, value: number): Promise<Envelope<null>> {
    return this.#order(async (run, session) => {
      await session.exclusive(async () => {
        run.solver.setParameter(name, value);
        await this.companion?.comparison.setParameter(name, value);
      });
      this.#keepsake!.change(name, value);
      run.wake();
      this.companion?.wake();
    });
  }

  cycle(): Promise<Envelope<CycleTrace | null>> {
    return this.ask(async (solver) => (await solver.cycle?.()) ?? null);
  }
  measure(): Promise<Envelope<Readonly<Record<string, Metric>>>> {
    return this.ask((solver) => solver.measure());
  }
  /** The run waits meanwhile. */
  refine(): Promise<Envelope<Richardson>> {
    return this.ask((_solver, { gpu }) => this.#parts.richardson(gpu, this.#document));
  }
  methods(scene: unknown = this.#document): Promise<Envelope<readonly MethodFit[]>> {
    return reply(() => this.#parts.fits(scene));
  }
  capture(index: number): Promise<Envelope<Blob>> {
    return this.ask(async (_solver, { gpu }) => {
      await this.#screen.settled();
      return this.panes.capture(index, gpu, this.pictured);
    });
  }

  diagnostics(): Promise<Envelope<Readonly<Record<string, number>>>> {
    return reply(() => ({
      ...this.#alive().gpu.counters,
      pictures: this.#screen.count,
      generation: this.#alive().gpu.generation,
    }));
  }

  ping(): Promise<Envelope<number>> {
    return reply(() => this.#run?.solver.stepCount ?? 0);
  }

  protected accompanied(): Accompanied {
    const { plan, changes } = this.#keepsake!;
    return {
      plan,
      changes,
      rival: () => this.#parts.rival(this.#document, plan),
      settled: () => this.#screen.settled(),
      tell: (error) => {
        if (error) this.#report(error);
        this.#show();
      },
    };
  }

  protected paint(change: () => void | Promise<void>): Promise<Envelope<null>> {
    return reply(async () => {
      await (this.#session ? this.#session.exclusive(change) : change());
      this.#run?.wake();
      this.#screen.retry();
      return null;
    });
  }

  /** Ends the engine; pending calls reject. */
  close(): void {
    this.panes.close();
    this.#session?.close();
    this.#session = null;
    this.#run = null;
    this.#absence = new Failure('lost', 'The engine was closed.');
  }

  #alive(): Session {
    if (!this.#session) throw this.#absence;
    return this.#session;
  }

  protected act<T>(work: (run: Run, session: Session) => T | Promise<T>): Promise<Envelope<T>> {
    return reply(async () => {
      const session = this.#alive();
      const value = await work(this.#scene(), session);
      this.#show();
      return value;
    });
  }

  /** The same for a call that replies nothing. */
  #order(work: (run: Run, session: Session) => void | Promise<void>): Promise<Envelope<null>> {
    return this.act(async (run, session) => {
      await work(run, session);
      return null;
    });
  }

  protected ask<T>(work: (solver: Solver, session: Session) => Promise<T>): Promise<Envelope<T>> {
    return reply(() => {
      const session = this.#alive();
      const { solver } = this.#scene();
      return session.exclusive(() => work(solver, session));
    });
  }

  #describe(): Pulse | null {
    const run = this.#run;
    if (!run) return null;
    return describeRun(run, {
      ranges: this.panes.ranges(),
      pictures: this.#screen.count,
      moments: this.history?.count ?? 0,
      metrics: this.metricsOf(run),
      rival: this.companion?.state ?? null,
    });
  }

  #scene(): Run {
    if (!this.#run) throw new Failure('bad-input', 'Load a scene first.', 'scene');
    return this.#run;
  }

  async #openSession(): Promise<Session> {
    const onError = (message: string) => this.#reporter.notice('error', `The GPU reports: ${message}`);
    const gpu = await this.#parts.openGpu({ onError });
    this.panes.warm(gpu);
    this.#session = new Session(gpu, () => this.#onLost());
    return this.#session;
  }

  #runOf(session: Session, solver: Solver, plan: Plan): Run {
    const history = this.remember(session, solver, plan, this.#parts.openFrames);
    let told = solver.notes.length;
    const run: Run = new Run(session, solver, {
      draw: () => {
        this.#screen.ask();
        return this.#screen.draw(session, this.pictured);
      },
      ready: async () => {
        // Where nobody looks there is nothing to look back at.
        if (!this.panes.empty) await Promise.all([this.#screen.first(), history.warm()]);
      },
      before: async () => {
        if (!this.panes.empty) await history.offer();
      },
      animated: () => this.panes.animated,
      changed: () => {
        // What a method does on its own account on the way, such as halving the step, is said aloud.
        for (const note of solver.notes.slice(told)) this.#reporter.notice('warning', note);
        told = solver.notes.length;
        this.companion?.wake();
        this.#reporter.pulse();
      },
      stopped: (error) => {
        if (run !== this.#run) return;
        if (error) this.#report(error);
        else if (solver.outcome.code !== 'ok') this.#reporter.notice('error', solver.outcome.advice);
        this.#show();
      },
    });
    run.speed = this.#speed;
    return run;
  }

  #onLost(): void {
    this.#screen.abandon();
    this.panes.close();
    this.companion = null;
    this.#session = null;
    this.#absence = new Failure('lost', 'The GPU was lost; wait until it is back, or reload the page.');
    this.#reporter.pulse();
    void this.#recovery.lost();
  }

  /** A new device with the scene as it was loaded, the parameters as they are, and the last state that was kept. */
  async #reopen(): Promise<string> {
    const session = await this.#openSession();
    const lost = this.#run;
    const keepsake = this.#keepsake;
    if (!lost || !keepsake) return 'The GPU is back.';
    try {
      const run = this.#runOf(session, await keepsake.revive(session), keepsake.plan);
      this.#run = run;
      await session.exclusive(() => this.accompany(session, run));
    } catch (error) {
      if (session === this.#session) this.#session = null;
      session.close();
      throw error;
    }
    if (lost.wanted) this.#run.start();
    this.#show();
    return keepsake.saved
      ? `The GPU is back; the run goes on from step ${this.#scene().solver.stepCount}, where it was last paused.`
      : 'The GPU is back; the run starts again from the beginning.';
  }

  /** Brings the page and, as soon as it can be seen, the pictures up to date. */
  #show(): void {
    this.#reporter.pulse();
    this.#screen.retry();
  }

  #onFrame(): void {
    const session = this.#session;
    const run = this.#run;
    // A loop draws by itself between its batches.
    if (!session || !run || run.looping) return;
    session
      .exclusive(() => this.#screen.draw(session, this.pictured))
      .then(
        () => this.#reporter.pulse(),
        (error) => this.#report(error),
      );
  }

  #report(error: unknown): void {
    const failure = asFailure(error);
    // A loss has a message of its own.
    if (failure.code !== 'lost') this.#reporter.notice('error', failure.message);
  }
}
