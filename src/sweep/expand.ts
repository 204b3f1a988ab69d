import { applySettings, type Scene } from '../../scenes';
import { CAPS } from '../../solvers/base/caps';
import { Failure } from '../../solvers/base/result';
import { type Job, type JobLimits, jobOf } from './job';

/** Jobs of one sweep at most. */
export const MAX_JOBS = 10_000;

/** A place of the scene and the values that it takes in turn. */
export interface SweepAxis {
  readonly path: string;
  readonly values: readonly string[];
}

/**
 * Reads `params.nu=0.01,0.02` or `grid.n=32,[64,32]`; commas inside brackets belong to a value, and `4..7` stands for
 * the whole numbers from 4 to 7.
 */
export function readAxis(text: string): SweepAxis {
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(0, equals)).trim();
  const values = splitValues(text.slice(equals + 1)).flatMap(wholeNumbers);
  if (path === '' || values.includes('')) {
    throw refuse('--over', 'is PATH=VALUE,VALUE,..., as in --over params.nu=0.01,0.02,0.05');
  }
  return { path, values };
}

/** Reads `0..3` or `0,1,7`. */
export function readSeeds(text: string): number[] {
  const words = splitValues(text).flatMap(wholeNumbers);
  const seeds = words.map((word) => (/^\d{1,10}$/.test(word) ? Number(word) : Number.NaN));
  if (!seeds.every((seed) => seed <= CAPS.seed)) {
    throw refuse('--seeds', `are whole numbers from 0 to ${CAPS.seed}, as in 0..3 or 0,1,7`);
  }
  return seeds;
}

/** What a sweep makes its jobs of. */
export interface SweepPlan {
  readonly scene: Scene;
  /** Made in every job, before the axes. */
  readonly settings: readonly string[];
  readonly axes: readonly SweepAxis[];
  readonly seeds: readonly number[];
  readonly limits: JobLimits;
  readonly scratch: boolean;
}

/**
 * A job for each combination of the axes' values and seeds; the last axis and then the seed turn fastest. Combinations
 * that come to the same work are one job. What the scene expects of its metrics holds for itself alone and is left out.
 * @throws Failure `bad-input` naming the place that a value does not fit, or where there are more than {@link MAX_JOBS}
 */
export function expandSweep({ scene, settings, axes, seeds, limits, scratch }: SweepPlan): Job[] {
  const all = seeds.length > 0 ? [...axes, { path: 'seed', values: seeds.map(String) }] : axes;
  const twice = all.find(({ path }, k) => all.findIndex((other) => other.path === path) !== k);
  if (twice) throw refuse('--over', `names ${twice.path} twice`);
  const count = all.reduce((product, { values }) => product * values.length, 1);
  if (count > MAX_JOBS) throw refuse('--over', `makes ${count} jobs, over the limit ${MAX_JOBS}`);
  const { expect: _, ...rest } = scene;
  const start = applySettings(rest, settings);
  const jobs = new Map<string, Job>();
  const visit = (current: Scene, k: number, chosen: Readonly<Record<string, string>>): void => {
    const axis = all[k];
    if (!axis) {
      const job = jobOf({ scene: current, settings: chosen, limits, scratch });
      if (!jobs.has(job.hash)) jobs.set(job.hash, job);
      return;
    }
    for (const value of axis.values) {
      visit(applySettings(current, [`${axis.path}=${value}`]), k + 1, { ...chosen, [axis.path]: value });
    }
  };
  visit(start, 0, {});
  return [...jobs.values()];
}

/** Values between commas that stand outside brackets. */
function splitValues(text: string): string[] {
  const values = [''];
  let depth = 0;
  for (const character of text) {
    if ('[({'.includes(character)) depth++;
    if ('])}'.includes(character)) depth--;
    if (character === ',' && depth === 0) values.push('');
    else values[values.length - 1] += character;
  }
  return values.map((value) => value.trim());
}

function wholeNumbers(text: string): string[] {
  const range = /^(\d{1,10})\.\.(\d{1,10})$/.exec(text);
  if (!range) return [text];
  const [from, to] = [Number(range[1]), Number(range[2])];
  if (to < from || to - from >= MAX_JOBS) throw refuse(text, `has no numbers, or more than ${MAX_JOBS}`);
  return Array.from({ length: to - from + 1 }, (_, k) => String(from + k));
}

function refuse(field: string, advice: string): Failure {
  return new Failure('bad-input', `${field} ${advice}`, field);
}
