import { expect, test } from 'vitest';
import { axisTable, makeFlowGrid, split, toLattice } from './layout';
import { flowProblem } from './problems.testing';
import { sideTable } from './sides';

const QUANTUM = 2 ** -20;
const problem = flowProblem({
  x: [0, 2],
  cells: [5, 4],
  spacing: ['1 + x', null],
  sides: { west: ['a*y', '1 - y'], east: 'outflow', south: 'wall', north: ['x^2', '0.3'] },
  parameters: { a: 3 },
});
const grid = makeFlowGrid(problem);
const [nx, ny] = [5, 4];
const table = sideTable(problem, grid, problem.parameters);
const entry = (row: number) => [table[2 * row], table[2 * row + 1]];
const [EAST, SOUTH] = [ny + 3, 2 * (ny + 3)];
const NORTH = SOUTH + nx + 3;

test('sides lie one behind the other, u and v at their own places', () => {
  expect(table.length).toBe(2 * (2 * (ny + 3) + 2 * (nx + 3)));
  for (let j = 0; j < ny; j++) {
    expect(entry(j + 1)[0]).toBeCloseTo(3 * grid.y.centres[j], 12);
    expect(entry(j + 1)[1]).toBeCloseTo(1 - grid.y.faces[j], 12);
    expect(entry(EAST + j + 1)).toEqual([0, 0]);
  }
  for (let i = 0; i < nx; i++) {
    expect(entry(SOUTH + i + 1)).toEqual([0, 0]);
    expect(entry(NORTH + i + 1)[0]).toBeCloseTo(grid.x.faces[i] ** 2, 12);
    expect(entry(NORTH + i + 1)[1]).toBeCloseTo(0.3, 12);
  }
});

test('beyond the ends of a side its last values stand', () => {
  expect(entry(0)).toEqual([entry(1)[0], entry(1)[1]]);
  expect(entry(ny + 2)[0]).toBe(entry(ny)[0]);
});

test('a parameter that changes is used', () => {
  const other = sideTable(problem, grid, { ...problem.parameters, a: 6 });
  expect(other[2]).toBeCloseTo(2 * entry(1)[0], 12);
});

test('a side that depends on time is refused', () => {
  const moving = flowProblem({
    cells: [5, 4],
    sides: { west: ['sin(t)', '0'], east: 'outflow', south: 'wall', north: 'wall' },
  });
  const refusal = expect.objectContaining({ code: 'bad-input', field: 'conditions' });
  expect(() => sideTable(moving, makeFlowGrid(moving), moving.parameters)).toThrow(refusal);
});

test('a number is split into whole quanta and a rest of at most half a quantum', () => {
  for (const value of [0, 1, -0.3, Math.PI, 1e-9, -7.77]) {
    const [hi, lo] = split(value, QUANTUM);
    expect(Number.isInteger(hi / QUANTUM)).toBe(true);
    expect(Math.abs(lo)).toBeLessThanOrEqual(QUANTUM / 2);
    expect(hi + lo).toBe(value);
  }
});

test('pairs of velocities become pairs of lattice parts and pairs of rests', () => {
  const pairs = Float64Array.of(1, -0.3, Math.PI, 1e-9);
  const field = toLattice(pairs, QUANTUM);
  expect(field.length).toBe(8);
  pairs.forEach((value, k) => {
    const [hi, lo] = split(value, QUANTUM);
    const at = 4 * Math.floor(k / 2) + (k % 2);
    expect([field[at], field[at + 2]]).toEqual([hi, Math.fround(lo)]);
  });
});

test('the table of an axis has widths and distances, halved where an outflow gives the pressure on the side', () => {
  const { x } = grid;
  const f32 = Math.fround;
  const closed = axisTable(x, 'values', 'values');
  const free = axisTable(x, 'outflow', 'outflow');
  for (let k = 1; k < nx; k++) {
    const distance = x.centres[k] - x.centres[k - 1];
    for (const numbers of [closed, free]) {
      const row = numbers.subarray(4 * (k + 1), 4 * (k + 2));
      expect([...row.subarray(0, 2)]).toEqual([f32(x.widths[k]), f32(1 / x.widths[k])]);
      // One ulp: the distance is the difference of rounded places here, the mean of the widths there.
      expect(Math.abs(row[2] / distance - 1)).toBeLessThan(2 ** -23);
      expect(Math.abs(row[3] * distance - 1)).toBeLessThan(2 ** -23);
    }
  }
  expect(closed[4 + 2]).toBe(f32(x.widths[0]));
  expect(free[4 + 2]).toBe(f32(x.widths[0] / 2));
  expect(closed[4 * (nx + 1) + 2]).toBe(f32(x.widths[nx - 1]));
  expect(free[4 * (nx + 1) + 2]).toBe(f32(x.widths[nx - 1] / 2));
});
