import { growthLines } from '../../../src/bench/growth';
import { limitOf } from '../../../src/bench/limits';
import type { BenchFile, HostReport } from '../file';
import { digits } from '../table';
import { type Bar, barChart, growthChart, safe } from './charts';
import { heading, NOTES, peaksLine } from './markdown';
import { growthSheet, peerSheet, rowSheet, type Sheet } from './tables';

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #5c6670; --grid: #e3e7eb; --paper: #fff; --card: #f7f8fa;
  --a: #2f6fbb; --b: #c2571a; --c: #3d8a5a; --d: #7a4fa3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa5b0; --grid: #2c333a; --paper: #14171a;
  --card: #1b1f24; --a: #6aa5ea; --b: #f0955a; --c: #6fc492; --d: #b98de0; } }
body { margin: 0 auto; max-width: 1120px; padding: 24px 16px 64px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 20px; margin: 40px 0 4px; } h3 { font-size: 16px; margin: 28px 0 8px; }
p, li { max-width: 78ch; } .soft, small { color: var(--soft); }
figure { margin: 12px 0; overflow-x: auto; } figcaption { color: var(--soft); font-size: 13px; max-width: 78ch; }
.lines { display: flex; flex-wrap: wrap; gap: 12px; } .lines figure { background: var(--card); border-radius: 8px; padding: 10px; margin: 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 13px; } caption { text-align: left; }
th, td { padding: 3px 10px 3px 0; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--grid); }
th { color: var(--soft); font-weight: 500; } .t { text-align: left; }
svg { display: block; max-width: none; } svg text { font-size: 12px; fill: var(--ink); } svg text.soft { fill: var(--soft); font-size: 11px; }
svg .grid { stroke: var(--grid); } svg .mark { stroke: var(--ink); stroke-dasharray: 3 3; }
svg .a { fill: var(--a); } svg .b { fill: var(--b); } svg .c { fill: var(--c); } svg .d { fill: var(--d); }
svg .line { fill: none; stroke-width: 2; opacity: .6; } svg .line.a { stroke: var(--a); } svg .line.b { stroke: var(--b); }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin: 0 4px 0 10px; }
`;

const BOUNDS = { memory: 'a', arithmetic: 'b', launches: 'c' } as const;
const LIBRARIES = ['a', 'b', 'c', 'd'] as const;

/** The whole report as one page: styles inside, charts as SVG, no scripts, nothing loaded. */
export function htmlReport(file: BenchFile): string {
  const { machine, others, ...first } = file;
  const hosts: readonly HostReport[] = [first, ...others];
  const told = `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGB} GB; ${machine.system}; Node ${machine.node}. ${machine.date}, commit ${machine.commit}; ${machine.minutes} minutes in all.`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Nablab benchmark</title>',
    `<style>${STYLE}</style></head><body>`,
    `<h1>Nablab benchmark</h1><p class="soft">${safe(told)}</p>`,
    `<ul>${NOTES.map((note) => `<li>${safe(note).replaceAll(/`([^`]*)`/g, '<code>$1</code>')}</li>`).join('')}</ul>`,
    growthSection(hosts),
    ...hosts.map(hostSection),
    '</body></html>\n',
  ].join('\n');
}

function hostSection(report: HostReport): string {
  return [
    `<h2>${safe(heading(report))}</h2><p class="soft">${safe(peaksLine(report))}</p>`,
    '<h3>Part of the adapter’s limit</h3>',
    figure(limitChart(report), `Set by: ${key('a', 'memory')}${key('b', 'arithmetic')}${key('c', 'launches')}`),
    table(rowSheet(report)),
    ...(report.peers.length > 0
      ? ['<h3>Beside other libraries</h3>', peerFigure(report), table(peerSheet(report))]
      : []),
    ...(report.missing.length > 0 ? ['<h3>Not measured</h3>', missingList(report)] : []),
  ].join('\n');
}

function limitChart(report: HostReport): string {
  const bars = report.rows.map((row): Bar => {
    const { part, by } = limitOf(row, report.peaks);
    const told = `${Math.round(100 * part)} %, ${digits(row.ms)} ms`;
    return { name: row.workload, value: part, told, colour: BOUNDS[by] };
  });
  return barChart(`Part of the limit, ${heading(report)}`, bars, 'linear', 1);
}

function peerFigure(report: HostReport): string {
  const names = [...new Set(report.peers.map(({ peer }) => peer))];
  const bars = report.peers.flatMap(({ workload, peer, ratio }): Bar[] => {
    if (ratio === null) return [];
    const colour = LIBRARIES[names.indexOf(peer) % LIBRARIES.length]!;
    return [{ name: `${workload}  ${peer}`, value: ratio, told: `${digits(ratio)} times ours`, colour }];
  });
  const keys = names.map((name, k) => key(LIBRARIES[k % LIBRARIES.length]!, name)).join('');
  return figure(barChart(`Times ours, ${heading(report)}`, bars, 'log', 1), `Time over ours, logarithmic: ${keys}`);
}

/** A chart for each family, both hosts in one. */
function growthSection(hosts: readonly HostReport[]): string {
  const lines = hosts.map((host) => growthLines(host.rows));
  const families = [...new Map(lines.flat().map((line) => [line.family, line.of]))];
  if (families.length === 0) return '';
  const charts = families.map(([family, of]) => {
    const series = lines.flatMap((own, k) => {
      const line = own.find((one) => one.family === family);
      const colour = k === 0 ? 'a' : 'b';
      return line ? [{ points: line.points.map(({ at, ms }) => [at, ms] as const), law: line.ms, colour }] : [];
    });
    const slopes = lines.flatMap((own) => own.find((one) => one.family === family)?.ms?.slope.toFixed(2) ?? []);
    const told = `${family}: exponent ${slopes.join(' and ')}`;
    return figure(growthChart(told, of, series), safe(told));
  });
  const keys = hosts.map((host, k) => key(k === 0 ? 'a' : 'b', host.host)).join('');
  return [
    `<h2>How cost grows</h2><p class="soft">Time of a step against its size, both logarithmic; the line is the power law by least squares. ${keys}</p>`,
    `<div class="lines">${charts.join('')}</div>`,
    ...hosts.map((host) => table(growthSheet(host), heading(host))),
  ].join('\n');
}

function missingList({ missing }: HostReport): string {
  return `<ul>${missing.map(({ workload, problem }) => `<li>${safe(`${workload}: ${problem}`)}</li>`).join('')}</ul>`;
}

function table({ heads, rows, left }: Sheet, caption = ''): string {
  if (rows.length === 0) return '';
  const cell = (tag: 'th' | 'td', text: string, c: number): string =>
    `<${tag}${left.includes(c) ? ' class="t"' : ''}>${safe(text)}</${tag}>`;
  const head = `<tr>${heads.map((text, c) => cell('th', text, c)).join('')}</tr>`;
  const body = rows.map((row) => `<tr>${row.map((text, c) => cell('td', text, c)).join('')}</tr>`).join('\n');
  const title = caption === '' ? '' : `<caption class="soft">${safe(caption)}</caption>`;
  return `<div class="wide"><table>${title}${head}\n${body}</table></div>`;
}

function figure(chart: string, caption: string): string {
  return chart === '' ? '' : `<figure>${chart}<figcaption>${caption}</figcaption></figure>`;
}

function key(colour: string, name: string): string {
  return `<span class="key" style="background:var(--${colour})"></span>${safe(name)}`;
}
