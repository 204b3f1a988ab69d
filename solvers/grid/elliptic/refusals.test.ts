import { expect, test } from 'vitest';
import { Failure } from '../../base/result';
import { discretise, type EllipticProblem } from './index';
import { everywhere } from './manufactured.testing';

const GOOD: EllipticProblem = {
  box: { min: [0, 0], max: [1, 1], cells: [8, 8] },
  at: 'nodes',
  a: 1,
  f: 1,
  sides: everywhere({ kind: 'dirichlet', value: 0 }),
};
const insulated = everywhere({ kind: 'neumann', value: 0 });
const masked = (open: (i: number, j: number) => boolean) => ({
  cells: Uint8Array.from({ length: 64 }, (_, cell) => (open(cell % 8, Math.floor(cell / 8)) ? 1 : 0)),
  wall: { kind: 'neumann', value: 0 } as const,
});
const full = { xx: 1, xy: 0.5, yy: 1 };

const BAD: readonly (readonly [string, Partial<EllipticProblem>, RegExp])[] = [
  ['a that is not finite', { a: (x) => 1 / (x < 0.5 ? 0 : 1) }, /a is Infinity at \(0\.06/],
  ['a that is not positive', { a: (x, y) => (x > 0.5 && y > 0.5 ? -1 : 1) }, /a is -1 at .*positive/],
  ['a that is 0 in a diagonal', { a: { diagonal: [1, 0] } }, /a\[1\] is 0 at .*positive/],
  ['too few entries in a diagonal', { a: { diagonal: [1] } }, /one for each axis/],
  ['an indefinite tensor', { a: { xx: 1, xy: 1, yy: 1 } }, /smaller than a\.xx\*a\.yy/],
  ['a full tensor at cells with Neumann', { a: full, at: 'cells', sides: insulated }, /points at nodes/],
  [
    'a full tensor around a disc',
    { a: full, obstacles: [{ distance: (x, y) => Math.hypot(x, y) - 0.2, wall: { kind: 'neumann', value: 0 } }] },
    /mask of cells/,
  ],
  ['f that is not a number', { f: (x) => Math.log(x - 0.5) }, /f is NaN at \(0, 0\)/],
  ['c that is not finite', { c: Number.POSITIVE_INFINITY }, /c is Infinity/],
  ['f of another size', { f: new Float64Array(5) }, /64|8 x 8 \(cells\) or 9 x 9 \(nodes\)/],
  [
    'a wall that is not finite',
    { sides: everywhere({ kind: 'dirichlet', value: Number.NaN }) },
    /value of a side is NaN/,
  ],
  ['a wall of another size', { sides: everywhere({ kind: 'dirichlet', value: [1, 2] }) }, /each point of the side/],
  ['too many cells', { box: { min: [0, 0], max: [1, 1], cells: [5000, 8] } }, /choose at most 4096/],
  [
    'too many cells in all',
    {
      box: { min: [0, 0, 0], max: [1, 1, 1], cells: [512, 512, 512] },
      sides: everywhere({ kind: 'neumann', value: 0 }, 3),
    },
    /more than 16777216/,
  ],
  ['an empty box', { box: { min: [0, 0], max: [0, 1], cells: [8, 8] } }, /end after its start/],
  ['one dimension', { box: { min: [0], max: [1], cells: [8] } }, /2 or 3 axes/],
  [
    'a distance that is not a number',
    { obstacles: [{ distance: (x) => Math.sqrt(x - 0.5), wall: { kind: 'dirichlet', value: 0 } }] },
    /a distance is NaN at \(0, 0\)/,
  ],
  ['nothing but holes', { mask: masked(() => false) }, /no point is unknown/],
  ['sources without a sink', { sides: insulated }, /add up to 1\.000, 100 % of their size/],
];

test.each(BAD)('%s', (_, change, message) => {
  let caught: unknown;
  try {
    discretise({ ...GOOD, ...change });
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(Failure);
  expect((caught as Failure).code).toBe('bad-input');
  expect((caught as Failure).message).toMatch(message);
});

test('a pocket that is closed on all sides', () => {
  const mask = masked((i, j) => Math.max(Math.abs(i - 4), Math.abs(j - 4)) !== 2);
  for (const at of ['cells', 'nodes'] as const) {
    expect(() => discretise({ ...GOOD, at, mask })).toThrow(/closed pocket of (9|16) points at \(0\.\d+, 0\.\d+\)/);
    // A source of its own holds it.
    expect(discretise({ ...GOOD, at, mask, c: 1 }).operator.singular).toBe(false);
  }
});

test('project takes the rest out, and says how much', () => {
  const { rhs, imbalance } = discretise({ ...GOOD, sides: insulated, f: (x) => 1 + x, project: true });
  expect(imbalance!.total).toBeCloseTo(1.5, 12);
  expect(Math.abs(rhs.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-14);
});

test('unknowns go to the whole grid and back', () => {
  const value = (x: number, y: number) => x + 2 * y;
  const given = { kind: 'dirichlet', value } as const;
  const found = discretise({ ...GOOD, sides: [[given, { kind: 'neumann', value: 1 }], 'periodic'] });
  expect(found.operator).toMatchObject({ shape: [8, 8], periodic: [false, true], coarseStart: [0, 0] });
  expect(found.fullShape).toEqual([9, 9]);
  expect([...found.coordinates[1]]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => i / 8));
  const u = Float64Array.from({ length: 64 }, (_, i) => i + 1);
  const full = found.embed(u);
  expect(full[9 * 3]).toBe(2 * (3 / 8));
  expect([full[1], full[9 * 8 + 1], full[9 * 7 + 8]]).toEqual([1, 1, 64]);
  expect(found.extract(full)).toEqual(u);
  expect(found.inside().every((flag) => flag === 1)).toBe(true);
});

test('coarse points start behind a Dirichlet node where unknowns are odd', () => {
  expect(discretise(GOOD).operator.coarseStart).toEqual([1, 1]);
  expect(discretise({ ...GOOD, at: 'cells' }).operator.coarseStart).toEqual([0, 0]);
  expect(discretise({ ...GOOD, box: { ...GOOD.box, cells: [9, 8] } }).operator.coarseStart).toEqual([0, 1]);
});
