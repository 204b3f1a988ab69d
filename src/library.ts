/**
 * The engine for other people's pages and for Node.
 *
 * ```ts
 * const { value, result, stats } = await solve('cavity-re100', { steps: 500 });
 * ```
 *
 * In a page or worker it runs on `navigator.gpu`, in Node on the package `webgpu` (Dawn), which must be installed.
 */

import { type Gpu, openGpu } from '../solvers/gpu';
import { methods } from '../solvers/methods/all';
import { type Solution, type SolveOptions, solveWith } from './solve';

export { applySettings, parseScene, parseSceneText, presetById, presets, resolve, type Scene } from '../scenes';
/** Differentiable array programs: see solvers/array/README.md. */
export * as arrays from '../solvers/array';
export { Failure, type Outcome, type ResultCode } from '../solvers/base/result';
/** Formulas: text to tree, derivatives, code. See solvers/expr/README.md. */
export * as formulas from '../solvers/expr';
export {
  benchmark,
  type DeviceArray,
  Gpu,
  type Kernel,
  KernelCompileError,
  type KnownAnswer,
  measurePeaks,
  openGpu,
  type Peaks,
  Program,
  passesKnownAnswer,
  Recorder,
  type Timing,
  timeProgram,
  type Variant,
  VariantChoices,
} from '../solvers/gpu';
/** Elliptic discretisations and grids: see solvers/grid/README.md. */
export * as grids from '../solvers/grid';
/** Solves with implicit derivatives: see solvers/implicit/README.md. */
export * as implicit from '../solvers/implicit';
export { type NpyArray, readNpy, readNpz, writeNpy, writeNpz } from '../solvers/io';
/** Multigrid, Krylov and nonlinear solvers: see solvers/linear/README.md. */
export * as linear from '../solvers/linear';
export type { Problem } from '../solvers/methods/problem';
export type { HostField, Method, Metric, Profile, Snapshot, Solver } from '../solvers/methods/solver';
/** Networks of array programs: see solvers/nets/README.md. */
export * as nets from '../solvers/nets';
/** Optimisers of array programs: see solvers/optim/README.md. */
export * as optim from '../solvers/optim';
export type { Limits, Progress } from './drive';
export type { Frame, Solution, SolveOptions } from './solve';
export { type Methods, type Plan, planScene, start } from './worker/start';
export { methods };

/** Solves a scene, a preset's id or a scene document, by its own method. Rejects with a {@link Failure} only
 * where there is no answer at all; a solve that ends badly is one, with its `result`. */
export function solve(scene: unknown, options?: SolveOptions): Promise<Solution> {
  return solveWith(methods, scene, options ?? {}, openHere);
}

/**
 * The GPU of a page or a worker; Node has none of its own, there it comes with the package `webgpu`. Here alone: what
 * the studio's worker imports must not ask for that package.
 */
async function openHere(): Promise<Gpu> {
  const entry = globalThis.navigator?.gpu;
  if (entry || typeof process === 'undefined' || !process.versions?.node) return openGpu(entry);
  const { openNodeGpu } = await import('../solvers/gpu/node');
  return openNodeGpu();
}
