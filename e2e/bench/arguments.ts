import { parseArgs } from 'node:util';
import { PEER_WORKLOADS, PEERS, type PeerName } from './peers/peer';
import { workloads } from './workloads';

const OURS = workloads.map(({ name }) => name);
const THEIRS = Object.keys(PEER_WORKLOADS);

export const HELP = `usage: npm run bench -- [options]

Measures the workloads in headless Chromium and in Node, with the adapter's peaks in the same run. Each time is told
as soon as it is there, the tables follow at the end. Medians over blocks of steps; bytes and operations are those
that the work needs; "of copy" is the fraction of the measured copy bandwidth. Speeds drift: compare within one run only.

  --only NAMES   workloads of these names, or those that begin so, separated by commas
  --host HOST    chromium or node alone
  --peers NAMES  also these of ${PEERS.join(', ')}, all of them
                 without names, on ${THEIRS.join(', ')}: on the same adapter right after
                 ours; installs them into e2e/bench/peers
  --listing      also the dispatches of each array program, with kernels, shapes, bytes and operations
  --json FILE    writes the numbers as JSON
  --help         this text

workloads: ${OURS.join(', ')}`;

const HOSTS = ['chromium', 'node'] as const;
export type HostName = (typeof HOSTS)[number];

export interface Wishes {
  readonly names: readonly string[];
  readonly hosts: readonly HostName[];
  readonly peers: readonly PeerName[];
  readonly listing: boolean;
  readonly json: string | null;
}

/** What the command line asks for; null for its help, a text for what is wrong with it. */
export function readArguments(args: readonly string[]): Wishes | string | null {
  const options = {
    only: { type: 'string' },
    host: { type: 'string' },
    json: { type: 'string' },
    peers: { type: 'string' },
    listing: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  try {
    ({ values } = parseArgs({ args: withAllPeers(args), options }));
  } catch (error) {
    return `${(error as Error).message}: npm run bench -- --help lists the options.`;
  }
  if (values.help) return null;
  const peers = values.peers === undefined ? [] : chosen('--peers', values.peers, PEERS);
  if (typeof peers === 'string') return peers;
  const all = peers.length > 0 ? [...OURS, ...THEIRS.filter((name) => !OURS.includes(name))] : OURS;
  const names = values.only === undefined ? all : chosen('--only', values.only, all);
  if (typeof names === 'string') return names;
  const hosts = HOSTS.filter((host) => values.host === undefined || host === values.host);
  if (hosts.length === 0) return `--host is chromium or node, not "${values.host}".`;
  return { names, hosts, peers, listing: values.listing ?? false, json: values.json ?? null };
}

/** `--peers` alone means all of them. */
function withAllPeers(args: readonly string[]): string[] {
  return args.map((arg, k) => {
    const alone = arg === '--peers' && (k === args.length - 1 || args[k + 1]!.startsWith('--'));
    return alone ? `--peers=${PEERS.join(',')}` : arg;
  });
}

/** Those of `all` that a list of names, or of their beginnings, means; a text for what is wrong with it. */
function chosen<Name extends string>(option: string, list: string, all: readonly Name[]): Name[] | string {
  const wanted = new Set<Name>();
  for (const wish of list.split(',')) {
    if (wish === '') return `${option} needs names, or their beginnings, with a comma between them.`;
    // W1 is not W1b.
    const exact = all.filter((name) => name === wish);
    const found = exact.length > 0 ? exact : all.filter((name) => name.startsWith(wish));
    if (found.length === 0) return `${option}: nothing begins with "${wish}"; there are ${all.join(', ')}.`;
    for (const name of found) wanted.add(name);
  }
  return all.filter((name) => wanted.has(name));
}
