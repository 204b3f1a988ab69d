import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../solvers/base/result';
import { openNodeGpu } from '../../solvers/gpu/node';
import { type Between, type Report, runBench } from '../../src/bench/run';
import type { Row } from '../../src/bench/workload';
import { protocolOf, workloads } from '../../src/bench/workloads';
import { HELP, type HostName, readArguments, type Wishes } from './arguments';
import { Budget } from './budget';
import { benchInChromium } from './chromium';
import { type BenchFile, type HostReport, readBenchFile, thisMachine } from './file';
import { inChromium, inNode, installPeers, type MeasurePeer } from './peers/host';
import { canRun, emptyRow, isPeerWorkload, PEER_WORKLOADS, type PeerRow } from './peers/peer';
import { peerLine, peerTable, withRatios } from './peers/table';
import { htmlReport } from './report/html';
import { markdownReport } from './report/markdown';
import { compared } from './report/tables';
import { align, listings, rowLine, table } from './table';

const tell = (line: string): void => void process.stderr.write(`${line}\n`);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

type Turns = Omit<Between, 'protocol'>;

async function benchInNode(names: readonly string[], brief: boolean, turns: Turns): Promise<Report> {
  const gpu = await openNodeGpu();
  try {
    const protocol: Between['protocol'] = (workload) => protocolOf(workload, brief);
    return await runBench(gpu, 'node', workloads, names, { ...turns, protocol });
  } finally {
    gpu.close();
  }
}

interface Host {
  bench(names: readonly string[], brief: boolean, turns: Turns): Promise<Report>;
  peers(program: string): MeasurePeer;
}

const HOSTS: Readonly<Record<HostName, Host>> = {
  chromium: {
    bench: (...args) => benchInChromium(join(dirname(fileURLToPath(import.meta.url)), 'page'), ...args),
    peers: inChromium,
  },
  node: { bench: benchInNode, peers: inNode },
};

/** The peers take their turn right after ours at each workload, since a machine's speed drifts. */
async function run(host: HostName, wishes: Wishes, program: string | null, budget: Budget): Promise<HostReport> {
  const rows: PeerRow[] = [];
  const ours: Row[] = [];
  let start: Pick<Report, 'adapter' | 'peaks'> | null = null;
  const measure = program === null ? null : HOSTS[host].peers(program);
  const begun: Between['begun'] = async (adapter, peaks) => {
    start = { adapter, peaks };
  };
  const after: Between['after'] = async (workload, adapter, own) => {
    if (own) {
      ours.push(own);
      tell(`${host}: ${rowLine(own)}`);
    }
    if (!measure || !isPeerWorkload(workload)) return;
    for (const peer of wishes.peers.filter((one) => canRun(one, workload, host))) {
      const seconds = budget.peerSeconds(host);
      const began = performance.now();
      const row = await (seconds < 5
        ? emptyRow(peer, workload, 'out of time')
        : measure(peer, workload, adapter, { seconds, brief: wishes.minutes !== null || wishes.brief }));
      budget.spend(host, (performance.now() - began) / 1000);
      const [told] = withRatios([row], { rows: own ? [own] : [] });
      tell(`${host}: ${peerLine(told!)}`);
      rows.push(told!);
    }
  };
  const turns = { tell, begun, after, enough: async () => budget.over() };
  const names = inOrder(wishes.names, measure !== null);
  const report = await HOSTS[host].bench(names, wishes.brief, turns).catch((error: Error): Report => {
    // A browser that dies takes only what was not told yet.
    if (!start || ours.length === 0) throw error;
    tell(`${host}: ended early: ${error.message}`);
    const left = names.filter((name) => !ours.some(({ workload }) => workload === name));
    const problem = `the host ended: ${error.message.split('\n')[0]}`;
    return { host, ...start, drift: 0, rows: ours, missing: left.map((workload) => ({ workload, problem })) };
  });
  const place = ({ workload }: { workload: string }): number => wishes.names.indexOf(workload);
  const sorted = <T extends { workload: string }>(list: readonly T[]): T[] =>
    list.toSorted((a, b) => place(a) - place(b));
  return { ...report, rows: sorted(report.rows), peers: sorted(rows) };
}

/** Those first that others are measured on, the most telling before the rest: time may run out. */
function inOrder(names: readonly string[], withPeers: boolean): readonly string[] {
  if (!withPeers) return names;
  const first = Object.keys(PEER_WORKLOADS).filter((name) => names.includes(name));
  return [...first, ...names.filter((name) => !first.includes(name))];
}

async function main(): Promise<number> {
  const began = Date.now();
  const wishes = readArguments(process.argv.slice(2));
  if (wishes === null) {
    say(HELP);
    return 0;
  }
  if (typeof wishes === 'string') {
    tell(wishes);
    return 2;
  }
  if (wishes.compare) return compare(...wishes.compare);
  const program = wishes.peers.length > 0 ? installPeers() : null;
  const budget = new Budget(wishes.minutes);
  const reports: HostReport[] = [];
  let missing = '';
  for (const host of wishes.hosts) {
    try {
      const report = await run(host, wishes, program, budget);
      reports.push(report);
      say(`\n${table(report)}`);
      if (wishes.listing) say(`\n${listings(report)}`);
      if (report.peers.length > 0) say(`\n${peerTable(report.peers, report)}`);
    } catch (error) {
      // The other host may do without what this one misses.
      missing = `${host}: ${(error as Error).message}`;
      tell(missing);
      if (!(error instanceof Failure) || error.code !== 'no-adapter') tell((error as Error).stack ?? '');
    }
    if (reports.length > 0) write(wishes, reports, began);
  }
  return missing === '' ? 0 : 4;
}

/** After each host, so that what was measured is there whatever happens to the next one. */
function write({ json, report }: Wishes, reports: readonly HostReport[], began: number): void {
  const [first, ...others] = reports as [HostReport, ...HostReport[]];
  const file: BenchFile = { machine: thisMachine(began), ...first, others };
  const text = `${JSON.stringify(file, null, 1)}\n`;
  if (json !== null) writeFileSync(json, text);
  if (report === null) return;
  mkdirSync(report, { recursive: true });
  writeFileSync(join(report, 'bench.json'), text);
  writeFileSync(join(report, 'bench.md'), markdownReport(file));
  writeFileSync(join(report, 'bench.html'), htmlReport(file));
}

function compare(before: string, after: string): number {
  try {
    const { sheet, lines } = compared(readBenchFile(before), readBenchFile(after));
    say([...align([sheet.heads, ...sheet.rows], sheet.left), '', ...lines].join('\n'));
    return 0;
  } catch (error) {
    tell((error as Error).message);
    return 2;
  }
}

const code = await main();
// Dawn's threads would keep the process alive; what was written to a pipe must leave first.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(code);
