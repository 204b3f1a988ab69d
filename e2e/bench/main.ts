import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../solvers/base/result';
import { openNodeGpu } from '../../solvers/gpu/node';
import { HELP, type HostName, readArguments } from './arguments';
import { benchInChromium } from './chromium';
import { type Report, runBench } from './run';
import { table } from './table';

const tell = (line: string): void => void process.stderr.write(`${line}\n`);

async function benchInNode(names: readonly string[]): Promise<Report> {
  const gpu = await openNodeGpu();
  try {
    return await runBench(gpu, 'node', names, tell);
  } finally {
    gpu.close();
  }
}

const HOSTS: Readonly<Record<HostName, (names: readonly string[]) => Promise<Report>>> = {
  chromium: (names) => benchInChromium(join(dirname(fileURLToPath(import.meta.url)), 'page'), names, tell),
  node: benchInNode,
};

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
  const reports: Report[] = [];
  let missing = '';
  for (const host of wishes.hosts) {
    try {
      const report = await HOSTS[host](wishes.names);
      reports.push(report);
      process.stdout.write(`\n${table(report)}\n`);
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
    const text = JSON.stringify(
      { ...first, peers: [], others: others.map((report) => ({ ...report, peers: [] })) },
      null,
      2,
    );
    writeFileSync(wishes.json, `${text}\n`);
  }
  return missing === '' ? 0 : 4;
}

const code = await main();
// Dawn's threads would keep the process alive; what was written to a pipe must leave first.
await new Promise((resolve) => process.stdout.write('', resolve));
process.exit(code);
