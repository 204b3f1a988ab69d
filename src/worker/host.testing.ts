/** Doubles for the tests of the hosts: a device that only lives and dies, and a solver that only counts. */
import { expect, vi } from 'vitest';
import { Failure, OK, type Outcome } from '../../solvers/base/result';
import type { DeviceArray, Gpu } from '../../solvers/gpu';
import type { Problem } from '../../solvers/methods/problem';
import type { Display, Method, Metric, Snapshot, Solver } from '../../solvers/methods/solver';
import { Host } from './host';
import type { Picture } from './panes';
import { FakePort } from './port.testing';

export class FakeGpu {
  readonly adapterName = 'fake adapter';
  readonly software = true;
  readonly counters = { bytesAlive: 0, readbacks: 0 };
  readonly generation: number;
  readonly budget: number;
  closed = false;
  lose!: () => void;
  readonly lost = new Promise<Failure>((resolve) => {
    this.lose = () => resolve(new Failure('lost', 'The GPU device was lost (test).'));
  });

  constructor(generation = 1, budget = 1e9) {
    this.generation = generation;
    this.budget = budget;
  }

  assertFits(bytes: number, what: string, field?: string): void {
    if (bytes > this.budget) throw new Failure('out-of-memory', `${what} needs ${bytes} bytes.`, field);
  }

  async done(): Promise<void> {}

  attempt<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  close(): void {
    this.closed = true;
  }

  get asGpu(): Gpu {
    return this as unknown as Gpu;
  }
}

/** Counts steps; one step advances the time by 0.5 and takes a task. */
export class CountingSolver implements Solver {
  readonly method = 'count';
  stepCount = 0;
  outcome: Outcome = OK;
  disposed = false;
  readonly notes: string[] = ['dt = 0.5'];
  readonly cost = { dispatches: 1, bytes: 8, flops: 2 };
  readonly refreshed: string[] = [];
  readonly parameters: Record<string, number>;
  readonly batches: number[] = [];
  readonly limit: number;
  /** Set to make the next step fail or hang. */
  fault: 'diverge' | 'throw' | 'hang' | null = null;
  /** Calls inside the solver at this moment; more than one would be a fault of the host. */
  inside = 0;
  display: Display;

  constructor(problem: Problem, limit = Number.POSITIVE_INFINITY) {
    this.parameters = { ...problem.parameters };
    this.limit = limit;
    const data = {} as DeviceArray;
    const facesX = Float64Array.of(0, 1, 2);
    const facesY = Float64Array.of(0, 1);
    const fields = [{ name: 'u', title: 'u', latex: 'u', unit: '', kind: 'sequential' as const, data }];
    this.display = { nx: 2, ny: 1, facesX, facesY, fields, velocity: null, distance: null };
  }

  get time(): number {
    return this.stepCount / 2;
  }
  get finished(): boolean {
    return this.stepCount >= this.limit;
  }

  async step(n: number): Promise<void> {
    if (this.disposed) throw new Error('stepped after disposal');
    if (++this.inside > 1) throw new Error('two calls at once');
    this.batches.push(n);
    if (this.fault === 'hang') await new Promise(() => {});
    if (this.fault === 'throw') throw new Error('boom');
    for (let k = 0; k < n && !this.finished; k++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.fault === 'diverge') {
        this.outcome = { code: 'diverged', advice: 'Use a smaller time step.' };
        break;
      }
      this.stepCount++;
    }
    this.inside--;
  }

  metrics(): Readonly<Record<string, Metric>> {
    return { count: { value: this.stepCount, unit: '' } };
  }
  async measure(): Promise<Readonly<Record<string, Metric>>> {
    return { relL2: { value: 0.25, unit: '' } };
  }
  setParameter(name: string, value: number): void {
    if (this.inside > 0) throw new Error('changed during a step');
    if (!Object.hasOwn(this.parameters, name))
      throw new Failure('bad-input', `There is no parameter ${name}.`, `parameters.${name}`);
    this.parameters[name] = value;
  }
  refresh(names: readonly string[]): void {
    this.refreshed.push(...names);
  }
  async profiles() {
    return [];
  }
  async probe(x: number) {
    if (this.inside > 0) throw new Error('probed during a step');
    return { u: x };
  }
  async fields() {
    const coordinates = { y: Float64Array.of(0.5), x: Float64Array.of(0.5, 1.5) };
    return [{ name: 'u', shape: [1, 2], data: Float64Array.of(this.stepCount, 2), coordinates }];
  }
  saves = 0;
  async save(): Promise<Snapshot> {
    this.saves++;
    return { method: this.method, numbers: { stepCount: this.stepCount }, arrays: {} };
  }
  async load({ numbers }: Snapshot): Promise<void> {
    this.stepCount = numbers.stepCount!;
  }
  goOnFrom(snapshot: Snapshot): Promise<void> {
    return this.load(snapshot);
  }
  async reset(): Promise<void> {
    this.stepCount = 0;
    this.outcome = OK;
  }
  dispose(): void {
    this.disposed = true;
  }
}

