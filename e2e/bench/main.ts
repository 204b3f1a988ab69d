import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../solvers/base/result';
import { openNodeGpu } from '../../solvers/gpu/node';
import { HELP, type HostName, readArguments } from './arguments';
import { benchInChromium } from './chromium';
import { inChromium, inNode, installPeers, type MeasurePeer } from './peers/host';
import { emptyRow, isPeerWorkload, type PeerName, type PeerRow } from './peers/peer';
import { peerLine, peerTable, withRatios } from './peers/table';
import { type After, type Report, runBench } from './run';
import { listings, rowLine, table } from './table';

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

async function benchInNode(names: readonly string[], after: After): Promise<Report> {
  const gpu = await openNodeGpu();
  try {
    return await runBench(gpu, 'node', names, tell, after);
  } finally {
    gpu.close();
  }
}

interface Host {
  bench(names: readonly string[], after: After): Promise<Report>;
  peers(program: string): MeasurePeer;
}

const HOSTS: Readonly<Record<HostName, Host>> = {
  chromium: {
    bench: (names, after) => benchInChromium(join(dirname(fileURLToPath(import.meta.url)), 'page'), names, tell, after),
    peers: inChromium,
  },
  node: { bench: benchInNode, peers: inNode },
};

/** The peers take their turn right after ours at each workload, since a machine's speed drifts. */
async function run(name: HostName, names: readonly string[], chosen: readonly PeerName[], program: string | null) {
  const { bench, peers } = HOSTS[name];
  const rows: PeerRow[] = [];
  const measure = program === null ? null : peers(program);
  const after: After = async (workload, adapter, ours) => {
    if (ours) tell(`${name}: ${rowLine(ours)}`);
    if (!measure || !isPeerWorkload(workload)) return;
    for (const peer of chosen) {
      tell(`${name}: ${workload} by ${peer}`);
      const row = await measure(peer, workload, adapter).catch((error: Error) =>
        emptyRow(peer, workload, error.message),
      );
      const [told] = withRatios([row], { rows: ours ? [ours] : [] });
      tell(`${name}: ${peerLine(told!)}`);
      rows.push(told!);
    }
  };
  const report = await bench(names, after);
  return { ...report, peers: rows };
}

async function main(): Promise<number> {
  const wishes = readArguments(process.argv.slice(2));
  if (wishes === null) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  if (typeof wishes === 'string') {
    tell(wishes);
    return 2;
  }
  const program = wishes.peers.length > 0 ? installPeers() : null;
  const reports: Awaited<ReturnType<typeof run>>[] = [];
  let missing = '';
  for (const host of wishes.hosts) {
    try {
      const report = await run(host, wishes.names, wishes.peers, program);
      reports.push(report);
      process.stdout.write(`\n${table(report)}\n`);
      if (wishes.listing) process.stdout.write(`\n${listings(report)}\n`);
      if (report.peers.length > 0) process.stdout.write(`\n${peerTable(report.peers, report)}\n`);
    } catch (error) {
      // The other host may do without what this one misses.
      if (!(error instanceof Failure) || error.code !== 'no-adapter') throw error;
      missing = `${host}: ${error.message}`;
      tell(missing);
    }
  }
  if (wishes.json !== null && reports.length > 0) {
    const [first, ...others] = reports;
    // The first host is the report; further hosts stand beside it in the same shape.
    writeFileSync(wishes.json, `${JSON.stringify({ ...first, others }, null, 2)}\n`);
  }
  return missing === '' ? 0 : 4;
}

const code = await main();
// Dawn's threads would keep the process alive; what was written to a pipe must leave first.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(code);
