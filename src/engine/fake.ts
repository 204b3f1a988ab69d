import { OK } from '../../solvers/base/result';
import type { Metric, Profile, Stroke } from '../../solvers/methods/solver';
import type { Richardson } from '../richardson';
import type { OperatorReport } from '../worker/inside';
import type {
  AdapterReport,
  AnatomyReport,
  EngineApi,
  Envelope,
  KeptState,
  KernelReport,
  LoadedScene,
  MethodFit,
  PaneCamera,
  PaneSettings,
  PastMoment,
  Pulse,
  Race,
  ShownField,
  Taken,
  TakenState,
  WorkerMessage,
} from '../worker/protocol';
import { type FakePane, FIELDS, paintFake, vortexAt } from './fake-pictures';

const done = <T>(value: T): Promise<Envelope<T>> => Promise.resolve({ ok: true, value });
const refuse = <T>(detail: string, field: string): Promise<Envelope<T>> =>
  Promise.resolve({ ok: false, code: 'bad-input', detail, field });

/**
 * An engine for tests of the page: it keeps the contract of {@link EngineApi}, has analytic vortices for a flow,
 * and paints with the 2D canvas. It never touches a GPU.
 */
export class FakeEngine implements EngineApi {
  private port: MessagePort | null = null;
  private readonly panes = new Map<number, FakePane>();
  private timer: ReturnType<typeof setInterval> | null = null;
  private steps = 0;
  /** Steps of the moment that is looked at; null = the present. */
  private past: number | null = null;
  private dabs: Stroke[] = [];
  private running = false;
  private order = 0;
  private speed = 0;
  private parameters: Record<string, number> = {};
  private extent: readonly [number, number, number, number] = [0, 1, 0, 1];
  private background = '#ffffff';

  open(port: MessagePort): Promise<Envelope<AdapterReport>> {
    this.port = port;
    return done({ name: 'Fake adapter (2D canvas)', software: true });
  }

  load(scene: unknown): Promise<Envelope<LoadedScene>> {
    const { id = '', parameters = { Re: 100 } } = scene as { id?: string; parameters?: Record<string, unknown> };
    this.parameters = Object.fromEntries(Object.keys(parameters).map((name) => [name, 1]));
    this.extent = id.startsWith('cylinder') ? [0, 2.2, 0, 0.41] : [0, 1, 0, 1];
    this.steps = 0;
    this.past = null;
    this.dabs = [];
    this.running = false;
    this.draw();
    return done({
      method: 'flow',
      methodTitle: 'Flow',
      hasLevels: false,
      hasPoints: false,
      hasOperator: false,
      hasExperts: false,
      overTime: false,
      hasPast: true,
      paints: ['u', 'v'],
      gives: [],
      senses: [],
      startsByFormula: true,
      step: 0,
      takesWalls: true,
      nx: 128,
      ny: 128,
      extent: this.extent,
      fields: FIELDS,
      compared: null,
      hasVelocity: true,
      notes: ['dt = 0.00391 from CFL 0.5 at speed 1', 'Cells are stretched towards the walls'],
      cost: { dispatches: 42, bytes: 9.4e6, flops: 1.2e7 },
      memory: { needed: 5e6, budget: 1e9 },
    });
  }

