import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../solvers/base/result';
import type { Job } from '../sweep/job';
import { isFinal, type Run, readRun } from '../sweep/run';
import { asFailure } from '../worker/envelope';
import { jobOptions, type SweepJob, type SweepQueue } from './sweep-redis';

/** Between looks at what is finished. */
const LOOK_MS = 300;
/** Finished jobs that one look takes; others' may lie among them. */
const AT_ONCE = 500;
/** Every so many looks each job is asked for by name: none may be lost, whatever happened to the queue. */
const ROLL_CALL = 10;

/** What a collector tells of and asks for. */
export interface Collecting {
  readonly attempts: number;
  readonly interrupt: AbortSignal;
  /** A run without an answer, for a job that failed for good. */
  failed(job: Job, failure: Failure): Run;
  /** Called with each run, once; it has been kept when this resolves. */
  keep(run: Run): Promise<void>;
  /** Called now and then with how many wait and how many are being worked on, of all sweeps. */
  tell(waiting: number, active: number): void;
}

/** Puts jobs into the queue and keeps what workers bring, until all are done or Ctrl-C. */
export async function collect(queue: SweepQueue, jobs: readonly Job[], means: Collecting): Promise<void> {
  const open = new Map(jobs.map((job) => [job.hash, job]));
  await enqueue(queue, jobs, means.attempts, true);
  for (let look = 1; open.size > 0 && !means.interrupt.aborted; look++) {
    const rollCall = look % ROLL_CALL === 0;
    const found = rollCall ? await byName(queue, [...open.keys()]) : await finished(queue);
    for (const job of found.jobs) {
      const mine = open.get(job.id!);
      if (!mine) continue;
      const run = runOf(job, mine, means);
      if (!run) continue;
      await means.keep(run);
      open.delete(mine.hash);
      await job.remove().catch(() => {});
    }
    // Another sweep may have taken the same job away, or Redis may have come back without it.
    await enqueue(
      queue,
      found.missing.flatMap((hash) => open.get(hash) ?? []),
      means.attempts,
      false,
    );
    if (rollCall) means.tell(await queue.getWaitingCount(), await queue.getActiveCount());
    if (open.size > 0) await sleep(LOOK_MS, undefined, { signal: means.interrupt }).catch(() => {});
  }
}

/** @param anew jobs that failed in an earlier sweep begin again */
async function enqueue(queue: SweepQueue, jobs: readonly Job[], attempts: number, anew: boolean): Promise<void> {
  if (anew) {
    const { jobs: known } = await byName(
      queue,
      jobs.map(({ hash }) => hash),
    );
    for (const job of known) if (job.finishedOn && job.failedReason) await job.remove().catch(() => {});
  }
  for (let k = 0; k < jobs.length; k += AT_ONCE) {
    const part = jobs.slice(k, k + AT_ONCE);
    await queue.addBulk(part.map((job) => ({ name: 'solve', data: job, opts: jobOptions(job.hash, attempts) })));
  }
}

interface Found {
  readonly jobs: readonly SweepJob[];
  readonly missing: readonly string[];
}

async function finished(queue: SweepQueue): Promise<Found> {
  const jobs = (await queue.getJobs(['completed', 'failed'], 0, AT_ONCE - 1)) as (SweepJob | undefined)[];
  return { jobs: jobs.filter((job) => job !== undefined), missing: [] };
}

async function byName(queue: SweepQueue, hashes: readonly string[]): Promise<Found> {
  const jobs: SweepJob[] = [];
  const missing: string[] = [];
  for (let k = 0; k < hashes.length; k += AT_ONCE) {
    const part = hashes.slice(k, k + AT_ONCE);
    const found = await Promise.all(part.map((hash) => queue.getJob(hash)));
    for (const [i, job] of found.entries()) {
      if (job) jobs.push(job as SweepJob);
      else missing.push(part[i]!);
    }
  }
  return { jobs, missing };
}

/** What a job in the queue came to; null while it is not finished. */
function runOf(found: SweepJob, job: Job, { failed }: Collecting): Run | null {
  if (!found.finishedOn) return null;
  if (found.returnvalue === null || found.returnvalue === undefined) {
    return failed(job, failureOf(found.failedReason));
  }
  try {
    return { ...readRun(JSON.parse(found.returnvalue), job.hash), settings: job.settings };
  } catch (error) {
    return failed(job, asFailure(error));
  }
}

/** Workers throw `code: advice`. */
function failureOf(reason: string | undefined): Failure {
  const told = /^(lost|out-of-memory|no-adapter): ([\s\S]*)$/.exec(reason ?? '');
  if (told) return new Failure(told[1] as 'lost', told[2]!);
  return new Failure('breakdown', reason ?? 'it failed without a word');
}

/** A run as a worker hands it in; one that says something of the machine is thrown, to be tried again elsewhere. */
export function handIn(run: Run): string {
  if (!isFinal(run)) throw new Error(`${run.result.code}: ${run.result.advice}`);
  return JSON.stringify(run);
}
