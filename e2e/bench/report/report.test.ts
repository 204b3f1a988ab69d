import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { rowOf } from '../../../src/bench/workload.testing';
import { type BenchFile, type HostReport, readBenchFile, thisMachine } from '../file';
import { emptyRow } from '../peers/peer';
import { htmlReport } from './html';
import { markdownReport } from './markdown';
import { compared } from './tables';

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

const grown = [1, 2, 4].map((at) => rowOf(`n${at}`, 3 * at, { growth: { family: 'A <family>', of: 'n', at } }));
const report = (host: string): HostReport => ({
  ...{ host, adapter: 'llvmpipe "1" & <2>', peaks: { copyGBs: 8, fmaGflops: 90, dispatchUs: 20 }, drift: 0.1 },
  rows: [rowOf('W1', 12.5, { loss0: 0.75914, flopsPerStep: 7e8 }), ...grown],
  missing: [{ workload: 'W9', problem: 'the device said <no>' }],
  peers: [
    { ...emptyRow('jax-js', 'W1'), ms: 50, min: 49, max: 51, loss0: 0.75914, ratio: 4 },
    emptyRow('TensorFlow.js', 'W1', 'out of time'),
  ],
});
const { host, adapter, peaks, drift, rows, missing, peers } = report('node');
const file: BenchFile = {
  ...{ machine: thisMachine(Date.now()), host, adapter, peaks, drift, rows, missing, peers },
  others: [report('chromium')],
};

it('the page is one file without scripts, with nothing of the machine taken as markup', () => {
  const html = htmlReport(file);
  expect(html).not.toMatch(/<script|<2>|<no>|<family>|src=|https?:/);
  // Limits and libraries of both hosts, and one chart of growth.
  expect(html.match(/<svg/g)).toHaveLength(5);
  expect(html).toContain('exponent 1.00 and 1.00');
  expect(html).toContain('4 times ours');
  expect(html).not.toMatch(/NaN|undefined|Infinity/);
});

it('Markdown has every row, what failed, and the machine', () => {
  const text = markdownReport(file);
  for (const part of ['W1', 'n4', 'W9: the device said <no>', 'out of time', 'GB/s', 'drifted by 10 %', 'arithmetic']) {
    expect(text).toContain(part);
  }
  expect(text).not.toMatch(/NaN|undefined/);
  const widths = text
    .split('\n')
    .filter((line) => line.startsWith('| W1 | step'))
    .map((line) => line.split(' | ').length);
  expect(new Set(widths).size).toBe(1);
});

it('two files are compared host by host; what is no such file is refused in a line', () => {
  const path = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const before = readBenchFile(path('a.json', JSON.stringify(file)));
  const faster = { ...file, rows: file.rows.map((row) => ({ ...row, ms: row.ms / 2, samples: [row.ms / 2] })) };
  const { sheet, lines } = compared(before, readBenchFile(path('b.json', JSON.stringify(faster))));
  expect(sheet.rows[0]).toEqual(['node', 'W1', '12.5', '6.25', '-50.0 %', '10.0 %', 'faster', '']);
  expect(lines).toEqual(['4 faster', '4 same within noise']);
  expect(() => readBenchFile(path('c.json', '{'))).toThrow(/cannot be read as JSON/);
  expect(() => readBenchFile(path('d.json', '{"rows": 3}'))).toThrow(/is not what/);
});
