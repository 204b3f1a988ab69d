import type { BenchFile, HostReport } from '../file';
import { digits } from '../table';
import { growthSheet, peerSheet, rowSheet, type Sheet } from './tables';

/** A sheet as a table of Markdown. */
function markdownTable({ heads, rows, left }: Sheet): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map((_, c) => (left.includes(c) ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** How the numbers are to be read; the HTML report says the same. */
export const NOTES = [
  'A time is the median over blocks of steps, each block ended by one wait for the device; the quartiles are those of the blocks.',
  '"Of limit": the time that the adapter would need at its peaks, measured in the same run, for the bytes, operations or launches of the step (whichever takes longest), over the time it took. Bytes and operations are those that the work needs, so caches can bring a row above 100 %.',
  'A library has a ratio only if its first step gave the same loss as ours (to 1e-4) on the same adapter. Over 1 means that ours is faster.',
  'Speeds drift: compare within one run, or by `npm run bench -- --compare A.json B.json`, which knows the noise.',
];

/** The whole report as Markdown. */
export function markdownReport(file: BenchFile): string {
  const { machine, others, ...first } = file;
  return [
    '# Benchmark',
    '',
    `Written by \`npm run bench -- --peers --report docs/reports\`. With charts: [bench.html](bench.html); numbers: [bench.json](bench.json).`,
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB; ${machine.system}; Node ${machine.node}. ${machine.date}, commit ${machine.commit}; ${machine.minutes} minutes in all.`,
    '',
    ...NOTES.map((note) => `- ${note}`),
    ...[first, ...others].flatMap(hostSection),
    '',
  ].join('\n');
}

export function heading({ host, adapter }: HostReport): string {
  return `${host === 'node' ? 'Node' : 'Chromium'}: ${adapter}`;
}

export function peaksLine({ peaks, drift }: HostReport): string {
  const { copyGBs, fmaGflops, dispatchUs } = peaks;
  const measured = `copy ${digits(copyGBs)} GB/s, fused multiply-add ${digits(fmaGflops)} GFLOP/s, launch ${digits(dispatchUs)} us`;
  return `Measured peaks: ${measured}. From the first to the last row the machine drifted by ${Math.round(100 * drift)} %.`;
}

function hostSection(report: HostReport): string[] {
  const growth = growthSheet(report);
  return [
    ...['', `## ${heading(report)}`, '', peaksLine(report), '', markdownTable(rowSheet(report))],
    ...(report.peers.length > 0 ? ['', '### Beside other libraries', '', markdownTable(peerSheet(report))] : []),
    ...(growth.rows.length > 0 ? ['', '### How cost grows', '', markdownTable(growth)] : []),
    ...(report.missing.length > 0 ? ['', '### Not measured', ''] : []),
    ...report.missing.map(({ workload, problem }) => `- ${workload}: ${problem}`),
  ];
}
