import { describe, expect, test } from 'vitest';
import { presetById } from './presets';
import { coarsen, regrid } from './regrid';
import { resolve } from './resolve';
import { applySettings } from './set';

const cells = (scene: Parameters<typeof resolve>[0]) => resolve(scene).problem.grid.cells;
const cavity = presetById('cavity-re100').scene;
const cylinder = presetById('cylinder-re100').scene;

describe('regrid', () => {
  test('sets the cells along the longest side and keeps the shape of the cells', () => {
    expect(cells(regrid(cavity, 64))).toEqual([64, 64]);
    expect(cells(regrid(cylinder, 220))).toEqual([220, 41]);
  });
  test('scales a grid that was given by axis', () => {
    const wide = applySettings(cavity, ['grid.n=[64,128]']);
    expect(cells(regrid(wide, 32))).toEqual([16, 32]);
  });
  test('refuses what the scene format refuses', () => {
    expect(() => regrid(cavity, 1e6)).toThrow(expect.objectContaining({ code: 'bad-input', field: 'grid.n' }));
  });
});

describe('coarsen', () => {
  test('finds the finest grid within the bound', () => {
    expect(cells(coarsen(cavity, 96 * 96)!)).toEqual([96, 96]);
    // 224 x 42 = 9408 would be one too many.
    expect(cells(coarsen(cylinder, 96 * 96)!)).toEqual([220, 41]);
  });
  test('leaves a scene alone that is within it', () => {
    expect(coarsen(regrid(cavity, 96), 96 * 96)).toBeNull();
  });
  test('changes nothing but the grid', () => {
    const { grid: _, ...rest } = coarsen(cavity, 96 * 96)!;
    const { grid: __, ...before } = cavity;
    expect(rest).toEqual(before);
  });
});
