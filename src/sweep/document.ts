import type { Scene } from '../../scenes';
import type { SweepAxis } from './expand';
import type { JobLimits } from './job';
import type { Run } from './run';
import { csv, markdown, overSeeds, tableOf } from './table';

/** All of a sweep in one JSON file, which the studio opens as a gallery of runs. Written down in docs/sweeps.md. */
export interface SweepDocument {
  readonly format: 'nablab-sweep';
  readonly version: 1;
  /** The scene that the jobs were made of. */
  readonly scene: Scene;
  readonly axes: readonly SweepAxis[];
  readonly seeds: readonly number[];
  readonly limits: JobLimits;
  /** Jobs that the sweep consists of; `runs` has those that are done. */
  readonly jobs: number;
  readonly runs: readonly Run[];
}

/** The files of a sweep by their names. */
export function sweepFiles(document: SweepDocument): Record<string, string> {
  const { scene, jobs, runs } = document;
  const all = tableOf(runs);
  const seeds = overSeeds(runs);
  const bad = runs.filter(({ result }) => result.code !== 'ok');
  const text = [
    `# Sweep of ${scene.id}`,
    '',
    `${runs.length} of ${jobs} jobs are done, ${bad.length} of them not ok.`,
    ...(seeds ? ['', '## Over the seeds: median (least to most)', '', markdown(seeds)] : []),
    ...['', '## Every run', '', markdown(all)],
    ...(bad.length > 0 ? ['', '## Not ok', ''] : []),
    ...bad.map(({ hash, result }) => `- ${hash.slice(0, 12)}: ${result.code} - ${result.advice.split('\n')[0]}`),
  ];
  return {
    'sweep.json': `${JSON.stringify(document, null, 1)}\n`,
    'sweep.csv': csv(all),
    'sweep.md': `${text.join('\n')}\n`,
  };
}
