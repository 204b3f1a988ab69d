import { resolve, type Scene } from '../../scenes';
import type { Gpu } from '../../solvers/gpu';
import type { Metric } from '../../solvers/methods/solver';
import type { Frame, Watch } from '../solve';
import type { Inputs, Methods } from '../worker/start';
import type { ReadAsset } from './asset';
import { Comparison, exactComparison } from './compare';
import { type ReferencePlan, referenceFor } from './plan';
import { loadStored, solveReference } from './truth';

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
  const comparison = new Comparison(problem, await truthOf(plan, means));
  const watch = {
    times: comparison.times.filter((time) => problem.time && time >= problem.time.min && time <= problem.time.max),
    coordinates: comparison.coordinates,
    look: (frame: Frame) => comparison.look(frame),
  };
  const missed = (): string | null => {
    const { seen } = comparison;
    const all = watch.times.length;
    return seen >= all ? null : `errors: at ${seen} of the reference's ${all} times, those at which a step ends`;
  };
  return { label: plan.label, watch, errors: () => comparison.metrics(), missed };
}

function truthOf(plan: Exclude<ReferencePlan, { kind: 'exact' }>, means: Means) {
  if (plan.kind === 'stored') return loadStored(plan.stored, means.readAsset);
  return solveReference(plan.scene, means.methods, means);
}
