import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { presetById } from '../../scenes';
import { readSafetensors, writeNpz, writeSafetensors } from '../../solvers/io';
import { type CountingSolver, countingMethod } from '../worker/host.testing';
import type { Methods } from '../worker/start';
import { cli, readJson } from './run.testing';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
let folders = 0;
const fresh = () => join(folder, `out${folders++}`);

describe('weights', () => {
  test('what was trained is written with how it was made, and can be gone on from or just used', async () => {
    const [scratch, used, more] = [fresh(), fresh(), fresh()];
    expect(
      (await cli(['solve', 'cavity-re100', '--scratch', '--seed', '5', '--out', scratch], { trains: true })).code,
    ).toBe(0);
    expect(readJson(join(scratch, 'metrics.json')).weights).toBe('scratch');
    const file = join(scratch, 'weights.safetensors');
    const { tensors, metadata } = readSafetensors(readFileSync(file));
    expect([...tensors.get('w')!.data]).toEqual([10]);
    const made = { scene: 'cavity-re100', method: 'count', steps: '10', seed: '5', adapter: 'fake adapter' };
    expect(metadata).toEqual({ layout: 'one', ...made, from: 'scratch', commit: 'abc123' });

    const run = await cli(['solve', 'cavity-re100', '--weights', file, '--out', used], { trains: true });
    expect([run.code, run.made[0]!.stepCount]).toEqual([0, 0]);
    expect(readJson(join(used, 'metrics.json'))).toMatchObject({ weights: 'weights.safetensors', steps: 0 });
    expect(existsSync(join(used, 'weights.safetensors'))).toBe(false);

    await cli(['solve', 'cavity-re100', '--weights', file, '--steps', '3', '--out', more], { trains: true });
    const next = readSafetensors(readFileSync(join(more, 'weights.safetensors')));
    expect([...next.tensors.get('w')!.data, next.metadata.from]).toEqual([13, 'weights.safetensors']);
  });

  test('a method that trains nothing takes none', async () => {
    const file = join(folder, 'none.safetensors');
    writeFileSync(file, writeSafetensors({ tensors: new Map(), metadata: {} }));
    const { code, err } = await cli(['solve', 'cavity-re100', '--weights', file, '--out', fresh()]);
    expect([code, err]).toEqual([2, ['error: weights: count trains nothing']]);
  });
});

describe('references', () => {
  /** What the double answers at its two cells, 0.5 and 1.5, stands for a field that is u = steps at one and 2 at the other. */
  const truth = (u: number[]) =>
    writeNpz(
      new Map([
        ['u', { shape: [1, 2], data: Float64Array.from(u) }],
        ['y', { shape: [1], data: Float64Array.of(0.5) }],
        ['x', { shape: [2], data: Float64Array.of(0.5, 1.5) }],
      ]),
    );

  test('a stored solution gives the errors, and is named', async () => {
    const out = fresh();
    const files = { 'references/cavity-re100.npz': truth([9, 2]) };
    expect((await cli(['solve', 'cavity-re100', '--out', out], { files })).code).toBe(0);
    const { reference, metrics } = readJson(join(out, 'metrics.json'));
    expect(reference).toBe('stored: cavity-re100');
    expect(metrics.relL2.value).toBeCloseTo(1 / Math.hypot(9, 2), 14);
    expect(metrics['maxError.u'].value).toBe(1);
  });

  test('another method on a grid twice as fine, at its points and times', async () => {
    const other: Methods['x'] = {
      ...countingMethod([], 10),
      id: 'multigrid',
      async init(_, problem) {
        const solver = (await countingMethod([], 10).init(_, problem)) as CountingSolver;
        const fields = solver.fields.bind(solver);
        solver.fields = async () => {
          return (await fields()).map((field) => ({ ...field, data: Float64Array.of(solver.stepCount, 1) }));
        };
        return solver;
      },
    };
    const out = fresh();
    const argv = ['solve', 'cavity-re100', '--set', 'params.Re=150', '--set', 'coordinates.t=[0,8]', '--out', out];
    const { code, out: lines } = await cli(argv, { methods: { multigrid: other } });
    expect(code).toBe(0);
    const { reference, metrics, wallSeconds, notes } = readJson(join(out, 'metrics.json'));
    expect(notes.join()).not.toMatch(/errors:/);
    expect(reference).toBe('multigrid on 256 x 256 cells');
    expect(lines.join('\n')).toMatch(/errors against: multigrid on 256 x 256 cells/);
    // Steps of 0.5 meet all times from 0 to 5, in steps of 8/16; u = 0..10 at one point, 2 for 1 at the other.
    const sizes = Array.from({ length: 11 }, (_, k) => k * k + 1).reduce((a, b) => a + b);
    expect(metrics.relL2.value).toBeCloseTo(Math.sqrt(11 / sizes), 12);
    expect(wallSeconds).toBeGreaterThan(0);

    const short = fresh();
    await cli([...argv, '--steps', '6', '--out', short], { methods: { multigrid: other } });
    const message = "errors: at 7 of the reference's 11 times, those at which a step ends";
    expect(readJson(join(short, 'metrics.json')).notes).toContain(message);
  });

  test('a reference that fails is a note, and none is asked for where the scene says so', async () => {
    const [out, without] = [fresh(), fresh()];
    expect((await cli(['solve', 'cavity-re100', '--out', out])).code).toBe(0);
    const { reference, notes } = readJson(join(out, 'metrics.json'));
    expect(reference).toBeNull();
    expect(notes).toContain('no reference: reference: the file references/cavity-re100.npz is missing');
    await cli(['solve', 'cavity-re100', '--set', 'reference=none', '--out', without]);
    expect(readJson(join(without, 'metrics.json')).notes.join()).not.toMatch(/reference/);
  });

  test.each([
    ['exact', /no exact solution/],
    ['flow', /flow is no other method/],
    ['pin', /pin is no other method/],
  ])('a reference %s that there is not is refused', async (name, message) => {
    const out = join(folder, 'unmade');
    const { code, err, made } = await cli(['solve', 'cavity-re100', '--set', `reference=${name}`, '--out', out]);
    expect([code, made.length, existsSync(out)]).toEqual([2, 0, false]);
    expect(err[0]).toMatch(message);
  });
});

