import { parseScene, type Scene } from '../../scenes';
import { Failure, type Outcome, type ResultCode } from '../../solvers/base/result';
import type { Metric } from '../../solvers/methods/solver';
import { asRecord, readSettings } from './job';

/** What a job came to: the record that is kept, sent and put into tables. */
export interface Run {
  /** The job's hash. */
  readonly hash: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly scene: Scene;
  readonly method: string | null;
  readonly seed: number | null;
  readonly adapter: string | null;
  /** The machine that ran it. */
  readonly host: string;
  readonly commit: string | null;
  readonly reference: string | null;
  readonly weights: string | null;
  readonly result: Outcome;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly steps: number;
  readonly time: number;
  readonly wallSeconds: number;
  /** Metrics on the way, about one sample a second, each as many numbers as there are of `step`. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly notes: readonly string[];
}

/** Codes that say something of the machine, not of the problem: such a run is tried again. */
const PASSING: readonly ResultCode[] = ['lost', 'out-of-memory', 'no-adapter'];

/** Whether a run's result stands: the same job would come to the same anywhere. */
export function isFinal({ result }: Pick<Run, 'result'>): boolean {
  return !PASSING.includes(result.code);
}

/**
 * A run from a file or a network: of the right hash, with the parts that tables need.
 * @throws Failure `bad-input`
 */
export function readRun(value: unknown, hash: string): Run {
  const run = asRecord(value, 'run');
  const { code, advice } = asRecord(run.result, 'result');
  const metrics = Object.entries(asRecord(run.metrics, 'metrics'));
  const sound =
    run.hash === hash &&
    typeof code === 'string' &&
    typeof advice === 'string' &&
    [run.steps, run.time, run.wallSeconds].every((number) => typeof number === 'number') &&
    metrics.every(([name, metric]) => typeof asRecord(metric, name).unit === 'string');
  if (!sound) throw new Failure('bad-input', `run: this is not the result of job ${hash.slice(0, 12)}`, 'run');
  return { ...(run as unknown as Run), settings: readSettings(run.settings), scene: parseScene(run.scene) };
}
