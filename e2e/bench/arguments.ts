import { parseArgs } from 'node:util';
import { workloads } from './workloads';

export const HELP = `usage: npm run bench -- [options]

Measures the workloads in headless Chromium and in Node, with the adapter's peaks in the same run. Medians over
blocks of steps; bytes and operations are those that the work needs; "of copy" is the fraction of the measured
copy bandwidth. Speeds drift: compare within one run only.

  --only NAMES   workloads whose names begin so, separated by commas
  --host HOST    chromium or node alone
  --json FILE    writes the numbers as JSON
  --help         this text

workloads: ${workloads.map(({ name }) => name).join(', ')}`;

const HOSTS = ['chromium', 'node'] as const;
export type HostName = (typeof HOSTS)[number];

export interface Wishes {
  readonly names: readonly string[];
  readonly hosts: readonly HostName[];
  readonly json: string | null;
}

/** What the command line asks for; null for its help, a text for what is wrong with it. */
export function readArguments(args: readonly string[]): Wishes | string | null {
  const options = {
    only: { type: 'string' },
    host: { type: 'string' },
    json: { type: 'string' },
    peers: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    return `${(error as Error).message}: npm run bench -- --help lists the options.`;
  }
  if (values.help) return null;
  if (values.peers) return '--peers: no peer runs these workloads yet; leave it out.';
  if (values.only === '') return '--only needs the beginning of a workload name.';
  const starts = values.only?.split(',');
  const stray = starts?.find((start) => !workloads.some(({ name }) => name.startsWith(start)));
  if (stray !== undefined) {
    return `--only: no workload begins with "${stray}"; there are ${workloads.map(({ name }) => name).join(', ')}.`;
  }
  const hosts = HOSTS.filter((host) => values.host === undefined || host === values.host);
  if (hosts.length === 0) return `--host is chromium or node, not "${values.host}".`;
  const names = workloads
    .map(({ name }) => name)
    .filter((name) => !starts || starts.some((start) => name.startsWith(start)));
  return { names, hosts, json: values.json ?? null };
}
