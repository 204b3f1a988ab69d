import { parseScene, presetById, type Scene, stopReason, stopRules } from '../scenes';
import { CAPS } from '../solvers/base/caps';
import { Failure, type Outcome } from '../solvers/base/result';
import { evaluateConstant } from '../solvers/expr';
import { type Gpu, openGpu } from '../solvers/gpu';
import type {
  HostField,
  Metric,
  Profile,
  Snapshot,
  Solver,
  StepCost,
  StoredData,
  Weights,
} from '../solvers/methods/solver';
import { drive, type Limits } from './drive';
import { type Inputs, type Methods, type Plan, planScene, start } from './worker/start';

/** Without a limit the solve ends at its end time or steady state. */
export interface SolveOptions extends Limits {
  /** An open device; it stays open. Left out, one is opened for this solve alone. */
  readonly gpu?: Gpu;
  /** Arrays for the scene's input fields, on its own grid. */
  readonly inputs?: Inputs;
  /** Trained numbers to begin with. Without a limit in steps or seconds nothing is trained: they are the answer. */
  readonly weights?: Weights;
  /** Solved examples to learn from, and those that errors are measured on: left out, the last of the same. */
  readonly examples?: { readonly training: StoredData; readonly tests: StoredData | null };
  /** A state to go on from, as `checkpoint` got it. */
  readonly resume?: Snapshot;
  /**
   * Called between batches of steps, and at an end that is not a failure with `end`, to save what a later solve may
   * resume from. With `resume`, `steps` counts those of the earlier solve too.
   */
  readonly checkpoint?: (solver: Solver, end: boolean) => Promise<void>;
  /** Further looks at the answer while it comes about. */
  readonly watch?: Watch;
}

/** Where and when somebody else wants to see the answer. */
export interface Watch {
  readonly times: readonly number[];
  /** The points that networks are sampled on, in place of their own choice. */
  readonly coordinates: Readonly<Record<string, Float64Array>>;
  /** Called at each time, from methods that only end steps at the first step at or after it, and at the end. */
  look(frame: Frame): void;
}

/** A field at one or more times. */
export interface Frame {
  readonly time: number;
  readonly fields: readonly HostField[];
}

