import { parseArgs } from 'node:util';
import { PEER_WORKLOADS, PEERS } from './peers/peer';
import { workloads } from './workloads';

const OURS = workloads.map(({ name }) => name);
const THEIRS = Object.keys(PEER_WORKLOADS);

export const HELP = `usage: npm run bench -- [options]

Measures the workloads in headless Chromium and in Node, with the adapter's peaks in the same run. Medians over
blocks of steps; bytes and operations are those that the work needs; "of copy" is the fraction of the measured
copy bandwidth. Speeds drift: compare within one run only.

  --only NAMES   workloads of these names, or those that begin so, separated by commas
  --host HOST    chromium or node alone
  --peers        also ${PEERS.join(', ')} on ${THEIRS.join(', ')},
                 on the same adapter right after ours; installs them into e2e/bench/peers
  --listing      also the dispatches of each array program, with kernels, shapes, bytes and operations
  --json FILE    writes the numbers as JSON
  --help         this text

workloads: ${OURS.join(', ')}`;

const HOSTS = ['chromium', 'node'] as const;
export type HostName = (typeof HOSTS)[number];

export interface Wishes {
  readonly names: readonly string[];
  readonly hosts: readonly HostName[];
  readonly peers: boolean;
  readonly listing: boolean;
  readonly json: string | null;
}

/** What the command line asks for; null for its help, a text for what is wrong with it. */
export function readArguments(args: readonly string[]): Wishes | string | null {
  const options = {
    only: { type: 'string' },
    host: { type: 'string' },
    json: { type: 'string' },
    peers: { type: 'boolean' },
    listing: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    return `${(error as Error).message}: npm run bench -- --help lists the options.`;
  }
  if (values.help) return null;
  const peers = values.peers ?? false;
  const all = peers ? [...OURS, ...THEIRS.filter((name) => !OURS.includes(name))] : OURS;
  const wanted = new Set<string>();
  for (const wish of values.only?.split(',') ?? all) {
    if (wish === '') return '--only needs the names of workloads, or their beginnings, with a comma between them.';
    // W1 is not W1b.
    const found = all.includes(wish) ? [wish] : all.filter((name) => name.startsWith(wish));
    if (found.length === 0) return `--only: no workload begins with "${wish}"; there are ${all.join(', ')}.`;
    for (const name of found) wanted.add(name);
  }
  const hosts = HOSTS.filter((host) => values.host === undefined || host === values.host);
  if (hosts.length === 0) return `--host is chromium or node, not "${values.host}".`;
  const names = all.filter((name) => wanted.has(name));
  return { names, hosts, peers, listing: values.listing ?? false, json: values.json ?? null };
}
