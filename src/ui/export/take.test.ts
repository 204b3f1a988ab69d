import { describe, expect, it } from 'vitest';
import { arraysOf } from '../../export/arrays';
import { gridOf } from './take';

const TAKEN = {
  step: 4,
  time: 0.5,
  x: Float64Array.of(0.5, 1.5, 2.5),
  y: Float64Array.of(1, 3),
  faces: { x: Float64Array.of(0, 1, 2, 3), y: Float64Array.of(0, 2, 4) },
  fields: [{ name: 'u.error', values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  distance: null,
};

describe('the grid that is exported', () => {
  it('names its axes, keeps cells as cells, and has a time where the run goes through moments', () => {
    const grid = gridOf(TAKEN, ['x', 'y'], true);
    expect(grid.time).toBe(0.5);
    expect(grid.axes.map(({ faces }) => faces?.length)).toEqual([4, 3]);
    const arrays = arraysOf(grid);
    expect([...arrays.keys()]).toEqual(['u.error', 'x', 'y', 't']);
    expect(arrays.get('u.error')).toEqual({ shape: [2, 3], data: TAKEN.fields[0]!.values });
    expect(arrays.get('t')!.shape).toEqual([]);
  });

  it('a picture over time has t upwards and no moment; points have no faces', () => {
    const grid = gridOf({ ...TAKEN, faces: null }, ['x', 't'], false);
    expect([...arraysOf(grid).keys()]).toEqual(['u.error', 'x', 't']);
    expect(grid.axes.every(({ faces }) => faces === null)).toBe(true);
  });
});