  attachPane(index: number, canvas: OffscreenCanvas, pixels: readonly [number, number]): Promise<Envelope<null>> {
    [canvas.width, canvas.height] = pixels;
    const camera: PaneCamera = { center: [this.extent[1] / 2, this.extent[3] / 2], zoom: 1, orbit: [0.6, 0.7] };
    this.panes.set(index, { canvas, settings: null, camera, range: [0, 1, 0, 1] });
    return done(null);
  }
  detachPane(index: number): Promise<Envelope<null>> {
    this.panes.delete(index);
    return done(null);
  }
  resizePane(index: number, pixels: readonly [number, number]): Promise<Envelope<null>> {
    const pane = this.panes.get(index);
    if (pane) [pane.canvas.width, pane.canvas.height] = pixels;
    this.draw();
    return done(null);
  }
  setPane(index: number, settings: PaneSettings): Promise<Envelope<null>> {
    const pane = this.panes.get(index);
    if (pane) pane.settings = settings;
    this.draw();
    return done(null);
  }
  setCamera(index: number, camera: PaneCamera): Promise<Envelope<null>> {
    const pane = this.panes.get(index);
    if (pane) pane.camera = camera;
    this.draw();
    return done(null);
  }
  setTheme(background: number): Promise<Envelope<null>> {
    this.background = `#${background.toString(16).padStart(6, '0')}`;
    this.draw();
    return done(null);
  }
  run(order = this.order): Promise<Envelope<null>> {
    this.order = order;
    this.past = null;
    this.running = true;
    this.timer ??= setInterval(() => this.tick(), 100);
    return done(null);
  }
  pause(order = this.order): Promise<Envelope<null>> {
    this.order = order;
    this.running = false;
    if (this.timer) clearInterval(this.timer);
    this.timer = null;
    this.tell();
    return done(null);
  }
  step(count: number): Promise<Envelope<null>> {
    this.past = null;
    this.steps += count;
    this.draw();
    this.tell();
    return done(null);
  }
  reset(): Promise<Envelope<null>> {
    this.steps = 0;
    this.past = null;
    this.dabs = [];
    this.draw();
    this.tell();
    return done(null);
  }
  setSpeed(stepsPerFrame: number): Promise<Envelope<null>> {
    this.speed = stepsPerFrame;
    return done(null);
  }
  setParameter(name: string, value: number): Promise<Envelope<null>> {
    if (!(name in this.parameters)) return refuse(`The scene has no parameter ${name}.`, `parameters.${name}`);
    this.parameters[name] = value;
    return done(null);
  }
  stopAt(): Promise<Envelope<null>> {
    return done(null);
  }
  snapshot(): Promise<Envelope<TakenState | null>> {
    const state = { method: 'flow', numbers: { steps: this.steps }, arrays: {} };
    return done({ step: this.steps, time: timeAt(this.steps), state, ms: 0 });
  }
  restore(states: readonly KeptState[]): Promise<Envelope<null>> {
    this.steps = states.at(-1)!.step;
    this.draw();
    this.tell();
    return done(null);
  }
  field(name: string): Promise<Envelope<ShownField>> {
    const at = Float64Array.from({ length: 16 }, (_, k) => (k + 0.5) / 16);
    const values = Float32Array.from({ length: 256 }, (_, k) => this.value(name, at[k % 16]!, at[k >> 4]!));
    return done({ x: at, y: at, values });
  }
  take(names: readonly string[] | null): Promise<Envelope<Taken>> {
    const at = Float64Array.from({ length: 16 }, (_, k) => (k + 0.5) / 16);
    const faces = Float64Array.from({ length: 17 }, (_, k) => k / 16);
    const fields = (names ?? FIELDS.map(({ name }) => name)).map((name) => ({
      name,
      values: Float32Array.from({ length: 256 }, (_, k) => this.value(name, at[k % 16]!, at[k >> 4]!)),
    }));
    const { steps } = this;
    return done({
      step: steps,
      time: timeAt(steps),
      x: at,
      y: at,
      faces: { x: faces, y: faces },
      fields,
      distance: null,
    });
  }
  weights(): Promise<Envelope<null>> {
    return done(null);
  }
  landscape(): Promise<Envelope<null>> {
    return done(null);
  }
  space(): Promise<Envelope<[]>> {
    return done([]);
  }
  kernels(): Promise<Envelope<KernelReport>> {
    return done({ steps: 0, rows: [] });
  }
  /** Every step is a moment, every tenth a state to go on from. */
  lookBack(index: number | null): Promise<Envelope<PastMoment | null>> {
    this.past = index === null || this.steps === 0 ? null : Math.max(0, Math.min(this.steps - 1, index));
    this.draw();
    this.tell();
    if (this.past === null) return done(null);
    const from = { step: this.past - (this.past % 10), time: timeAt(this.past - (this.past % 10)) };
    return done({ index: this.past, count: this.steps, step: this.past, time: timeAt(this.past), from });
  }
  goOn(): Promise<Envelope<null>> {
    if (this.past === null) return refuse('Look at a moment first.', 'moment');
    this.steps = this.past - (this.past % 10);
    this.past = null;
    this.draw();
    this.tell();
    return done(null);
  }
  dab(strokes: readonly Stroke[]): Promise<Envelope<null>> {
    this.dabs.push(...strokes);
    this.past = null;
    this.draw();
    this.tell();
    return done(null);
  }
  sense(field: string, x: Float64Array, y: Float64Array): Promise<Envelope<Float64Array>> {
    return done(x.map((at, k) => this.value(field, at, y[k]!)));
  }
  probe(x: number, y: number): Promise<Envelope<Readonly<Record<string, number>>>> {
    return done(Object.fromEntries(FIELDS.map(({ name }) => [name, this.value(name, x, y)])));
  }
  profiles(): Promise<Envelope<readonly Profile[]>> {
    const positions = Float64Array.from({ length: 65 }, (_, i) => i / 64);
    const along = (f: (s: number) => number): Float64Array => positions.map(f);
    return done([
      { title: 'u on x = 0.5', coordinate: 'y', field: 'u', positions, values: along((s) => this.value('u', 0.5, s)) },
      { title: 'v on y = 0.5', coordinate: 'x', field: 'v', positions, values: along((s) => this.value('v', s, 0.5)) },
    ]);
  }
  cycle(): Promise<Envelope<null>> {
    return done(null);
  }
  refine(): Promise<Envelope<Richardson>> {
    return refuse('The doubles have no finer grids.', 'scene');
  }
  compare(): Promise<Envelope<LoadedScene>> {
    return refuse('The doubles have no other answer.', 'method');
  }
  race(): Promise<Envelope<Race | null>> {
    return done(null);
  }
  anatomy(): Promise<Envelope<AnatomyReport>> {
    return done({ training: null, spectrum: null });
  }
  operator(): Promise<Envelope<OperatorReport>> {
    return refuse('The doubles are no operators.', 'method');
  }
  experts(): Promise<Envelope<null>> {
    return done(null);
  }
  trio(): Promise<Envelope<null>> {
    return done(null);
  }
  measure(): Promise<Envelope<Readonly<Record<string, Metric>>>> {
    return done({});
  }
  methods(): Promise<Envelope<readonly MethodFit[]>> {
    return done([{ id: 'flow', title: 'Flow', refusal: null }]);
  }
  async capture(index: number): Promise<Envelope<Blob>> {
    const pane = this.panes.get(index);
    if (!pane) return refuse(`There is no pane ${index}.`, 'pane');
    return done(await pane.canvas.convertToBlob());
  }
  diagnostics(): Promise<Envelope<Readonly<Record<string, number>>>> {
    return done({ bytes: 0, buffers: 0, readbacks: 0 });
  }
  ping(): Promise<Envelope<number>> {
    return done(this.steps);
  }

