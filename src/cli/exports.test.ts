import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { presetById } from '../../scenes';
import { readH5 } from '../../solvers/io';
import type { HostField } from '../../solvers/methods/solver';
import type { Solution } from '../solve';
import { readExports, seriesOf, writeExports } from './exports';

const field = (name: string, x: number[], y: number[], first = 0): HostField => ({
  name,
  shape: [y.length, x.length],
  data: Float64Array.from({ length: x.length * y.length }, (_, k) => first + k / 7),
  coordinates: { y: Float64Array.from(y), x: Float64Array.from(x) },
});

const frames = [0, 0.5].map((time) => ({
  time,
  fields: [field('u', [0, 1, 2], [0.5, 1.5], time), field('p', [0.5, 1.5], [0.5, 1.5], 9)],
}));
const solution = { value: { frames, profiles: [], weights: null } } as unknown as Solution;

describe('further formats', () => {
  test('are read from a list, and what cannot be is refused before anything is solved', () => {
    const scene = presetById('burgers').scene;
    expect(readExports(undefined, scene)).toEqual([]);
    expect(readExports('vti, csv,vti,py', scene)).toEqual(['vti', 'csv', 'py']);
    expect(() => readExports('vtk', scene)).toThrow(/--export is a list of csv, vti, npz, h5, py/);
    expect(() => readExports('py', presetById('darcy').scene)).toThrow(/inputs\.a: it jumps/);
  });

  test('staggered fields get files of their own, moments follow each other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exports-'));
    const scene = presetById('cavity-re100').scene;
    const names = await writeExports(folder, ['csv', 'vti', 'h5', 'py', 'npz'], scene, [solution], false);
    expect(names.sort()).toEqual(
      [
        'fields-u.csv',
        'fields-p.csv',
        ...['u', 'p'].flatMap((name) => [`fields-${name}_0000.vti`, `fields-${name}_0001.vti`, `fields-${name}.pvd`]),
        'fields.h5',
        'scene.py',
      ].sort(),
    );
    const lines = readFileSync(join(folder, 'fields-u.csv'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe('t,x,y,u');
    expect(lines.slice(1).map((line) => line.split(',').map(Number))[7]).toEqual([0.5, 1, 0.5, 0.5 + 1 / 7]);
    const arrays = await readH5(readFileSync(join(folder, 'fields.h5')));
    expect(arrays.get('u')!.shape).toEqual([2, 2, 3]);
    expect([...arrays.get('u')!.data].slice(6)).toEqual([...frames[1]!.fields[0]!.data]);
    expect(readFileSync(join(folder, 'fields-p.pvd'), 'utf8')).toContain(
      'timestep="0.5" part="0" file="fields-p_0001.vti"',
    );
    expect(readFileSync(join(folder, 'scene.py'), 'utf8')).toContain('import deepxde');
  });

  test('a set has files for each case; answers at all times keep t as an axis, beside three others as moments', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exports-'));
    const scene = presetById('poisson').scene;
    expect(await writeExports(folder, ['csv'], scene, [solution, solution], true)).toEqual([
      'fields-0-u.csv',
      'fields-0-p.csv',
      'fields-1-u.csv',
      'fields-1-p.csv',
    ]);
    const axis = Float64Array.of(0, 1);
    const whole = (names: string[]): HostField => ({
      name: 'u',
      shape: names.map(() => 2),
      data: Float64Array.from({ length: 2 ** names.length }, (_, k) => k),
      coordinates: Object.fromEntries(names.map((name) => [name, axis])),
    });
    const [line] = seriesOf([{ time: 1, fields: [whole(['t', 'x'])] }], true).get('')!;
    expect(line!.axes.map(({ name }) => name)).toEqual(['x', 't']);
    expect(line!.time).toBe(null);
    const boxes = seriesOf([{ time: 1, fields: [whole(['t', 'z', 'y', 'x'])] }], true).get('')!;
    expect(boxes.map(({ time, fields }) => [time, ...fields[0]!.data])).toEqual([
      [0, 0, 1, 2, 3, 4, 5, 6, 7],
      [1, 8, 9, 10, 11, 12, 13, 14, 15],
    ]);
  });
});
