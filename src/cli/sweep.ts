import { EXIT_CODES } from '../../solvers/base/result';
import { type SweepDocument, sweepFiles } from '../sweep/document';
import { expandSweep, readAxis, readSeeds, type SweepPlan } from '../sweep/expand';
import type { Job } from '../sweep/job';
import type { Run } from '../sweep/run';
import { planScene } from '../worker/start';
import { readArguments, readChoice, readInteger, readPositive, refuse } from './arguments';
import type { Command, Console } from './console';
import { readScene } from './scene';
import { collect } from './sweep-collect';
import { failedRun, Performer, withRetries } from './sweep-perform';
import { SweepProgress } from './sweep-progress';
import { connect, forgetfulness, openQueue } from './sweep-redis';
import { Results, writeFiles } from './sweep-results';
import { ADAPTERS } from './task';

/** Times that a job is tried where its machine fails it. */
const ATTEMPTS = 3;

export const sweep: Command = {
  name: 'sweep',
  summary: 'solve a scene for many values and seeds, here or by workers',
  help: `usage: sweep SCENE [--over PATH=VALUE,VALUE,...]... [--seeds 0..3] [options] --out DIR

Solves SCENE (a preset's id, a scene file or a link) for every combination of values and seeds. Each job is called by
the hash of its scene and settings; what it came to is DIR/results/HASH.json, so a job that is run twice overwrites
itself, and a sweep that is run again does only what is missing. The table of all is DIR/sweep.csv and sweep.md;
DIR/sweep.json opens in the studio. Ctrl-C writes what there is.

  --over PATH=VALUES   values for a place of the scene, as in params.nu=0.01,0.02 or grid.n=32,64 or method=pinn,evolve;
                       4..7 stands for 4,5,6,7. May be given again
  --seeds SEEDS        0..3 or 0,1,7
  --method NAME        the method, if not the scene's own
  --set PATH=VALUE     changes the scene in every job; may be given again
  --steps N            each job stops after N steps
  --seconds S          each job stops after S seconds of wall time; such results depend on the machine
  --scratch            train from nothing, also where trained numbers come with the program
  --attempts N         times that a job is tried where its device or its worker fails (${ATTEMPTS})
  --redis URL          leave the jobs to workers (see worker --help) and collect what they bring
  --adapter NAME       ${ADAPTERS.join(', ')}; without --redis
  --json               news as JSON lines on standard output
  --out DIR            where everything goes; made if missing
  --help               this text

exit code: 0 all jobs are ok, 2 bad input, 3 some are not, or it was stopped, 4 no adapter`,

  async run(args, console) {
    const { plan, jobs, ...wishes } = await readSweep(args, console);
    const results = await Results.open(wishes.out);
    const runs = new Map<string, Run>();
    const progress = new SweepProgress(console, jobs.length, wishes.json);
    for (const job of jobs) {
      const known = await results.find(job);
      if (known) runs.set(job.hash, { ...known, settings: job.settings });
    }
    if (runs.size > 0) progress.known(runs.size);
    const left = jobs.filter(({ hash }) => !runs.has(hash));
    const keep = async (run: Run): Promise<void> => {
      await results.write(run);
      runs.set(run.hash, run);
      progress.done(run, runs.size);
    };
    const means = { ...wishes, console, keep, progress };
    await (left.length === 0 ? null : wishes.redis === null ? here(left, means) : elsewhere(left, wishes.redis, means));
    const ordered = jobs.flatMap(({ hash }) => runs.get(hash) ?? []);
    const document: SweepDocument = {
      ...{ format: 'nablab-sweep', version: 1, scene: plan.scene, axes: plan.axes, seeds: plan.seeds },
      ...{ limits: plan.limits, jobs: jobs.length, runs: ordered },
    };
    await writeFiles(wishes.out, sweepFiles(document));
    progress.end(ordered, wishes.out);
    const bad = ordered.find(({ result }) => result.code !== 'ok');
    if (bad) return EXIT_CODES[bad.result.code] === 4 ? 4 : EXIT_CODES['not-converged'];
    return ordered.length === jobs.length ? 0 : EXIT_CODES['not-converged'];
  },
};