  private tick(): void {
    this.steps += this.speed || 20;
    this.draw();
    this.tell();
  }

  private tell(): void {
    const t = timeAt(this.past ?? this.steps);
    const metrics: Record<string, Metric> = {
      residual: { value: Math.exp(-t / 3) * 0.1 + 1e-7, unit: '' },
      maxDiv: { value: 4e-7 * (1.3 + Math.sin(3 * t)), unit: '' },
      energy: { value: 0.04 * (1 - Math.exp(-t / 2)), unit: '' },
      iterations: { value: 4 + (this.steps % 3), unit: '' },
    };
    if (this.extent[1] > 2) {
      metrics.cD = { value: 3.2 + 0.03 * Math.sin(t * 4), unit: '' };
      metrics.cL = { value: Math.sin(t * 2), unit: '' };
    }
    const pulse: Pulse = {
      kind: 'pulse',
      step: this.steps,
      time: t,
      running: this.running,
      order: this.order,
      finished: false,
      outcome: OK,
      metrics,
      stepMs: 4.1,
      ranges: [...this.panes.values()].map((pane) => pane.range),
      pictures: this.panes.size,
      rival: null,
      moments: this.steps,
    };
    this.port?.postMessage(pulse satisfies WorkerMessage);
  }

  private value(field: string, x: number, y: number): number {
    return vortexAt(field, x, y, this.extent, timeAt(this.past ?? this.steps)) + this.painted(field, x, y);
  }

  private painted(field: string, x: number, y: number): number {
    return this.dabs
      .filter((dab) => dab.field === field)
      .reduce((sum, dab) => {
        const r2 = ((x - dab.x) ** 2 + (y - dab.y) ** 2) / dab.radius ** 2;
        return sum + dab.amount * Math.max(0, 1 - r2) ** 2;
      }, 0);
  }

  private draw(): void {
    for (const pane of this.panes.values()) {
      paintFake(pane, this.extent, this.background, (field, x, y) => this.value(field, x, y));
    }
  }
}

const timeAt = (step: number): number => step * 0.00391;
