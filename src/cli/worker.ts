import { once } from 'node:events';
import { readJob } from '../sweep/job';
import { readArguments, readChoice, readPositive, refuse } from './arguments';
import type { Command } from './console';
import { handIn } from './sweep-collect';
import { Performer } from './sweep-perform';
import { connect, openWorker } from './sweep-redis';
import { Results } from './sweep-results';
import { ADAPTERS } from './task';

/** Seconds without a sign of life after which a worker's job is given to another. */
const PATIENCE = 60;

export const worker: Command = {
  name: 'worker',
  summary: 'solve the jobs of sweeps that wait in a Redis',
  help: `usage: worker --redis URL [options] --out DIR

Takes jobs that sweep --redis put there, one by one, until Ctrl-C, which gives the present one back. Any number of
workers, on any machines, each with its GPU. What a job came to is written to DIR/results and sent to the sweep.

  --redis URL          redis://[[USER]:PASSWORD@]HOST:PORT, or rediss:// for TLS
  --adapter NAME       ${ADAPTERS.join(', ')}
  --patience S         seconds without a sign of life after which a worker's job goes to another (${PATIENCE}); the
                       same for all workers
  --out DIR            where results go; made if missing
  --help               this text

exit code: 0 ended by Ctrl-C, 2 bad input, 4 no adapter`,

  async run(args, console) {
    const { values, positionals } = readArguments('worker', args, {
      redis: { type: 'string' },
      adapter: { type: 'string' },
      patience: { type: 'string' },
      out: { type: 'string' },
    });
    if (positionals.length > 0)
      throw refuse(`worker takes no argument, not ${JSON.stringify(positionals[0])}`, 'arguments');
    if (!values.redis) throw refuse('--redis is missing: name the Redis that sweep uses', '--redis');
    if (!values.out) throw refuse('--out is missing: name a folder for the results', '--out');
    const adapter = readChoice('--adapter', values.adapter ?? 'auto', ADAPTERS);
    const patience = readPositive('--patience', values.patience ?? String(PATIENCE));
    const results = await Results.open(values.out);
    const link = await connect(values.redis, console.err);
    const performer = await Performer.open(console, adapter).catch((error: unknown) => {
      link.close();
      throw error;
    });
    const queue = openWorker(
      link,
      patience,
      async ({ data }) => {
        const job = readJob(data);
        // Killed between writing and telling: it is done already.
        const known = await results.find(job);
        const run = known ?? (await performer.perform(job));
        if (run === null) return null;
        await results.write(run);
        console.out(`${job.hash.slice(0, 12)} ${run.result.code} ${run.wallSeconds.toFixed(1)} s`);
        return handIn(run);
      },
      console.err,
    );
    console.err(`waiting for jobs on ${performer.adapterName}`);
    if (!console.interrupt.aborted) await once(console.interrupt, 'abort');
    await queue.close();
    performer.close();
    link.close();
    return 0;
  },
};
