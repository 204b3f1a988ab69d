import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { AdapterChoice } from '../../solvers/gpu/node';
import { History } from '../sweep/history';
import type { Job } from '../sweep/job';
import { isFinal, type Run } from '../sweep/run';
import { asFailure } from '../worker/envelope';
import { planScene } from '../worker/start';
import type { Console } from './console';
import { reportOf } from './output';
import { solveCases } from './perform';
import { readWeights, wordFor } from './weights';

/** Runs jobs one after the other on one device, which is opened again where it was lost. */
export class Performer {
  readonly #console: Console;
  readonly #adapter: AdapterChoice;
  #gpu: Gpu | null = null;
  #commit: string | null = null;

  private constructor(console: Console, adapter: AdapterChoice) {
    this.#console = console;
    this.#adapter = adapter;
  }

  /** @throws Failure `no-adapter`: a machine without one takes no jobs. */
  static async open(console: Console, adapter: AdapterChoice): Promise<Performer> {
    const performer = new Performer(console, adapter);
    performer.#gpu = await console.openGpu(adapter);
    performer.#commit = await console.commit();
    return performer;
  }

  get adapterName(): string {
    return this.#gpu?.adapterName ?? 'none';
  }

  /**
   * A job's run. What prevents an answer is one, too, so nothing is thrown; a run that Ctrl-C cut short is null.
   */
  async perform(job: Job): Promise<Run | null> {
    const history = new History();
    let run: Run;
    try {
      run = await this.#solve(job, history);
    } catch (error) {
      run = failedRun(job, asFailure(error), this.#commit);
    }
    if (this.#console.interrupt.aborted) return null;
    if (run.result.code === 'lost') this.close();
    return run;
  }

  close(): void {
    this.#gpu?.close();
    this.#gpu = null;
  }

  async #solve(job: Job, history: History): Promise<Run> {
    const { hash, settings, scene, limits, scratch } = job;
    this.#gpu ??= await this.#console.openGpu(this.#adapter);
    const { method } = planScene(scene, this.#console.methods);
    const word = wordFor({ ...limitTexts(limits), scratch }, scene, method);
    const weights = word === null ? null : await readWeights(word, scene, method.id, this.#console);
    const own = { scene, method: method.id, inputs: [{}], set: false, limits, weights, adapter: this.#adapter };
    const task = { ...own, examples: null, exports: [], json: false, out: '' };
    const quiet = { ...this.#console, err: () => {} };
    const cases = await solveCases(this.#gpu, task, quiet, {
      onProgress: ({ step, time, metrics }) => history.add(step, time, metrics),
    });
    const report = reportOf(scene, cases[0]!, weights?.name ?? null);
    const { seed, adapter, reference, result, metrics, steps, time, wallSeconds, notes } = report;
    return {
      ...{ hash, settings, scene, method: report.method, seed, adapter, host: hostname(), commit: this.#commit },
      ...{ reference, weights: report.weights, result, metrics, steps, time, wallSeconds },
      ...{ history: history.columns(), notes },
    };
  }
}

/** A run that is no more than its failure. */
export function failedRun({ hash, settings, scene }: Job, failure: Failure, commit: string | null): Run {
  return {
    ...{ hash, settings, scene, method: scene.method ?? null, seed: null, adapter: null, host: hostname(), commit },
    ...{ reference: null, weights: null, result: failure.outcome(), metrics: {} },
    ...{ steps: 0, time: 0, wallSeconds: 0, history: {}, notes: [] },
  };
}

/**
 * Performs a job up to `attempts` times, with pauses of 1, 2, 4, ... seconds, as long as its result says something of
 * the machine and not of the problem.
 */
export async function withRetries(performer: Performer, job: Job, attempts: number): Promise<Run | null> {
  for (let attempt = 1; ; attempt++) {
    const run = await performer.perform(job);
    if (run === null || isFinal(run) || attempt >= attempts) return run;
    await sleep(1000 * 2 ** (attempt - 1));
  }
}

function limitTexts({ steps, seconds }: Job['limits']): { steps?: string; seconds?: string } {
  return {
    ...(steps !== undefined && { steps: String(steps) }),
    ...(seconds !== undefined && { seconds: String(seconds) }),
  };
}
