import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import type { Report } from '../../src/bench/run';
import type { PeerRow } from './peers/peer';

/** The machine of a run, and when it was. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly system: string;
  readonly node: string;
  readonly date: string;
  readonly commit: string;
  /** What the whole run took. */
  readonly minutes: number;
}

/** What one host measured. */
export type HostReport = Report & { readonly peers: readonly PeerRow[] };

/** What --json writes: the first host's report, the machine, and further hosts beside it in the same shape. */
export type BenchFile = HostReport & { readonly machine: Machine; readonly others: readonly HostReport[] };

export function thisMachine(began: number): Machine {
  const git = (...args: string[]): string => {
    try {
      return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    } catch {
      return '';
    }
  };
  const changed = git('status', '--porcelain', '--untracked-files=no', '--', ':!docs/reports') !== '';
  const processors = cpus();
  return {
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
    commit: `${git('rev-parse', '--short', 'HEAD') || 'unknown'}${changed ? ' with changes' : ''}`,
    minutes: Number(((Date.now() - began) / 60_000).toFixed(1)),
  };
}

/** The hosts of a file. Throws one clear line where it is none. */
export function readBenchFile(path: string): readonly HostReport[] {
  let file: Partial<BenchFile>;
  try {
    file = JSON.parse(readFileSync(path, 'utf8')) as Partial<BenchFile>;
  } catch (error) {
    throw new Error(`--compare: ${path} cannot be read as JSON (${(error as Error).message})`);
  }
  const hosts = [file, ...(file.others ?? [])];
  const sound = hosts.every(
    (host) => Array.isArray(host.rows) && host.rows.every((row) => row.workload && Number.isFinite(row.ms)),
  );
  if (!sound) throw new Error(`--compare: ${path} is not what npm run bench -- --json writes`);
  return hosts as HostReport[];
}
