import { resolve, type Scene } from '../../scenes';
import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { GridValues, Problem } from '../../solvers/methods/problem';
import type { Metric } from '../../solvers/methods/solver';
import type { Frame, Watch } from '../solve';
import type { Inputs, Methods } from '../worker/start';
import type { ReadAsset } from './asset';
import { Comparison, exactComparison } from './compare';
import { type ReferencePlan, referenceFor } from './plan';
import { loadStored, solveReference, type Truth } from './truth';

/** Relative distance of two starts that are the same but for rounding to f32 and between points. */
const SAME_START = 1e-5;

/** No discretisation is so far off at its start: it is another. */
const STRANGE_START = 0.05;

/** Something to measure an answer against while it comes about. */
export interface OpenReference {
  /** What metrics.json calls it: "exact", "stored: burgers", "evolve on 1024 cells". */
  readonly label: string;
  /** To be handed to `solveWith`; null where only the end is looked at. */
  readonly watch: Watch | null;
  /** The errors, once the answer's last frame is there; none where no time was met. */
  errors(last: Frame): Record<string, Metric>;
  /** A sentence where the answer met only some of the reference's times, else null. */
  missed(): string | null;
}

/** What a reference may need: methods and a device to solve with, files to load. */
export interface Means {
  readonly methods: Methods;
  readonly gpu: Gpu;
  readonly readAsset: ReadAsset;
  readonly inputs?: Inputs;
  readonly signal?: AbortSignal;
}

/**
 * Loads or solves what a scene's answer is measured against, see {@link referenceFor}; null where there is nothing.
 * @throws Failure as its parts do.
 */
export async function openReference(scene: Scene, means: Means): Promise<OpenReference | null> {
  const plan = referenceFor(scene, means.methods, means.inputs);
  if (!plan) return null;
  const { problem } = resolve(scene);
  if (plan.kind === 'exact') {
    return { label: plan.label, watch: null, errors: (last) => exactComparison(problem, last), missed: () => null };
  }
  const truth = await truthOf(plan, means);
  const comparison = new Comparison(problem, truth);
  const start = plan.kind === 'stored' && means.inputs?.[`${plan.stored.start}0`];
  if (start) checkStart(comparison, truth, plan.stored.start!, problem, start);
  const watch = {
    times: comparison.times.filter((time) => problem.time && time >= problem.time.min && time <= problem.time.max),
    coordinates: comparison.coordinates,
    look: (frame: Frame) => comparison.look(frame),
  };
  // A random start may come out otherwise than the stored one's, as where somebody changes how it is drawn.
  const drawn = plan.kind === 'stored' && plan.stored.seed !== undefined;
  const strange = (): boolean => drawn && comparison.startError > STRANGE_START;
  const missed = (): string | null => {
    if (strange()) return 'no errors: the answer does not begin where the stored solution does';
    const { seen } = comparison;
    const all = watch.times.length;
    return seen >= all ? null : `errors: at ${seen} of the reference's ${all} times, those at which a step ends`;
  };
  return { label: plan.label, watch, errors: () => (strange() ? {} : comparison.metrics()), missed };
}

function truthOf(plan: Exclude<ReferencePlan, { kind: 'exact' }>, means: Means): Promise<Truth> {
  if (plan.kind === 'stored') return loadStored(plan.stored, means.readAsset);
  return solveReference(plan.scene, means.methods, means);
}

/** The start that was handed in must be the one that the stored solution began with. */
function checkStart(comparison: Comparison, truth: Truth, unknown: string, { axes }: Problem, start: GridValues): void {
  const { shape, data } = start;
  const along = axes.map(({ name, min, max }, k) => {
    const count = shape[shape.length - 1 - k]!;
    const nodes = Float64Array.from({ length: count }, (_, i) => min + ((max - min) * i) / (count - 1));
    return [name, nodes] as const;
  });
  const given = { name: unknown, shape, data, coordinates: Object.fromEntries(along) };
  const first = truth.frames[0]!;
  const error = comparison.distance([given], first.fields);
  if (error <= SAME_START) return;
  throw new Failure('bad-input', `the stored solution began with another ${unknown}`, 'reference');
}