/** An answer, how it ended, and what it took. */
export interface Solution {
  readonly value: {
    /** At the scene's `save` times (from methods that only end steps: the first step at or after each), and at the end. */
    readonly frames: readonly Frame[];
    /** The profiles that the scene asks for, at the end. */
    readonly profiles: readonly Profile[];
    /** What was trained; null where the method trains nothing, or the device was lost. */
    readonly weights: Weights | null;
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
 * @param open opens a device where the options bring none
 * @throws Failure `bad-input` naming the field, `no-adapter`, `out-of-memory` or `lost`.
 */
export async function solveWith(
  methods: Methods,
  scene: unknown,
  options: SolveOptions,
  open: () => Promise<Gpu> = () => openGpu(globalThis.navigator?.gpu),
): Promise<Solution> {
  const checked = typeof scene === 'string' ? presetById(scene).scene : parseScene(scene);
  const plan = planScene(checked, methods, options.inputs);
  const saves = saveTimes(checked, plan);
  const gpu = options.gpu ?? (await open());
  try {
    const solver = await start(gpu, plan);
    try {
      await begin(solver, options);
      return await answer(gpu, plan, solver, saves, stopping(checked, options));
    } finally {
      solver.dispose();
    }
  } finally {
    if (!options.gpu) gpu.close();
  }
}

/** What the scene says of when to stop, where nobody says otherwise and there is something to stop. */
function stopping(scene: Scene, options: SolveOptions): SolveOptions {
  const { steps, seconds, metrics } = stopRules(scene);
  if (options.weights || options.steps !== undefined || options.seconds !== undefined) return options;
  return {
    ...(steps !== null && { steps }),
    ...(seconds !== null && { seconds }),
    ...(metrics.length > 0 && {
      enough: (reached) =>
        stopReason({ steps: null, seconds: null, metrics }, { step: 0, seconds: 0, metrics: reached }),
    }),
    ...options,
  };
}

async function begin(solver: Solver, { weights, resume, examples, steps, seconds }: SolveOptions): Promise<void> {
  if (examples) {
    if (!solver.takeExamples) throw new Failure('bad-input', `data: ${solver.method} learns of no examples`, 'data');
    await solver.takeExamples(examples.training, examples.tests);
  }
  if (weights) {
    if (!solver.takeWeights) throw new Failure('bad-input', `weights: ${solver.method} trains nothing`, 'weights');
    await solver.takeWeights(weights);
    // An operator answers by what it was given until it is told to learn on from there.
    if (steps !== undefined || seconds !== undefined) solver.operator?.train();
  }
  if (resume) await solver.load(resume);
}

async function answer(
  gpu: Gpu,
  plan: Plan,
  solver: Solver,
  saves: readonly number[],
  options: SolveOptions,
): Promise<Solution> {
  const looks = new Looks(solver, saves, options.watch);
  const { result, wallSeconds } = await run(solver, looks, options);
  const perStep = solver.cost;
  const known = { method: solver.method, adapter: gpu.adapterName, notes: [...plan.notes, ...solver.notes] };
  const reached = { steps: solver.stepCount, time: solver.time, finished: solver.finished, wallSeconds, perStep };
  if (result.code === 'lost') {
    const value = { frames: looks.frames, profiles: [], weights: null };
    return { value, result, stats: { ...known, ...reached, metrics: solver.metrics() } };
  }
  await looks.last();
  const metrics = { ...solver.metrics(), ...(await solver.measure()) };
  const weights = (await solver.weights?.()) ?? null;
  const value = { frames: looks.frames, profiles: await solver.profiles(), weights };
  return { value, result, stats: { ...known, ...reached, metrics } };
}

async function run(
  solver: Solver,
  looks: Looks,
  options: SolveOptions,
): Promise<{ result: Outcome; wallSeconds: number }> {
  const { weights, resume, steps, seconds, checkpoint } = options;
  if (weights && !resume && steps === undefined && seconds === undefined) {
    const { outcome } = solver;
    const result = outcome.code === 'ok' ? { ...outcome, advice: 'The given weights, without training.' } : outcome;
    return { result, wallSeconds: 0 };
  }
  const left = resume && steps !== undefined ? Math.max(0, steps - solver.stepCount) : steps;
  const driven = await drive(solver, looks.times, (due, fields) => looks.at(due, fields), {
    ...options,
    ...(left !== undefined && { steps: left }),
    ...(checkpoint && { onBatch: () => checkpoint(solver, false) }),
  });
  const { code } = driven.result;
  if (code === 'ok' || code === 'not-converged') await checkpoint?.(solver, true);
  return driven;
}

/** The answer at the times that the scene saves, and at those that somebody watches. */
class Looks {
  readonly frames: Frame[] = [];
  readonly #solver: Solver;
  readonly #saves: readonly number[];
  readonly #watch: Watch | undefined;
  #watched = Number.NaN;

  constructor(solver: Solver, saves: readonly number[], watch: Watch | undefined) {
    this.#solver = solver;
    this.#saves = saves;
    this.#watch = watch;
  }

  /** All times of interest, sorted. A network stands for all times at once: there only its end counts. */
  get times(): readonly number[] {
    if (this.#solver.sampleOn) return [];
    // What a solve that is resumed has passed before is gone.
    const ahead = [...this.#saves, ...(this.#watch?.times ?? [])].filter((time) => time >= this.#solver.time);
    return ahead.sort((a, b) => a - b);
  }

  /** Looks at fields that are exactly at the one time that is due, or else at the present state for all that are. */
  async at(due: readonly number[], fields?: readonly HostField[]): Promise<void> {
    const frame = fields ? { time: due[0]!, fields } : { time: this.#solver.time, fields: await this.#solver.fields() };
    if (due.some((time) => this.#saves.includes(time))) this.frames.push(frame);
    if (due.some((time) => this.#watch?.times.includes(time))) this.#show(frame);
  }

  /** The end, unless it was looked at already. */
  async last(): Promise<void> {
    const { time } = this.#solver;
    const kept = this.frames.at(-1);
    if (kept?.time === time && this.#watched === time) return;
    const frame = kept?.time === time ? kept : { time, fields: await this.#sampled() };
    if (frame !== kept) this.frames.push(frame);
    if (this.#watched !== time) this.#show(frame);
  }

  #sampled(): Promise<readonly HostField[]> {
    const solver = this.#solver;
    return this.#watch && solver.sampleOn ? solver.sampleOn(this.#watch.coordinates) : solver.fields();
  }

  #show(frame: Frame): void {
    this.#watched = frame.time;
    this.#watch?.look(frame);
  }
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
