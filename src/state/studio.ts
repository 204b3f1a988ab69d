import type { Scene } from '../../scenes';
import { Failure } from '../../solvers/base/result';
import type { EngineClient } from '../engine/client';
import { latest } from '../engine/latest';
import { Lines } from '../engine/lines';
import { BrushLink } from './brush-link';
import { CoachLink } from './coach-link';
import { CompareLink } from './compare-link';
import { Complaints } from './complaints';
import { DrawnLink } from './drawn-link';
import { MetricHistory } from './history';
import type { SceneLibrary } from './library';
import { hear } from './news';
import { PaneLink } from './pane-link';
import type { CanvasColours, StudioParts } from './parts';
import { PastLink } from './past-link';
import { Questions } from './questions';
import { SceneOpener } from './scene-opener';
import { createStudioStore, type StudioState, type StudioStore } from './store';

const RESTARTS = 1;

/**
 * The page's one conductor: commands from the panels go through it to the engine, news from the engine through it
 * into the store. It holds what is no state: the engine's client, the series and the document library.
 */
export class Studio {
  readonly store: StudioStore = createStudioStore();
  readonly history = new MetricHistory();
  readonly library: SceneLibrary;
  private readonly parts: StudioParts;
  private readonly complaints = new Complaints(this.store);
  private readonly lines = new Lines((error) => this.complaints.grumble(error));
  /** Looking back at the run's moments. */
  readonly past: PastLink;
  /** Dabs into the running fields. */
  readonly brush: BrushLink;
  /** Walls, paint and sensors that are part of the scene. */
  readonly drawn: DrawnLink;
  /** Following the coach's advice. */
  readonly coach: CoachLink;
  /** Another answer beside the run's own. */
  readonly compare: CompareLink;
  readonly ask: Questions;
  private readonly panes: PaneLink;
  private readonly opener: SceneOpener;
  private client: EngineClient | null = null;
  private restarts = 0;
  private colours: CanvasColours = { background: 0xffffff, foreground: 0x000000 };

  constructor(parts: StudioParts) {
    this.parts = parts;
    this.library = parts.library;
    const engine = () => this.client?.engine ?? null;
    this.ask = new Questions(engine, (action) => this.guard(action));
    this.panes = new PaneLink(this.store, engine, this.lines, parts);
    this.brush = new BrushLink(this.store, engine, {
      report: (error) => this.complaints.grumble(error),
      keep: (strokes) => void this.drawn.paint(strokes),
    });
    this.drawn = new DrawnLink({
      store: this.store,
      goOn: (scene) => this.opener.open(scene, { regridded: true, goesOn: true }),
      guard: (action) => this.guard(action),
      engine,
    });
    this.compare = new CompareLink({
      store: this.store,
      library: this.library,
      engine,
      guard: (action) => this.guard(action),
      open: (scene) => this.opener.open(scene, { isCompared: true }),
      relay: (scene, loaded) => this.opener.relay(scene, loaded),
      report: (error) => this.report(error),
    });
    this.opener = new SceneOpener({
      store: this.store,
      library: this.library,
      history: this.history,
      panes: this.panes,
      compare: this.compare,
      patience: parts.patience,
      client: () => this.client,
      run: (ready) => this.run(ready),
    });
    this.coach = new CoachLink({
      store: this.store,
      setCells: (n) => this.setCells(n),
      setStep: (dt) => this.setStep(dt),
      setParameter: (name, value) => this.setParameter(name, value),
      reopen: (scene) => this.guard(() => this.opener.open(scene, { regridded: true })),
      reset: () => this.reset(),
      run: () => this.run(),
    });
    this.past = new PastLink({
      store: this.store,
      lines: this.lines,
      engine,
      run: () => this.run(),
      pause: () => this.pause(),
      guard: (action) => this.guard(action),
    });
  }

  /** Opens the scene in the link, or the first one, and sets it flowing. Never throws. */
  async boot(hash: string): Promise<void> {
    await this.waitForScene(hash);
    await this.startEngine();
  }

  /** Opens the scene of a new location hash; the present scene stays where the hash is broken or empty. */
  async openHash(hash: string): Promise<void> {
    await this.guard(async () => {
      const scene = await this.library.fromHash(hash);
      if (scene !== null) await this.opener.open(scene);
    });
  }

  /** Tries again to start an engine that was not there, with the present scene. */
  async retry(): Promise<void> {
    if (!this.client) await this.startEngine();
  }

  openPreset(id: string): Promise<void> {
    return this.guard(() => this.opener.open(this.library.preset(id), { isPreset: true }));
  }

  /** Opens the text of a scene file; one clear line where it does not hold, and the present scene stays. */
  openText(text: string): Promise<void> {
    return this.guard(async () => {
      const scene = this.library.parse(text);
      const { differInDrawn } = await import('./drawn');
      const goesOn = differInDrawn(this.state.scene as Scene, scene as Scene);
      await this.opener.open(scene, goesOn ? { regridded: true, goesOn } : {});
    });
  }

