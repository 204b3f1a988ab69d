import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { applySettings, presetById } from '../../scenes';
import { readNpz, writeSafetensors } from '../../solvers/io';
import { encodeLink } from '../share/link';
import { cli, readJson } from './run.testing';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
let folders = 0;
const fresh = () => join(folder, `out${folders++}`);

describe('help and list', () => {
  test.each([[['--help']], [['list', '--help']], [['solve', '--help']], [['train', '--help']], [['bench', '--help']]])(
    '%s',
    async (argv) => {
      const { code, out, err } = await cli(argv);
      expect(code).toBe(0);
      expect(out.join('\n')).toMatch(/usage/);
      expect(err).toEqual([]);
    },
  );

  test('list names every scene and method, as text and as JSON', async () => {
    const text = await cli(['list']);
    expect(text.out.join('\n')).toMatch(/cavity-re1000 .*flow[\s\S]*Counting/);
    const json = JSON.parse((await cli(['list', '--json'])).out.join(''));
    expect(json.scenes.map(({ id }: { id: string }) => id)).toContain('taylor-green');
    expect(json.methods).toEqual([{ id: 'count', title: 'Counting' }]);
  });

  test('bench hands its options on', async () => {
    expect((await cli(['bench', '--only', 'W1'])).scripts).toEqual([['bench.mjs', '--only', 'W1']]);
  });
});

