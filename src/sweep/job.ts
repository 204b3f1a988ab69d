import { canonicalText, type Json, parseScene, type Scene, textHash } from '../../scenes';
import { Failure } from '../../solvers/base/result';

/** When a job's solve stops, if not by itself. */
export interface JobLimits {
  readonly steps?: number;
  readonly seconds?: number;
}

/** One solve of a sweep: all that another machine needs to know. */
export interface Job {
  /** SHA-256 of the canonical text of scene, limits and `scratch`, 64 hex digits: the same work has the same hash. */
  readonly hash: string;
  readonly scene: Scene;
  /** What this job differs from its siblings by, as it was written; only names it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly limits: JobLimits;
  /** Trains from nothing, also where trained numbers come with the program. */
  readonly scratch: boolean;
}

/** A job by its work; the hash follows. */
export function jobOf({ scene, settings, limits, scratch }: Omit<Job, 'hash'>): Job {
  const work = { scene, limits, scratch } as unknown as Json;
  return { hash: textHash(canonicalText(work)), scene, settings, limits, scratch };
}

/**
 * A job that came over a network, checked as anything from outside.
 * @throws Failure `bad-input`
 */
export function readJob(value: unknown): Job {
  const { hash, scene, settings, limits = {}, scratch } = asRecord(value, 'job');
  const bounds = asRecord(limits, 'limits');
  const steps = positive(bounds.steps, 'steps');
  const seconds = positive(bounds.seconds, 'seconds');
  const job = jobOf({
    scene: parseScene(scene),
    settings: readSettings(settings),
    limits: { ...(steps !== null && { steps }), ...(seconds !== null && { seconds }) },
    scratch: scratch === true,
  });
  if (job.hash !== hash) throw refuse('hash', 'it is not that of the job: made by another version of the program?');
  return job;
}

/** Texts by name, as a job is called by. */
export function readSettings(value: unknown): Record<string, string> {
  const entries = Object.entries(asRecord(value ?? {}, 'settings'));
  if (entries.length > 64 || entries.some(([, text]) => typeof text !== 'string' || text.length > 1000)) {
    throw refuse('settings', 'they are not some short texts by name');
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

export function asRecord(value: unknown, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refuse(field, 'it is not an object');
}

function positive(value: unknown, field: string): number | null {
  if (value === undefined) return null;
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value;
  throw refuse(field, 'it must be a number above 0');
}

function refuse(field: string, advice: string): Failure {
  return new Failure('bad-input', `${field}: ${advice}`, field);
}
