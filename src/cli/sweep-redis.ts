import type { Job as QueueJob, Queue as QueueType, Worker as WorkerType } from 'bullmq';
import type { Redis as RedisType } from 'ioredis';
import { Failure } from '../../solvers/base/result';
import { refuse } from './arguments';

/** The queue of all sweeps on a Redis; jobs are called by their hash, so that equal ones meet. */
const QUEUE = 'nablab-sweep';
/** Times that a job may lose its worker before it is given up: one that kills every worker must not go round for ever. */
const MOST_LOSSES = 9;
/** Days after which Redis forgets what nobody collected. */
const KEEP_DAYS = 14;

export type SweepJob = QueueJob<unknown, string>;
export type SweepQueue = QueueType<unknown, string>;

/** A connection and the library that speaks over it; loaded only where a sweep uses Redis. */
export interface Link {
  readonly redis: RedisType;
  readonly bullmq: typeof import('bullmq');
  close(): void;
}

/**
 * Connects to a Redis; once connected, it waits through restarts for as long as they take.
 * @throws Failure `bad-input` for an address that is none, where nobody answers, or without the packages
 */
export async function connect(url: string, err: (line: string) => void): Promise<Link> {
  if (!/^rediss?:\/\/[^/\s]/.test(url))
    throw refuse(`--redis is redis://HOST:PORT, not ${JSON.stringify(url)}`, '--redis');
  const loaded = await Promise.all([import('bullmq'), import('ioredis')]).catch(() => null);
  if (!loaded) throw refuse('--redis needs the packages bullmq and ioredis: run npm ci', '--redis');
  const [bullmq, { Redis }] = loaded;
  let trouble = '';
  let reached = false;
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => (reached ? Math.min(2000, 100 * times) : null),
  });
  redis.on('error', (error: Error & { code?: string }) => {
    trouble = error.code ?? error.message;
  });
  await redis.connect().catch((error: Error) => {
    redis.disconnect();
    throw refuse(`--redis: no Redis answers at ${url} (${trouble || error.message})`, '--redis');
  });
  reached = true;
  redis.on('close', () => err('note: Redis is away; waiting for it'));
  redis.on('ready', () => err('note: Redis is back'));
  return { redis, bullmq, close: () => redis.disconnect() };
}

/** A note where this Redis would forget jobs when it is restarted; null where it would not, or does not say. */
export async function forgetfulness({ redis }: Link): Promise<string | null> {
  const answer = await redis.config('GET', 'appendonly').catch(() => null);
  const [, value] = Array.isArray(answer) ? (answer as string[]) : [];
  return value === 'no' ? 'note: this Redis forgets waiting jobs when it is restarted (appendonly is no)' : null;
}

export function openQueue({ redis, bullmq }: Link): SweepQueue {
  const queue: SweepQueue = new bullmq.Queue(QUEUE, { connection: redis });
  // Loss of the connection is told by the connection.
  queue.on('error', () => {});
  return queue;
}

/** Options of a job in the queue: what fails is tried again after 1, 2, 4, ... seconds. */
export function jobOptions(hash: string, attempts: number) {
  const seconds = KEEP_DAYS * 86_400;
  return {
    jobId: hash,
    attempts,
    backoff: { type: 'exponential', delay: 1000 },
    removeOnComplete: { age: seconds },
    removeOnFail: { age: seconds },
  };
}

/**
 * Takes jobs one by one.
 * @param patience seconds without a sign of life after which a worker's job is given to another
 * @param perform gives the run as text; null puts the job back for others
 */
export function openWorker(
  { redis, bullmq }: Link,
  patience: number,
  perform: (job: SweepJob) => Promise<string | null>,
  err: (line: string) => void,
): WorkerType<unknown, string> {
  const worker = new bullmq.Worker<unknown, string>(
    QUEUE,
    async (job, token) => {
      const text = await perform(job).catch((error: unknown) => {
        // What is wrong with a job is so everywhere.
        if (error instanceof Failure && error.code === 'bad-input') throw new bullmq.UnrecoverableError(error.message);
        throw error;
      });
      if (text !== null) return text;
      await job.moveToWait(token!);
      throw new bullmq.WaitingError();
    },
    {
      connection: redis,
      lockDuration: 1000 * patience,
      stalledInterval: 500 * patience,
      maxStalledCount: MOST_LOSSES,
    },
  );
  worker.on('error', (error) => {
    // Of a lost connection its own events tell.
    if (!/ECONN|Connection is closed|EPIPE/.test(error.message)) err(`note: ${error.message.split('\n')[0]}`);
  });
  return worker;
}