describe('bad input is one clear line that names the field, exit code 2, and touches nothing', () => {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const out = join(folder, 'never');
  const weights = (name: string, data: Uint8Array) => {
    writeFileSync(join(folder, name), data);
    return ['solve', 'cavity-re100', '--weights', join(folder, name), '--out', out];
  };
  const one = (value: number, metadata = {}) =>
    writeSafetensors({ tensors: new Map([['w', { shape: [], data: Float32Array.of(value) }]]), metadata });
  test.each<[string, string[], RegExp]>([
    ['weights that are not there', ['solve', 'cavity-re100', '--weights', 'no.st', '--out', out], /no file "no\.st"/],
    ['weights that are none', weights('text.st', new Uint8Array(30)), /text\.st has a header/],
    ['weights that are no numbers', weights('nan.st', one(Number.NaN)), /nan\.st holds numbers in w that are not/],
    ['weights of another method', weights('fno.st', one(1, { method: 'fno' })), /trained by fno, not by count/],
    ['weights that are not shipped', ['solve', 'cavity-re100', '--weights', 'shipped', '--out', out], /come with the/],
    ['weights and none', [...weights('w.st', one(1)), '--scratch'], /--weights and --scratch exclude/],
    [
      'seconds between checkpoints that are none',
      ['train', 'cavity-re100', '--every', '0', '--out', fresh()],
      /--every/,
    ],
    ['an option of train', ['solve', 'cavity-re100', '--every', '3', '--out', out], /--every/],
    ['no command', ['paint'], /paint.*choose from list, solve, train, data, convert, sweep, worker, bench/],
    ['no scene', ['solve', '--out', out], /SCENE is missing/],
    ['two scenes', ['solve', 'a', 'b', '--out', out], /two scenes/],
    ['no folder', ['solve', 'cavity-re100'], /--out is missing/],
    ['an empty folder', ['solve', 'cavity-re100', '--out', ''], /--out is missing/],
    ['an unknown option', ['solve', 'cavity-re100', '--ouput', out], /--ouput.*solve --help/],
    ['an option without value', ['solve', 'cavity-re100', '--out'], /--out/],
    ['an argument to list', ['list', 'x'], /list takes no argument/],
    ['a slip in the id', ['solve', 'cavity-re10', '--out', out], /cavity-re100/],
    ['a missing file', ['solve', './nothing.json', '--out', out], /no file/],
    ['a folder for a scene', ['solve', folder, '--out', out], /no file/],
    ['a broken file', ['solve', file('broken.json', '{'), '--out', out], /not JSON/],
    ['a huge file', ['solve', file('huge.json', ' '.repeat(300_000)), '--out', out], /300000 bytes/],
    ['a file of another kind', ['solve', file('other.json', '{"version":1}'), '--out', out], /id|unknowns/],
    ['a broken link', ['solve', '#s=1.d.cavity-re100.00000000.AAAA', '--out', out], /link/],
    ['a path that is not there', ['solve', 'cavity-re100', '--set', 'grid.m=3', '--out', out], /grid\.m.*grid\.n/],
    ['a value of the wrong kind', ['solve', 'cavity-re100', '--set', 'grid.n=many', '--out', out], /grid\.n/],
    ['a huge grid', ['solve', 'cavity-re100', '--set', 'grid.n=1000000', '--out', out], /grid\.n.*4096/],
    ['a setting without value', ['solve', 'cavity-re100', '--set', 'grid.n', '--out', out], /grid\.n has no value/],
    ['an unknown method', ['solve', 'cavity-re100', '--method', 'magic', '--out', out], /method.*magic.*flow/],
    ['no steps', ['solve', 'cavity-re100', '--steps', '0', '--out', out], /--steps.*"0"/],
    ['steps in words', ['solve', 'cavity-re100', '--steps', 'ten', '--out', out], /--steps.*"ten"/],
    ['empty steps', ['solve', 'cavity-re100', '--steps', '', '--out', out], /--steps/],
    ['negative seconds', ['solve', 'cavity-re100', '--seconds=-1', '--out', out], /--seconds/],
    ['endless seconds', ['solve', 'cavity-re100', '--seconds', '1e999', '--out', out], /--seconds/],
    ['both limits', ['solve', 'cavity-re100', '--steps', '1', '--seconds', '1', '--out', out], /exclude/],
    ['a seed that is none', ['solve', 'cavity-re100', '--seed', '1.5', '--out', out], /--seed/],
    ['an adapter that is none', ['solve', 'cavity-re100', '--adapter', 'voodoo', '--out', out], /--adapter.*llvmpipe/],
    ['a save time outside', ['solve', 'cavity-re100', '--set', 'save=[-1]', '--out', fresh()], /save: times/],
  ])('%s', async (_what, argv, message) => {
    const { code, err, made } = await cli(argv);
    expect(code).toBe(2);
    expect(err).toHaveLength(1);
    expect(err[0]).toMatch(message);
    expect(err[0]).toMatch(/^error: /);
    expect(err[0]).not.toMatch(/\n|\bat .*:\d+:\d+/);
    expect(made).toEqual([]);
    expect(existsSync(out)).toBe(false);
  });

  test('a folder that cannot be made', async () => {
    const { code, err, opened } = await cli(['solve', 'cavity-re100', '--out', join(file('plain', ''), 'x')]);
    expect([code, opened]).toEqual([2, []]);
    expect(err[0]).toMatch(/--out/);
  });

  test('a grid over the budget is refused by name before it starts, exit code 3', async () => {
    const { code, err, made } = await cli(['solve', 'cavity-re100', '--set', 'grid.n=4096', '--out', fresh()]);
    expect(code).toBe(3);
    expect(err).toEqual([expect.stringMatching(/grid\.n: a grid of 4096 x 4096 cells/)]);
    expect(made).toEqual([]);
  });

  test('no adapter is exit code 4', async () => {
    const { code, err } = await cli(['solve', 'cavity-re100', '--adapter', 'swiftshader', '--out', fresh()]);
    expect(code).toBe(4);
    expect(err).toEqual(['error: swiftshader is not installed.']);
  });
});

