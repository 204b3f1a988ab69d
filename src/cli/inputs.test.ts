import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseScene } from '../../scenes';
import { writeNpy } from '../../solvers/io';
import { casesOf, readInput } from './inputs';
import { withStarts } from './starts';

const folder = mkdtempSync(join(tmpdir(), 'inputs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DARCY = parseScene({
  version: 1,
  id: 'darcy',
  unknowns: ['u'],
  coordinates: { x: [0, 1], y: [0, 1] },
  equations: ['-div(a*grad(u)) = 1'],
  inputs: { a: { formula: '1', at: 'cells' }, f: { formula: '1', at: 'nodes' } },
});

function file(name: string, shape: number[], from = 0): string {
  const data = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => from + k);
  const path = join(folder, name);
  writeFileSync(path, writeNpy({ shape, data }));
  return path;
}

const cases = async (...texts: string[]) => casesOf(DARCY, await Promise.all(texts.map(readInput)));

describe('input files', () => {
  test('give the scene their grid and their places', async () => {
    const { scene, inputs, set } = await cases(`a=${file('one.npy', [6, 5])}`);
    expect(set).toBe(false);
    expect(scene.grid).toEqual({ n: [5, 6], at: 'cells' });
    expect(scene.inputs!.a).toEqual({ file: 'one.npy', at: 'cells' });
    expect(inputs).toHaveLength(1);
    expect(inputs[0]!.a!.shape).toEqual([6, 5]);
    expect(inputs[0]!.a!.data[29]).toBe(29);
  });

  test('at nodes have one number more than cells', async () => {
    const { scene } = await cases(`f=${file('nodes.npy', [9, 17])}`);
    expect(scene.grid).toEqual({ n: [16, 8], at: 'nodes' });
  });

  test('with one axis more are a set of cases', async () => {
    const { inputs, set } = await cases(`a=${file('set.npy', [3, 4, 5])}`);
    expect(set).toBe(true);
    expect(inputs.map(({ a }) => [a!.shape, a!.data[0]])).toEqual([
      [[4, 5], 0],
      [[4, 5], 20],
      [[4, 5], 40],
    ]);
  });

  test.each([
    ['a', /NAME=FILE/],
    ['a=', /NAME=FILE/],
    ['a=nowhere.npy', /no file "nowhere.npy"/],
  ])('refuse the word %s', async (word, advice) => {
    await expect(readInput(word)).rejects.toThrow(advice);
  });

  test('refuse what does not fit the scene', async () => {
    await expect(cases(`b=${file('b.npy', [4, 4])}`)).rejects.toThrow('no input field "b": choose from a, f');
    await expect(cases(`a=${file('c.npy', [16])}`)).rejects.toThrow('c.npy has 1 axes: it needs 2, [y][x]');
    await expect(cases(`a=${file('d.npy', [4, 4])}`, `f=${file('e.npy', [4, 4])}`)).rejects.toThrow(
      'e.npy is for 3 x 3 cells, another for 4 x 4',
    );
    const broken = join(folder, 'nan.npy');
    writeFileSync(broken, writeNpy({ shape: [4, 4], data: new Float64Array(16).fill(Number.NaN) }));
    await expect(readInput(`a=${broken}`)).rejects.toThrow('no finite numbers');
  });
});

describe('an array for an unknown', () => {
  const FLOW = parseScene({
    version: 1,
    id: 'flow',
    unknowns: ['w'],
    coordinates: { x: [0, 1], y: [0, 1], t: [0, 1] },
    equations: ['w_t = w_xx + w_yy'],
    conditions: [
      { on: 't=0', random: { field: 'w', spectrum: '1' } },
      { on: 'x', is: 'periodic' },
      { on: 'y=0', is: 'w = 0' },
      { on: 'y=1', is: 'w = 0' },
    ],
    grid: { n: 32 },
  });
  const started = async (scene: typeof FLOW, ...texts: string[]) => {
    const given = withStarts(scene, await Promise.all(texts.map(readInput)));
    return casesOf(given.scene, given.files);
  };

  test('is its start; the grid stays, and a period is closed', async () => {
    const { scene, inputs } = await started(FLOW, `w=${file('start.npy', [3, 4])}`);
    expect(scene.conditions!.filter(({ on }) => on === 't=0')).toEqual([{ on: 't=0', is: 'w = w0' }]);
    expect([scene.inputs, scene.grid]).toEqual([{ w0: { file: 'start.npy', at: 'nodes' } }, { n: 32 }]);
    expect(inputs[0]!.w0).toEqual({
      shape: [3, 5],
      data: Float64Array.of(0, 1, 2, 3, 0, 4, 5, 6, 7, 4, 8, 9, 10, 11, 8),
    });
    // What was written can be solved again, with the same file for the field.
    const again = await started(scene, `w=${file('start.npy', [3, 4])}`);
    expect(again.scene.inputs).toEqual(scene.inputs);
    expect(again.inputs).toEqual(inputs);
  });

  test('with the repeated end is taken as it is; a set is a set of starts', async () => {
    const path = join(folder, 'closed.npy');
    writeFileSync(path, writeNpy({ shape: [2, 2, 3], data: Float64Array.of(1, 2, 1, 3, 4, 3, 5, 6, 5, 7, 8, 7) }));
    const { inputs, set } = await started(FLOW, `w=${path}`);
    expect([set, inputs.map(({ w0 }) => [w0!.shape, [...w0!.data]])]).toEqual([
      true,
      [
        [
          [2, 3],
          [1, 2, 1, 3, 4, 3],
        ],
        [
          [2, 3],
          [5, 6, 5, 7, 8, 7],
        ],
      ],
    ]);
  });

  test('is refused where there is no start, or one that says more', async () => {
    const steady = parseScene({ ...DARCY, inputs: undefined, equations: ['u_xx + u_yy = 1'] });
    await expect(started(steady, `u=${file('s.npy', [5, 5])}`)).rejects.toThrow(/the scene has no time/);
    const pair = parseScene({
      ...FLOW,
      unknowns: ['u', 'w'],
      equations: ['w_t = w_xx', 'u_t = u_xx'],
      conditions: [{ on: 't=0', is: ['u = 0', 'w = 1'] }],
    });
    await expect(started(pair, `w=${file('p.npy', [5, 5])}`)).rejects.toThrow(/beside others in one condition/);
  });
});
