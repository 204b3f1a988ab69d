import { Failure } from '../../solvers/base/result';
import type { CycleTrace, Metric, Solver } from '../../solvers/methods/solver';
import type { Richardson } from '../richardson';
import type { Accompanied } from './compare/compare-calls';
import { describeRun, describeScene } from './describe';
import { asFailure, reply } from './envelope';
import { FrameSource } from './frame-source';
import { Keepsake } from './keepsake';
import { Lifeline } from './lifeline';
import { Panes } from './panes';
import type { HostParts } from './parts';
import type { AdapterReport, EngineApi, Envelope, LoadedScene, MethodFit, Pulse } from './protocol';
import { Reporter } from './reporter';
import { Run } from './run';
import { RunCalls } from './run-calls';
import { Screen } from './screen';
import type { Session } from './session';
import { start } from './start';

/** The engine: owns the device, the solve and the pictures. The same in a worker and on the page. */
export class Host extends RunCalls implements EngineApi {
  readonly #parts: HostParts;
  protected readonly panes: Panes;
  readonly #reporter = new Reporter(() => this.#describe());
  /** The scene that runs, as it came. */
  #document: unknown = null;
  readonly #life: Lifeline;
  readonly #frames: FrameSource;
  readonly #screen: Screen;

  constructor(parts: HostParts) {
    super();
    this.#parts = parts;
    this.panes = new Panes(parts.openPicture);
    this.#frames = new FrameSource(parts.requestFrame, () => this.#reporter.wishFrame());
    this.#screen = new Screen(
      this.panes,
      (callback) => this.#frames.ask(callback),
      () => this.#onFrame(),
      (error) => this.#report(error),
    );
    this.#life = new Lifeline(parts, {
      opened: (gpu) => this.panes.warm(gpu),
      lost: () => this.#onLost(),
      revive: (session) => this.#revive(session),
      tell: (state, text) => this.#reporter.device(state, text),
      complain: (text) => this.#reporter.notice('error', text),
    });
  }

  /** Opens the device and the renderer ahead of {@link open}, which tells what went wrong. */
  warm(): void {
    this.#life.warm();
  }

  open(port: MessagePort): Promise<Envelope<AdapterReport>> {
    return reply(async () => {
      this.#reporter.connect(port, (news) => this.#frames.hear(news));
      const { gpu } = await this.#life.open();
      return { name: gpu.adapterName, software: gpu.software };
    });
  }

  /**
   * The scene that runs goes on until the new one has started; if that fails it just goes on.
   * @param goesOn the scene differs in its bodies alone: where the method can, its run goes on from the present state
   */
  load(scene: unknown, goesOn = false): Promise<Envelope<LoadedScene>> {
    return reply(async () => {
      const session = this.#life.alive();
      const plan = await this.#parts.plan(scene);
      return session.exclusive(async () => {
        const solver = await start(session.gpu, plan);
        if (goesOn) await this.#goOn(solver);
        // A picture under way may still read the old fields.
        await this.#screen.settled();
        this.leave();
        this.history?.dispose();
        this.current?.retire();
        this.keepsake?.hold(null);
        this.keepsake = new Keepsake(plan, this.#parts.keepEvery);
        this.current = this.#runOf(session, solver, this.keepsake);
        this.#document = scene;
        this.#show();
        return describeScene(session.gpu, plan, solver, null);
      });
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
  capture(index: number, scale = 1): Promise<Envelope<Blob>> {
    return this.ask(async (_solver, { gpu }) => {
      await this.#screen.settled();
      const picture = await this.panes.capture(index, gpu, this.pictured, scale);
      // What is on the screen has another size.
      if (scale !== 1) this.#screen.retry();
      return picture;
    });
  }

  diagnostics(): Promise<Envelope<Readonly<Record<string, number>>>> {
    return reply(() => ({
      ...this.#life.alive().gpu.counters,
      pictures: this.#screen.count,
      generation: this.#life.alive().gpu.generation,
    }));
  }

  ping(): Promise<Envelope<number>> {
    return reply(() => this.current?.solver.stepCount ?? 0);
  }

  protected accompanied(): Accompanied {
    const keepsake = this.keepsake!;
    const { plan, changes } = keepsake;
    return {
      plan,
      keepsake,
      changes,
      planned: async (method) => this.#parts.plan({ ...(this.#document as object), method }),
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
      const { session } = this.#life;
      await (session ? session.exclusive(change) : change());
      this.current?.wake();
      this.#screen.retry();
      return null;
    });
  }

  /** Ends the engine; pending calls reject. */
  close(): void {
    this.panes.close();
    this.#life.close();
    this.current = null;
  }

  protected act<T>(work: (run: Run, session: Session) => T | Promise<T>): Promise<Envelope<T>> {
    return reply(async () => {
      const session = this.#life.alive();
      const value = await work(this.#scene(), session);
      this.#show();
      return value;
    });
  }

  protected ask<T>(work: (solver: Solver, session: Session) => Promise<T>): Promise<Envelope<T>> {
    return reply(() => {
      const session = this.#life.alive();
      this.#scene();
      // A scene that is being loaded takes the place of this one before it is this call's turn.
      return session.exclusive(() => work(this.#scene().solver, session));
    });
  }

  #describe(): Pulse | null {
    const run = this.current;
    if (!run) return null;
    return describeRun(run, {
      order: this.order,
      ranges: this.panes.ranges(),
      pictures: this.#screen.count,
      moments: this.history?.count ?? 0,
      metrics: this.metricsOf(run),
      rival: this.companion?.state ?? null,
    });
  }

  #scene(): Run {
    if (!this.current) throw new Failure('bad-input', 'Load a scene first.', 'scene');
    return this.current;
  }

  /** What runs now hands its state over; where that cannot be, the new run begins at its start. */
  async #goOn(solver: Solver): Promise<void> {
    const now = this.current?.solver;
    if (!solver.goOnFrom || now?.method !== solver.method || now.outcome.code !== 'ok') return;
    await solver.goOnFrom(await now.save());
  }

  #runOf(session: Session, solver: Solver, keepsake: Keepsake): Run {
    const { openFrames } = this.#parts;
    const history = this.remember(session, solver, { plan: keepsake.plan, keepsake, openFrames });
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
        await keepsake.offer(solver);
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
        if (run !== this.current) return;
        if (error) this.#report(error);
        else if (solver.outcome.code !== 'ok') this.#reporter.notice('error', solver.outcome.advice);
        this.#show();
      },
    });
    run.speed = this.speed;
    return run;
  }

  #onLost(): void {
    this.#screen.abandon();
    this.panes.close();
    this.companion = null;
    this.#reporter.pulse();
  }

  /** On a new device, the scene with its parameters as they are and the last state that was kept. */
  async #revive(session: Session): Promise<string> {
    const { current: lost, keepsake } = this;
    if (!lost || !keepsake) return 'The GPU is back.';
    const { solver, state } = await keepsake.revive(session);
    const run = this.#runOf(session, solver, keepsake);
    run.last = lost.last;
    this.current = run;
    await session.exclusive(() => this.accompany(session, run));
    if (lost.wanted) run.start();
    this.#show();
    return `The GPU is back; ${state}.`;
  }

  /** Brings the page and, as soon as it can be seen, the pictures up to date. */
  #show(): void {
    this.#reporter.pulse();
    this.#screen.retry();
  }

  #onFrame(): void {
    const { session } = this.#life;
    const run = this.current;
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