describe('solve', () => {
  test('runs until the solver has finished and writes metrics, fields and the scene', async () => {
    const out = fresh();
    const { code, made, gpu, err } = await cli([
      'solve',
      'cavity-re100',
      '--set',
      'params.Re=150',
      '--seed',
      '7',
      '--out',
      out,
    ]);
    expect(code).toBe(0);
    expect(made[0]!.stepCount).toBe(10);
    expect(made[0]!.disposed && gpu.closed).toBe(true);
    expect(err.at(-1)).toMatch(/^step 10 {2}t 5 .*count 10/);

    expect(readJson(join(out, 'metrics.json'))).toMatchObject({
      scene: 'cavity-re100',
      method: 'count',
      adapter: 'fake adapter',
      seed: 7,
      weights: null,
      // The file is not among those of this world.
      reference: null,
      result: { code: 'ok', advice: '' },
      metrics: { count: { value: 10, unit: '' }, relL2: { value: 0.25, unit: '' } },
      wallSeconds: expect.any(Number),
      steps: 10,
      finished: true,
      perStep: { dispatches: 1, bytes: 8, flops: 2 },
    });
    const scene = readJson(join(out, 'scene.json'));
    expect([scene.parameters.Re.value, scene.seed]).toEqual([150, 7]);
    const arrays = readNpz(readFileSync(join(out, 'fields.npz')));
    expect([...arrays.keys()]).toEqual(['u', 'x', 'y', 't']);
    expect(arrays.get('u')).toEqual({ shape: [1, 1, 2], data: Float64Array.of(10, 2) });
    expect(arrays.get('t')).toEqual({ shape: [1], data: Float64Array.of(5) });
    // What was written can be solved again.
    expect((await cli(['solve', join(out, 'scene.json'), '--out', fresh()])).code).toBe(0);
  });

  test('--steps stops exactly there, and that is ok', async () => {
    const out = fresh();
    const { code, made } = await cli(['solve', 'cavity-re100', '--steps', '7', '--out', out]);
    expect([code, made[0]!.stepCount]).toEqual([0, 7]);
    expect(readJson(join(out, 'metrics.json'))).toMatchObject({
      steps: 7,
      finished: false,
      result: { code: 'ok', advice: expect.stringMatching(/7 steps/) },
    });
  });

  test('--seconds stops an endless run', async () => {
    const { code, made } = await cli(['solve', 'cavity-re100', '--seconds', '0.2', '--out', fresh()], { limit: 1e9 });
    expect(code).toBe(0);
    expect(made[0]!.stepCount).toBeGreaterThan(0);
  });

  test('save times are kept at the first step at or after each, then the end', async () => {
    const out = fresh();
    await cli(['solve', 'cavity-re100', '--set', 'save=[2.2, 0, 1, "1"]', '--out', out]);
    const arrays = readNpz(readFileSync(join(out, 'fields.npz')));
    // Steps of 0.5 to t = 5.
    expect([...arrays.get('t')!.data]).toEqual([0, 1, 2.5, 5]);
    expect(arrays.get('u')!.shape).toEqual([4, 1, 2]);
    expect([...arrays.get('u')!.data]).toEqual([0, 2, 2, 2, 5, 2, 10, 2]);
  });

  test('a link is a scene', async () => {
    const link = encodeLink(applySettings(presetById('taylor-green').scene, ['expect={}']));
    const out = fresh();
    expect((await cli(['solve', link, '--out', out])).code).toBe(0);
    expect(readJson(join(out, 'metrics.json'))).toMatchObject({ scene: 'taylor-green', reference: 'exact' });
  });

  test('divergence is exit code 3, with its advice and what was reached', async () => {
    const out = fresh();
    const { code } = await cli(['solve', 'cavity-re100', '--out', out], { fault: 'diverge' });
    expect(code).toBe(3);
    expect(readJson(join(out, 'metrics.json')).result).toEqual({
      code: 'diverged',
      advice: 'Use a smaller time step.',
    });
    expect(existsSync(join(out, 'fields.npz'))).toBe(true);
  });

  test('an interrupt writes what there is, exit code 3', async () => {
    const out = fresh();
    const { code, made } = await cli(['solve', 'cavity-re100', '--out', out], {
      limit: 1e9,
      signal: AbortSignal.timeout(100),
    });
    expect(code).toBe(3);
    const metrics = readJson(join(out, 'metrics.json'));
    expect(metrics).toMatchObject({
      steps: made[0]!.stepCount,
      result: { code: 'not-converged', advice: expect.stringMatching(/Interrupted/) },
    });
    expect(readNpz(readFileSync(join(out, 'fields.npz'))).get('u')!.data[0]).toBe(made[0]!.stepCount);
  });

  test('--json prints only JSON lines', async () => {
    const { out, err } = await cli(['solve', 'cavity-re100', '--json', '--out', fresh()]);
    const lines = out.map((line) => JSON.parse(line));
    expect(lines.at(-2)).toMatchObject({ event: 'progress', step: 10, time: 5 });
    expect(lines.at(-1)).toMatchObject({ event: 'result', steps: 10, result: { code: 'ok' } });
    expect(err).toEqual([]);
  });
});