  /** @param ready what to wait for; whoever pauses meanwhile is obeyed. */
  async run(ready?: Promise<void>): Promise<void> {
    const order = this.state.giveOrder(true);
    await ready;
    if (order !== this.state.order) return;
    await this.guard(() => this.client?.engine.run(order));
    this.state.say('Running.');
  }

  async pause(): Promise<void> {
    const order = this.state.giveOrder(false);
    await this.guard(() => this.client?.engine.pause(order));
    this.state.say(`Paused at step ${this.state.step}.`);
  }

  toggle(): Promise<void> {
    return this.state.running ? this.pause() : this.run();
  }

  async step(): Promise<void> {
    if (this.state.running) await this.pause();
    this.state.setPast(null);
    await this.guard(() => this.client?.engine.step(1));
  }

  async reset(): Promise<void> {
    await this.guard(async () => {
      await this.client?.engine.reset();
      this.history.clear();
      this.state.rewind();
      this.state.say('Back at the start.');
    });
  }

  async setSpeed(speed: number): Promise<void> {
    this.state.setSpeed(speed);
    await this.guard(() => this.client?.engine.setSpeed(speed));
  }

  /** Changes a parameter of the running solve and of the scene that would be shared. */
  setParameter(name: string, value: number): void {
    void this.guard(() => {
      this.state.parameterChanged(this.library.withParameter(this.state.scene, name, value), name, value);
      this.lines.line(`parameter ${name}`, async (now: number) => this.client?.engine.setParameter(name, now))(value);
    });
  }

  /** Starts the present scene again with `n` cells along its side of the most cells. */
  setCells(n: number): Promise<void> {
    return this.guard(() => this.opener.open(this.library.withCells(this.state.scene, n), { regridded: true }));
  }

  /** Starts the present scene again with another time step; null leaves it to the method. */
  setStep(dt: number | null): Promise<void> {
    return this.guard(() => this.opener.open(this.library.withStep(this.state.scene, dt), { regridded: true }));
  }

  /** The location hash that holds the present scene. */
  link(): Promise<string> {
    return Promise.resolve(this.library.toHash(this.state.scene));
  }

  /** Hands a fresh canvas to the engine, and tells it how to draw there. */
  attach(index: number, canvas: OffscreenCanvas, pixels: readonly [number, number]): Promise<void> {
    return this.guard(() => this.panes.attach(index, canvas, pixels));
  }

  detach(index: number): Promise<void> {
    return this.guard(() => this.panes.detach(index));
  }

  resize(index: number, pixels: readonly [number, number]): void {
    this.panes.resize(index, pixels);
  }

  /** Values at a point, for the shared cursor; the newest question wins. */
  readonly probe = latest(
    async (x: number, y: number) => {
      const values = await this.client?.engine.probe(x, y);
      const cursor = this.state.cursor;
      if (cursor && values) this.state.setCursor({ ...cursor, values });
    },
    () => {},
  );

  setColours(colours: CanvasColours): void {
    this.colours = colours;
    void this.guard(() => this.client?.engine.setTheme(colours.background, colours.foreground));
  }

  /** Says what went wrong; the scene stays. */
  report(error: unknown): void {
    this.complaints.report(error);
  }

  private get state(): StudioState {
    return this.store.getState();
  }

  private guard(action: () => unknown): Promise<void> {
    return this.complaints.guard(action);
  }

  private async waitForScene(hash: string): Promise<void> {
    try {
      const scene = await this.library.fromHash(hash);
      if (scene !== null) {
        this.opener.wait(scene);
        return;
      }
    } catch (error) {
      this.report(error);
      this.state.notify('info', 'The first scene is shown instead.');
    }
    this.opener.wait(this.library.preset(this.library.first), { isPreset: true });
  }

  private async startEngine(): Promise<void> {
    this.state.engineStarting();
    this.panes.forget();
    this.lines.clear();
    this.client = null;
    try {
      this.client = await this.parts.start({
        onMessage: (message) => hear(message, this.store, this.history),
        onDeath: (failure) => void this.buryAndRestart(failure),
      });
      this.setColours(this.colours);
      this.state.engineReady(this.client.adapter, this.client.place);
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('breakdown', String(error));
      this.client = null;
      this.state.engineGone(failure.code === 'no-adapter' ? 'unavailable' : 'stopped', failure.message);
      return;
    }
    await this.guard(() => this.opener.openWaiting());
  }

  private async buryAndRestart(failure: Failure): Promise<void> {
    this.client = null;
    if (this.restarts >= RESTARTS) {
      this.state.engineGone('stopped', failure.message);
      return;
    }
    this.restarts += 1;
    this.state.notify('warning', 'The engine stopped and was started again.');
    this.history.clear();
    this.state.rewind();
    await this.startEngine();
  }
}