class FakePicture implements Picture {
  readonly log: string[] = [];
  frames = 0;
  broken = false;
  /** Pending while shaders are compiled. */
  compiling: Promise<void> | null = null;
  attach(index: number): void {
    this.log.push(`attach ${index}`);
  }
  detach(index: number): void {
    this.log.push(`detach ${index}`);
  }
  resize(index: number, pixels: readonly [number, number]): void {
    this.log.push(`resize ${index} ${pixels}`);
  }
  hold(held: boolean): void {
    this.log.push(held ? 'hold' : 'let go');
  }
  settling(): boolean {
    return false;
  }
  async setDisplay(): Promise<void> {
    this.log.push('display');
  }
  setPane(index: number): void {
    this.log.push(`pane ${index}`);
  }
  setCamera(index: number): void {
    this.log.push(`camera ${index}`);
  }
  setTheme(): void {
    this.log.push('theme');
  }
  neededFields(): readonly string[] {
    return ['u'];
  }
  async frame(): Promise<void> {
    if (this.broken) throw new Error('no picture');
    await this.compiling;
    this.frames++;
  }
  range() {
    return [0, 1, 0, 1] as const;
  }
  async capture(): Promise<Blob> {
    return new Blob(['png']);
  }
  dispose(): void {
    this.log.push('dispose');
  }
}

export const aProblem = {
  unknowns: ['u'],
  equations: [],
  axes: [
    { name: 'x', min: 0, max: 2 },
    { name: 'y', min: 0, max: 1 },
  ],
  obstacles: [],
  inputs: {},
  random: null,
  randomFields: [],
  time: null,
  id: 'counting',
  parameters: { nu: 1 },
  grid: { cells: [2, 1], spacing: [null, null] },
} as unknown as Problem;

export function aSolver(): CountingSolver {
  return new CountingSolver(aProblem);
}

export function countingMethod(made: CountingSolver[], limit?: number): Method {
  return {
    id: 'count',
    title: 'Counting',
    refuses: () => null,
    memory: (problem) => 8 * problem.grid.cells.reduce((a, b) => a * b, 1),
    async init(_gpu, problem) {
      const solver = new CountingSolver(problem, limit);
      made.push(solver);
      return solver;
    },
  };
}

export const canvas = {} as OffscreenCanvas;

/** A host among doubles. `frames.visible = false` is a hidden tab: frames that were asked for wait. */
export async function studio({
  limit,
  backoff = [5, 5, 5],
  keepEvery,
}: {
  limit?: number;
  backoff?: number[];
  keepEvery?: number;
} = {}) {
  const gpus: FakeGpu[] = [];
  const solvers: CountingSolver[] = [];
  const pictures: FakePicture[] = [];
  const frames = { visible: true, waiting: [] as (() => void)[], adapter: true };
  const host = new Host({
    async openGpu() {
      if (!frames.adapter) throw new Failure('no-adapter', 'No adapter.');
      gpus.push(new FakeGpu(gpus.length + 1));
      return gpus.at(-1)!.asGpu;
    },
    plan(scene) {
      if (scene === 'broken') throw new Failure('bad-input', 'title must be a text', 'title');
      const cells = scene === 'huge' ? [1e9, 1e9] : [2, 1];
      return {
        method: countingMethod(solvers, limit),
        problem: { ...aProblem, grid: { ...aProblem.grid, cells } },
        notes: ['one'],
      };
    },
    async richardson() {
      return { cells: [[2, 1]], bars: [] };
    },
    rival: async () => null,
    fits: async () => [],
    async openPicture() {
      pictures.push(new FakePicture());
      return pictures.at(-1)!;
    },
    async openFrames() {
      return null;
    },
    requestFrame: (callback) => {
      if (frames.visible) setTimeout(callback, 1);
      else frames.waiting.push(callback);
    },
    backoff,
    ...(keepEvery !== undefined && { keepEvery }),
  });
  const port = new FakePort();
  const opened = await host.open(port as unknown as MessagePort);
  return { host, port, opened, gpus, solvers, pictures, frames };
}

export const until = (condition: () => boolean) =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 20_000, interval: 5 });