interface Means {
  readonly console: Console;
  readonly adapter: (typeof ADAPTERS)[number];
  readonly attempts: number;
  readonly progress: SweepProgress;
  keep(run: Run): Promise<void>;
}

/** In this process, one after the other. */
async function here(jobs: readonly Job[], { console, adapter, attempts, keep }: Means): Promise<void> {
  const performer = await Performer.open(console, adapter);
  try {
    for (const job of jobs) {
      if (console.interrupt.aborted) return;
      const run = await withRetries(performer, job, attempts);
      if (run) await keep(run);
    }
  } finally {
    performer.close();
  }
}

/** By workers. */
async function elsewhere(
  jobs: readonly Job[],
  url: string,
  { console, attempts, keep, progress }: Means,
): Promise<void> {
  const link = await connect(url, console.err);
  try {
    const note = await forgetfulness(link);
    if (note) console.err(note);
    const commit = await console.commit();
    const queue = openQueue(link);
    await collect(queue, jobs, {
      attempts,
      interrupt: console.interrupt,
      failed: (job, failure) => failedRun(job, failure, commit),
      keep,
      tell: (waiting, active) => progress.queue(waiting, active),
    });
  } finally {
    link.close();
  }
}

const OPTIONS = {
  over: { type: 'string', multiple: true },
  seeds: { type: 'string' },
  method: { type: 'string' },
  set: { type: 'string', multiple: true },
  steps: { type: 'string' },
  seconds: { type: 'string' },
  scratch: { type: 'boolean' },
  attempts: { type: 'string' },
  redis: { type: 'string' },
  adapter: { type: 'string' },
  json: { type: 'boolean' },
  out: { type: 'string' },
} as const;

/** Reads the arguments and makes the jobs; all that can be refused is, before anything is opened. */
async function readSweep(args: readonly string[], console: Console) {
  const { values, positionals } = readArguments('sweep', args, OPTIONS);
  const [word, extra] = positionals;
  if (word === undefined)
    throw refuse('SCENE is missing: name a scene, as in sweep burgers --seeds 0..3 --out DIR', 'scene');
  if (extra !== undefined) throw refuse(`there are two scenes, ${word} and ${extra}: name one`, 'scene');
  if (!values.out) throw refuse('--out is missing: name a folder for the results', '--out');
  if (!values.over && !values.seeds) throw refuse('--over or --seeds is missing: there is nothing to sweep', '--over');
  if (values.redis !== undefined && values.adapter !== undefined)
    throw refuse('--adapter and --redis exclude each other: workers choose their adapters', '--adapter');
  const { steps, seconds } = values;
  if (steps !== undefined && seconds !== undefined) throw refuse('--steps and --seconds exclude each other', '--steps');
  const plan: SweepPlan = {
    scene: await readScene(word),
    settings: [...(values.set ?? []), ...(values.method === undefined ? [] : [`method=${values.method}`])],
    axes: (values.over ?? []).map(readAxis),
    seeds: values.seeds === undefined ? [] : readSeeds(values.seeds),
    limits: {
      ...(steps !== undefined && { steps: readInteger('--steps', steps, 1) }),
      ...(seconds !== undefined && { seconds: readPositive('--seconds', seconds) }),
    },
    scratch: values.scratch ?? false,
  };
  const jobs = expandSweep(plan);
  for (const { scene } of jobs) planScene(scene, console.methods);
  return {
    plan,
    jobs,
    attempts: readInteger('--attempts', values.attempts ?? String(ATTEMPTS), 1, 100),
    redis: values.redis ?? null,
    adapter: readChoice('--adapter', values.adapter ?? 'auto', ADAPTERS),
    json: values.json ?? false,
    out: values.out,
  };
}
