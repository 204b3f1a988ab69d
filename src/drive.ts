import { Failure, OK, type Outcome } from '../solvers/base/result';
import type { HostField, Metric, Solver } from '../solvers/methods/solver';

/** How a solve stands. */
export interface Progress {
  readonly step: number;
  readonly time: number;
  /** Mean wall time of a step since the last report, ms. */
  readonly stepMs: number;
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** When to stop, if not at the end time or the steady state. */
export interface Limits {
  readonly steps?: number;
  /** Wall time; where results must be repeated, limit steps instead. */
  readonly seconds?: number;
  /** Why to stop, as half a sentence, by the metrics so far; null to go on. Asked between batches. */
  readonly enough?: (metrics: Readonly<Record<string, Metric>>) => string | null;
  /** Stops the solve; what was reached is the answer, with the result `not-converged`. */
  readonly signal?: AbortSignal;
  /** Called about once a second, and at the end. */
  readonly onProgress?: (progress: Progress) => void;
  /** Called between batches of steps and at the end, while the solver stands still. */
  readonly onBatch?: () => Promise<void>;
}

const REPORT_MS = 1_000;
/** A batch takes about so long: short enough for Ctrl-C and progress, long enough to keep the GPU busy. */
const BATCH_MS = 200;
const MAX_BATCH = 1_000;

/**
 * Steps a solver until it finishes, fails, or a limit is reached.
 * @param saves sorted times; `keep` is called with those that are due: with the fields there, from methods that give
 * them between steps, else at the first step at or after each.
 */
export async function drive(
  solver: Solver,
  saves: readonly number[],
  keep: (due: readonly number[], fields?: readonly HostField[]) => Promise<void>,
  { steps = Number.POSITIVE_INFINITY, seconds = Number.POSITIVE_INFINITY, enough, signal, onProgress, onBatch }: Limits,
): Promise<{ result: Outcome; wallSeconds: number }> {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  const { stepCount: first } = solver;
  let reported = { at: began, step: first };
  let saved = 0;
  let batch = 1;
  /** The mean step of the latest batch. */
  let stride = 0;

  const report = (now: number): void => {
    const stepMs = (now - reported.at) / Math.max(1, solver.stepCount - reported.step);
    reported = { at: now, step: solver.stepCount };
    onProgress?.({ step: solver.stepCount, time: solver.time, stepMs, metrics: solver.metrics() });
  };
  /** Half the steps to the time `due`, by the latest steps: halving seldom jumps over it. */
  const stepsBefore = (due: number | undefined): number => {
    if (due === undefined) return MAX_BATCH;
    return stride > 0 ? Math.max(1, Math.floor((0.5 * (due - solver.time)) / stride)) : 1;
  };
  const result = async (): Promise<Outcome> => {
    for (;;) {
      // A step may end a rounding error before the time that it was cut to reach.
      const due = saves[saved];
      const reached = solver.time + 1e-9 * Math.max(1, Math.abs(solver.time));
      if (due !== undefined && due <= reached) {
        const passed = saves.slice(saved).filter((time) => time <= reached);
        await keep(passed);
        saved += passed.length;
        continue;
      }
      if (solver.outcome.code !== 'ok') return solver.outcome;
      if (solver.finished) return OK;
      const between = due === undefined ? null : await solver.fieldsAt?.(due);
      if (between) {
        const same = saves.filter((time) => time === due);
        await keep(same, between);
        saved += same.length;
        continue;
      }
      const made = solver.stepCount - first;
      if (made >= steps) return { code: 'ok', advice: `Stopped after ${made} steps, as asked, at t = ${solver.time}.` };
      if (elapsed() >= seconds)
        return { code: 'ok', advice: `Stopped after ${seconds} s, as asked, at t = ${solver.time}.` };
      const why = made > 0 ? enough?.(solver.metrics()) : null;
      if (why) return { code: 'ok', advice: `Stopped after ${made} steps, as ${why}.` };
      if (signal?.aborted)
        return { code: 'not-converged', advice: `Interrupted after ${made} steps, at t = ${solver.time}.` };

      const before = { step: solver.stepCount, time: solver.time, at: performance.now() };
      await solver.step(Math.min(batch, steps - made, stepsBefore(due)));
      const now = performance.now();
      const advanced = solver.stepCount - before.step;
      if (advanced === 0 && !solver.finished && solver.outcome.code === 'ok') {
        return { code: 'breakdown', advice: `The method made no step at t = ${solver.time}.` };
      }
      stride = (solver.time - before.time) / Math.max(1, advanced);
      const fit = (BATCH_MS * advanced) / Math.max(now - before.at, 1e-3);
      batch = Math.max(1, Math.min(MAX_BATCH, 4 * batch, Math.floor(fit)));
      if (now - reported.at >= REPORT_MS) report(now);
      await onBatch?.();
    }
  };

  const outcome = await result().catch((error: unknown) => {
    if (error instanceof Failure && error.code !== 'bad-input') return error.outcome();
    throw error;
  });
  const wallSeconds = elapsed();
  if (solver.stepCount > reported.step) report(performance.now());
  return { result: outcome, wallSeconds };
}
