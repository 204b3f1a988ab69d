import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cli, readJson } from './run.testing';

const folder = mkdtempSync(join(tmpdir(), 'sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));
let folders = 0;
const fresh = () => join(folder, `out${folders++}`);
const SWEEP = ['sweep', 'cavity-re100', '--over', 'params.Re=100,200', '--seeds', '0..1', '--set', 'reference=none'];

describe('a sweep in this process', () => {
  test('solves every job, keeps each by its hash and writes the tables', async () => {
    const out = fresh();
    const { code, err, made, opened } = await cli([...SWEEP, '--out', out]);
    expect(code).toBe(0);
    expect(opened).toHaveLength(1);
    expect(made).toHaveLength(4);
    expect(made.every(({ disposed }) => disposed)).toBe(true);
    expect(made.map(({ parameters }) => parameters.Re)).toEqual([100, 100, 200, 200]);
    expect(err.filter((line) => /^\[#+\.*\] \d\/4/.test(line))).toHaveLength(4);
    expect(err.at(-1)).toMatch(/4\/4 {2}params\.Re=200 seed=1 {2}ok/);
    const { runs, jobs } = readJson(join(out, 'sweep.json'));
    expect(jobs).toBe(4);
    expect(readdirSync(join(out, 'results')).sort()).toEqual(
      runs.map(({ hash }: { hash: string }) => `${hash}.json`).sort(),
    );
    expect(readFileSync(join(out, 'sweep.csv'), 'utf8').trim().split('\r\n')).toHaveLength(5);
    expect(readFileSync(join(out, 'sweep.md'), 'utf8')).toContain('median');
  });

  test('does only what is missing when it is run again; damaged results count as missing', async () => {
    const out = fresh();
    const before = await cli([...SWEEP, '--out', out]);
    const table = readFileSync(join(out, 'sweep.csv'), 'utf8');
    const [one, two] = readdirSync(join(out, 'results'));
    rmSync(join(out, 'results', one!));
    writeFileSync(join(out, 'results', two!), '{"hash":');
    const again = await cli([...SWEEP, '--out', out]);
    expect([before.made.length, again.made.length]).toEqual([4, 2]);
    expect(again.err[0]).toBe('2 of 4 jobs are there from an earlier sweep');
    const timeless = (text: string) => text.replaceAll(/,[\d.e-]+,fake adapter/g, '');
    expect(timeless(readFileSync(join(out, 'sweep.csv'), 'utf8'))).toBe(timeless(table));
    const third = await cli([...SWEEP, '--out', out]);
    expect([third.made.length, third.opened.length, third.code]).toEqual([0, 0, 0]);
  });

  test('a job that fails is a row like others, and the exit code tells', async () => {
    const out = fresh();
    const { code } = await cli([...SWEEP, '--out', out], { fault: 'diverge' });
    expect(code).toBe(3);
    const { runs } = readJson(join(out, 'sweep.json'));
    expect(runs.map(({ result }: { result: { code: string } }) => result.code)).toEqual(Array(4).fill('diverged'));
    const thrown = await cli([...SWEEP, '--out', fresh()], { fault: 'throw' });
    expect(thrown.code).toBe(3);
    expect(thrown.err.at(-1)).toMatch(/breakdown/);
  });

  test('Ctrl-C leaves what is done and no half of a job', async () => {
    const out = fresh();
    const interrupt = new AbortController();
    const first = cli([...SWEEP, '--out', out], { limit: 400, signal: interrupt.signal });
    await expect
      .poll(() => readdirSync(out, { recursive: true }).filter((name) => String(name).endsWith('.json')).length)
      .toBeGreaterThan(0);
    interrupt.abort();
    const { code, out: told } = await first;
    const done = readdirSync(join(out, 'results')).length;
    expect(code).toBe(done === 4 ? 0 : 3);
    expect(told.join('\n')).toContain(`${done} of 4 jobs are done`);
    const rest = await cli([...SWEEP, '--out', out], { limit: 400 });
    expect(rest.made).toHaveLength(4 - done);
    expect(readJson(join(out, 'sweep.json')).runs).toHaveLength(4);
  });

  test('tells its news as JSON lines', async () => {
    const { out } = await cli([...SWEEP, '--json', '--out', fresh()]);
    const events = out.map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event)).toEqual(['job', 'job', 'job', 'job', 'sweep']);
    expect(events.at(-1)).toMatchObject({ done: 4, jobs: 4, notOk: 0 });
  });
});

test.each<[string, string[], RegExp]>([
  ['no scene', ['sweep', '--seeds', '0..3', '--out', 'x'], /SCENE is missing/],
  ['nothing to sweep', ['sweep', 'burgers', '--out', 'x'], /--over or --seeds is missing/],
  ['no folder', ['sweep', 'burgers', '--seeds', '1'], /--out is missing/],
  ['a path that is not there', [...SWEEP, '--over', 'params.Ra=1', '--out', 'x'], /params\.Ra/],
  ['a method that is none', [...SWEEP, '--over', 'method=magic', '--out', 'x'], /magic/],
  ['two limits', [...SWEEP, '--steps', '1', '--seconds', '1', '--out', 'x'], /exclude each other/],
  ['an address that is none', [...SWEEP, '--redis', 'localhost', '--out', fresh()], /redis:\/\/HOST:PORT/],
  ['nobody at the address', [...SWEEP, '--redis', 'redis://127.0.0.1:1', '--out', fresh()], /no Redis answers at/],
  ['an adapter that workers choose', [...SWEEP, '--redis', 'redis://h', '--adapter', 'auto', '--out', 'x'], /exclude/],
  ['a worker without Redis', ['worker', '--out', 'x'], /--redis is missing/],
  ['a worker without a folder', ['worker', '--redis', 'redis://127.0.0.1:1'], /--out is missing/],
  ['no patience', ['worker', '--redis', 'redis://h', '--patience', '0', '--out', 'x'], /--patience/],
])('bad input is one clear line: %s', async (_, argv, message) => {
  const { code, err } = await cli(argv);
  expect(err).toHaveLength(1);
  expect(err[0]).toMatch(message);
  expect(code).toBe(2);
});

test.each(['sweep', 'worker'])('%s --help tells its options', async (name) => {
  expect((await cli([name, '--help'])).out.join('\n')).toMatch(/usage: .*--redis URL/s);
});
