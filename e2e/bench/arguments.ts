import { parseArgs } from 'node:util';
import { workloads } from '../../src/bench/workloads';
import { PEER_WORKLOADS, PEERS, type PeerName } from './peers/peer';

const OURS = workloads.map(({ name }) => name);
const THEIRS = Object.keys(PEER_WORKLOADS);

export const HELP = `usage: npm run bench -- [options]

Measures the workloads in headless Chromium and in Node, with the adapter's peaks in the same run. Each time is told
as soon as it is there, the tables follow at the end. Medians over blocks of steps; bytes and operations are those
that the work needs; "of limit" is the time that the peaks would need for them over the time it took. Speeds drift:
compare within one run, or two files by --compare, which knows the noise.

  --only NAMES   workloads of these names, or those that begin so, separated by commas
  --host HOST    chromium or node alone
  --peers NAMES  also these of ${PEERS.join(', ')}, all of them
                 without names, on ${THEIRS.join(', ')}: on the same adapter right after
                 ours; installs them into e2e/bench/peers
  --minutes M    begins nothing new after M minutes, and gives peers a share of them
  --brief        few repetitions: to see whether it works
  --listing      also the dispatches of each array program, with kernels, shapes, bytes and operations
  --json FILE    writes the numbers as JSON
  --report DIR   writes DIR/bench.json, bench.md and bench.html with charts; within 22 minutes, unless --minutes is
                 given
  --compare A.json B.json
                 measures nothing; says of each row whether B is faster, slower, or the same within noise
  --help         this text

workloads: ${OURS.join(', ')}`;

const SEE = 'npm run bench -- --help lists the options.';
// The faster adapter first, where a GPU is missing: time may run out.
const HOSTS = ['node', 'chromium'] as const;
export type HostName = (typeof HOSTS)[number];

export interface Wishes {
  readonly names: readonly string[];
  readonly hosts: readonly HostName[];
  readonly peers: readonly PeerName[];
  readonly listing: boolean;
  readonly json: string | null;
  readonly report: string | null;
  readonly minutes: number | null;
  readonly brief: boolean;
  readonly compare: readonly [before: string, after: string] | null;
}

/** What the command line asks for; null for its help, a text for what is wrong with it. */
export function readArguments(args: readonly string[]): Wishes | string | null {
  const options = {
    only: { type: 'string' },
    host: { type: 'string' },
    json: { type: 'string' },
    peers: { type: 'string' },
    listing: { type: 'boolean' },
    report: { type: 'string' },
    minutes: { type: 'string' },
    brief: { type: 'boolean' },
    compare: { type: 'boolean' },
    help: { type: 'boolean' },
  } as const;
  let values: ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];
  let files: string[];
  try {
    ({ values, positionals: files } = parseArgs({ args: withAllPeers(args), options, allowPositionals: true }));
  } catch (error) {
    return `${(error as Error).message}: ${SEE}`;
  }
  if (values.help) return null;
  const two = values.compare ? 2 : 0;
  if (files.length !== two) return two ? '--compare needs two files, A.json B.json.' : `What is "${files[0]}"? ${SEE}`;
  const minutes = values.minutes === undefined ? (values.report === undefined ? null : 22) : Number(values.minutes);
  if (minutes !== null && !(minutes > 0)) return `--minutes is a number above 0, not "${values.minutes}".`;
  const peers = values.peers === undefined ? [] : chosen('--peers', values.peers, PEERS);
  if (typeof peers === 'string') return peers;
  const all = peers.length > 0 ? [...OURS, ...THEIRS.filter((name) => !OURS.includes(name))] : OURS;
  const names = values.only === undefined ? all : chosen('--only', values.only, all);
  if (typeof names === 'string') return names;
  const hosts = HOSTS.filter((host) => values.host === undefined || host === values.host);
  if (hosts.length === 0) return `--host is chromium or node, not "${values.host}".`;
  return {
    ...{ names, hosts, peers, listing: values.listing ?? false, json: values.json ?? null, minutes },
    ...{ report: values.report ?? null, brief: values.brief ?? false },
    compare: two ? [files[0]!, files[1]!] : null,
  };
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