describe('expect', () => {
  const argv = (expected: string) => ['solve', 'cavity-re100', '--set', 'reference=none', '--set', expected];

  test('metrics inside their intervals are met', async () => {
    const out = fresh();
    const { code } = await cli([...argv('expect={"relL2":{"max":"1/2"},"count":{"min":10,"max":10}}'), '--out', out]);
    expect(code).toBe(0);
    expect(readJson(join(out, 'metrics.json')).expect).toEqual({
      relL2: { value: 0.25, min: null, max: 0.5, met: true },
      count: { value: 10, min: 10, max: 10, met: true },
    });
  });

  test.each([
    ['{"relL2":{"max":0.2}}', /expect\.relL2: it is 0\.25, the scene expects at most 0\.2/, 0.25],
    ['{"relL2":{"min":0.3,"max":1}}', /expects at least 0\.3 and at most 1/, 0.25],
    ['{"cD":{"max":1}}', /expect\.cD: there is no such number/, null],
  ])('%s is not met: one line and exit code 3, with everything written', async (text, message, value) => {
    const out = fresh();
    const { code, err } = await cli([...argv(`expect=${text}`), '--out', out]);
    expect(code).toBe(3);
    expect(err.at(-1)).toMatch(message);
    const [first] = Object.values(readJson(join(out, 'metrics.json')).expect);
    expect(first).toMatchObject({ value, met: false });
    expect(existsSync(join(out, 'fields.npz'))).toBe(true);
  });

  test('a scene that was changed is not what its expectations are about', async () => {
    const file = join(folder, 'expecting.json');
    const scene = { ...presetById('cavity-re100').scene, reference: 'none', expect: { relL2: { max: 0.1 } } };
    writeFileSync(file, JSON.stringify(scene));
    expect((await cli(['solve', file, '--out', fresh()])).code).toBe(3);
    expect((await cli(['solve', file, '--set', 'save=[1]', '--out', fresh()])).code).toBe(3);
    expect((await cli(['solve', file, '--set', 'grid.n=64', '--out', fresh()])).code).toBe(0);
    expect((await cli(['solve', file, '--seed', '4', '--out', fresh()])).code).toBe(0);
    // Nor is one that was stopped before its end; its report says what came of it all the same.
    const out = fresh();
    expect((await cli(['solve', file, '--steps', '3', '--out', out])).code).toBe(0);
    expect(readJson(join(out, 'metrics.json')).expect.relL2.met).toBe(false);
    expect((await cli(['solve', file, '--steps', '99', '--out', fresh()])).code).toBe(3);
  });
});
