/** A Redis of its own and worker processes that may be killed, for the tests of sweeps. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
// What is started here opens an adapter: without one the tests are left out, by this import.
import type { AdapterChoice } from '../../solvers/gpu/node';

/** Why these tests cannot run here, or null. */
export const missingRedis =
  spawnSync('redis-server', ['--version']).status === 0 ? null : 'redis-server is not installed (npm run setup)';

const adapter = (process.env.NABLAB_ADAPTER ?? 'auto') as AdapterChoice;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis that forgets nothing it has acknowledged, however it is killed. */
export class TestRedis {
  readonly #folder = mkdtempSync(join(tmpdir(), 'redis-'));
  readonly #port: number;
  #child: ChildProcess | null = null;

  private constructor(port: number) {
    this.#port = port;
  }

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort());
    await redis.#run();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** Kills it without warning, and starts it again after a pause. */
  async restart(pauseMs: number): Promise<void> {
    await end(this.#child);
    await sleep(pauseMs);
    await this.#run();
  }

  async stop(): Promise<void> {
    await end(this.#child);
    rmSync(this.#folder, { recursive: true });
  }

  async #run(): Promise<void> {
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const where = ['--port', String(this.#port), '--bind', '127.0.0.1', '--dir', this.#folder];
    this.#child = spawn('redis-server', [...where, ...durable], { stdio: ['ignore', 'pipe', 'ignore'] });
    let told = '';
    for await (const text of this.#child.stdout!) {
      told += text;
      if (/Ready to accept connections/.test(told)) break;
    }
    this.#child.stdout!.resume();
  }
}

/** A process of the command line. */
export class Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  out = '';
  err = '';

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, ['scripts/cli.mjs', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout!.on('data', (text) => {
      this.out += text;
    });
    this.child.stderr!.on('data', (text) => {
      this.err += text;
    });
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** Builds the command line, once for all who start it afterwards. */
  static async build(): Promise<void> {
    await new Program('list').ended;
  }

  static worker(url: string, out: string): Program {
    return new Program('worker', '--redis', url, '--adapter', adapter, '--patience', '1', '--out', out);
  }

  /** Resolves when a line of its standard error matches; rejects where it ends before. */
  async says(pattern: RegExp): Promise<void> {
    let over = false;
    void this.ended.then(() => {
      over = true;
    });
    while (!pattern.test(this.err)) {
      if (over) throw new Error(`it ended: ${this.err}`);
      await sleep(20);
    }
  }

  kill(): Promise<void> {
    return end(this.child);
  }
}

async function end(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Hashes and codes of a sweep's rows, from its JSON. */
export function rowsOf(out: string): { hash: string; code: string }[] {
  const { runs } = JSON.parse(readFileSync(join(out, 'sweep.json'), 'utf8')) as {
    runs: { hash: string; result: { code: string } }[];
  };
  return runs.map(({ hash, result }) => ({ hash, code: result.code }));
}

/** A sweep of `count` jobs that take so many seconds each on any machine. */
export function timedSweep(url: string, count: number, seconds: number, out: string): Program {
  const scene = ['heat', '--set', 'grid.n=8', '--set', 'reference=none', '--set', 'coordinates.t=[0,1e6]'];
  const jobs = ['--seeds', `0..${count - 1}`, '--seconds', String(seconds)];
  return new Program('sweep', ...scene, ...jobs, '--redis', url, '--out', out);
}
