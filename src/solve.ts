import { parseScene, presetById, type Scene } from '../scenes';
import { CAPS } from '../solvers/base/caps';
import { Failure, type Outcome } from '../solvers/base/result';
import { evaluateConstant } from '../solvers/expr';
import { type Gpu, openGpu } from '../solvers/gpu';
import type { HostField, Metric, Profile, Solver, StepCost } from '../solvers/methods/solver';
import { drive, type Limits } from './drive';
import { type Inputs, type Methods, type Plan, planScene, start } from './worker/start';

/** Without a limit the solve ends at its end time or steady state. */
export interface SolveOptions extends Limits {
  /** An open device; it stays open. Left out, the page's or Node's own is opened for this solve alone. */
  readonly gpu?: Gpu;
  /** Arrays for the scene's input fields, on its own grid. */
  readonly inputs?: Inputs;
}

/** A field at one or more times. */
export interface Frame {
  readonly time: number;
  readonly fields: readonly HostField[];
}

/** An answer, how it ended, and what it took. */
export interface Solution {
  readonly value: {
    /** At the scene's `save` times (the first step at or after each), and at the end. */
    readonly frames: readonly Frame[];
    /** The profiles that the scene asks for, at the end. */
    readonly profiles: readonly Profile[];
  };
  readonly result: Outcome;
  readonly stats: {
    readonly method: string;
    readonly adapter: string;
    /** Everything that was chosen and not asked for, each in one sentence. */
    readonly notes: readonly string[];
    readonly metrics: Readonly<Record<string, Metric>>;
    readonly steps: number;
    readonly time: number;
    /** Whether the end time or the steady state was reached. */
    readonly finished: boolean;
    /** Wall time of the steps, without compiling and reading back. */
    readonly wallSeconds: number;
    readonly perStep: StepCost;
  };
}

/** Bytes of saved frames that are kept on the host at most. */
const MAX_FRAME_BYTES = 2 ** 30;

/**
 * Solves a scene, a preset's id or a scene document, by one of `methods`. A solve that ends badly is an answer with a `result`; only
 * what prevents one is thrown.
 * @throws Failure `bad-input` naming the field, `no-adapter`, `out-of-memory` or `lost`.
 */
export async function solveWith(methods: Methods, scene: unknown, options: SolveOptions = {}): Promise<Solution> {
  const checked = typeof scene === 'string' ? presetById(scene).scene : parseScene(scene);
  const plan = planScene(checked, methods, options.inputs);
  const saves = saveTimes(checked, plan);
  const gpu = options.gpu ?? (await openHere());
  try {
    const solver = await start(gpu, plan);
    try {
      return await answer(gpu, plan, solver, saves, options);
    } finally {
      solver.dispose();
    }
  } finally {
    if (!options.gpu) gpu.close();
  }
}

/** The GPU of a page or a worker; Node has none of its own, there it comes with the package `webgpu`. */
async function openHere(): Promise<Gpu> {
  const entry = globalThis.navigator?.gpu;
  if (entry || typeof process === 'undefined' || !process.versions?.node) return openGpu(entry);
  const { openNodeGpu } = await import('../solvers/gpu/node');
  return openNodeGpu();
}

async function answer(
  gpu: Gpu,
  plan: Plan,
  solver: Solver,
  saves: readonly number[],
  options: SolveOptions,
): Promise<Solution> {
  const frames: Frame[] = [];
  const keep = async (): Promise<void> => {
    if (frames.at(-1)?.time !== solver.time || frames.length === 0)
      frames.push({ time: solver.time, fields: await solver.fields() });
  };
  const { result, wallSeconds } = await drive(solver, saves, keep, options);
  const perStep = solver.cost;
  const known = { method: solver.method, adapter: gpu.adapterName, notes: [...plan.notes, ...solver.notes] };
  const reached = { steps: solver.stepCount, time: solver.time, finished: solver.finished, wallSeconds, perStep };
  if (result.code === 'lost') {
    return { value: { frames, profiles: [] }, result, stats: { ...known, ...reached, metrics: solver.metrics() } };
  }
  await keep();
  const metrics = { ...solver.metrics(), ...(await solver.measure()) };
  return { value: { frames, profiles: await solver.profiles() }, result, stats: { ...known, ...reached, metrics } };
}

/** The scene's `save` times, sorted; refused where the frames would not fit the host. */
function saveTimes(scene: Scene, { problem }: Plan): readonly number[] {
  const times = (scene.save ?? []).map((time) => evaluateConstant(time)).sort((a, b) => a - b);
  if (times.length === 0) return times;
  if (!problem.time) throw new Failure('bad-input', 'save: the scene has no time t: remove it', 'save');
  const { min, max } = problem.time;
  if (!(times[0]! >= min && times.at(-1)! <= max)) {
    throw new Failure('bad-input', `save: times must lie between ${min} and ${max}`, 'save');
  }
  const cells = problem.grid.cells.reduce((product, n) => product * (n + 1), 1);
  const bytes = 8 * cells * problem.unknowns.length * (times.length + 1);
  if (times.length > CAPS.saveTimes || bytes > MAX_FRAME_BYTES) {
    throw new Failure(
      'bad-input',
      `save: ${times.length} times make ${bytes} bytes, over the limit ${MAX_FRAME_BYTES}: save fewer`,
      'save',
    );
  }
  return times;
}
