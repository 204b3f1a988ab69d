import { describe, expect, test } from 'vitest';
import { type At, discretise, type EllipticProblem, type Obstacle, type OfPlace, type Wall } from './index';
import { errorsOf, everywhere, expectSymmetric, formula } from './manufactured.testing';

const u = formula('sin(2*x + 1)*cos(3*y) + x');
const f = formula('13*sin(2*x + 1)*cos(3*y)');
const slopes = [formula('2*cos(2*x + 1)*cos(3*y) + 1'), formula('-3*sin(2*x + 1)*sin(3*y)')];

/** Signed distance to a disc, negative inside it. */
const disc =
  (cx: number, cy: number, radius: number): OfPlace =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius;

/** The flux out of the domain through a circle around (cx, cy); `sign` 1 where the domain is inside it. */
const fluxThrough =
  (cx: number, cy: number, sign: number): OfPlace =>
  (x, y, z) =>
    (sign * (slopes[0](x, y, z) * (x - cx) + slopes[1](x, y, z) * (y - cy))) / Math.hypot(x - cx, y - cy);

const robin = (flux: OfPlace): Wall => ({
  kind: 'robin',
  alpha: 2,
  value: (x, y, z) => flux(x, y, z) + 2 * u(x, y, z),
});

const round: OfPlace = (x, y) => -disc(0.03, -0.02, 0.8)(x, y, 0);
const inDisc = (wall: Wall): readonly Obstacle[] => [{ distance: round, wall }];
const out = fluxThrough(0.03, -0.02, 1);
const SHAPES: readonly [string, readonly Obstacle[], Wall][] = [
  ['a disc with Dirichlet', inDisc({ kind: 'dirichlet', value: u }), { kind: 'dirichlet', value: 0 }],
  ['a disc with Neumann', inDisc({ kind: 'neumann', value: out }), { kind: 'dirichlet', value: 0 }],
  ['a disc with Robin', inDisc(robin(out)), { kind: 'dirichlet', value: 0 }],
  [
    'a box around two discs',
    [
      { distance: disc(-0.4, 0.3, 0.31), wall: { kind: 'dirichlet', value: u } },
      { distance: disc(0.35, -0.25, 0.27), wall: { kind: 'neumann', value: fluxThrough(0.35, -0.25, -1) } },
    ],
    { kind: 'dirichlet', value: u },
  ],
];

describe.each(['nodes', 'cells'] as const)('at %s', (at: At) => {
  test.each(SHAPES)('%s: order 2', (_, obstacles, side) => {
    const problem = (n: number): EllipticProblem => ({
      box: { min: [-1, -1], max: [1, 1], cells: [n, n] },
      at,
      a: 1,
      f,
      sides: everywhere(side),
      obstacles,
    });
    const errors = [24, 48, 96].map((n) => errorsOf(problem(n), u));
    // From n to 4n: how walls cut the cells varies from one size to the next.
    const [max, l2] = [errors.map((error) => error.max), errors.map((error) => error.l2)];
    expect(Math.log2(max[0] / max[2]) / 2).toBeGreaterThan(1.85);
    expect(Math.log2(l2[0] / l2[2]) / 2).toBeGreaterThan(1.9);
    // The solution bends by 13 at most: h^2/12 of a fourth derivative of 97, and of that a fraction.
    expect(max[2]).toBeLessThan(5e-4);
  });

  test('a ball with Neumann, one with Dirichlet', () => {
    const value = formula('sin(x + z)*cos(y)');
    const gradient = [formula('cos(x + z)*cos(y)'), formula('-sin(x + z)*sin(y)'), formula('cos(x + z)*cos(y)')];
    const ball: OfPlace = (x, y, z) => 0.8 - Math.hypot(x, y - 0.03, z);
    const flux: OfPlace = (x, y, z) => {
      const normal = [x, y - 0.03, z].map((d) => d / Math.hypot(x, y - 0.03, z));
      return normal.reduce((sum, n, axis) => sum + n * gradient[axis](x, y, z), 0);
    };
    for (const wall of [
      { kind: 'neumann', value: flux },
      { kind: 'dirichlet', value },
    ] as const) {
      const errors = [12, 24].map((n) => {
        const problem: EllipticProblem = {
          box: { min: [-1, -1, -1], max: [1, 1, 1], cells: [n, n, n] },
          at,
          a: 1,
          f: formula('3*sin(x + z)*cos(y)'),
          sides: everywhere({ kind: 'dirichlet', value: 0 }, 3),
          obstacles: [{ distance: ball, wall }],
        };
        return errorsOf(problem, value);
      });
      // 1.94 and more from 24 to 48 cells.
      expect(Math.log2(errors[0].max / errors[1].max)).toBeGreaterThan(1.8);
      expect(Math.log2(errors[0].l2 / errors[1].l2)).toBeGreaterThan(1.85);
    }
  });
});

test('walls on cell lines: the same as a mask', () => {
  const wall: Wall = { kind: 'neumann', value: formula('x + y') };
  const common = {
    box: { min: [0, 0], max: [1, 1], cells: [12, 12] },
    at: 'cells',
    a: 1,
    f: 1,
    sides: everywhere({ kind: 'dirichlet', value: 0 }),
  } as const;
  const square: OfPlace = (x, y) => Math.max(Math.abs(x - 0.5), Math.abs(y - 0.5)) - 0.25;
  const cells = Uint8Array.from({ length: 144 }, (_, i) =>
    Math.max(Math.abs((i % 12) - 5.5), Math.abs(Math.floor(i / 12) - 5.5)) < 3 ? 0 : 1,
  );
  const cut = discretise({ ...common, obstacles: [{ distance: square, wall }] });
  const masked = discretise({ ...common, mask: { cells, wall } });
  cut.operator.coefficients.forEach((row, k) => {
    row.forEach((value, i) => {
      expect(Math.abs(value - masked.operator.coefficients[k][i])).toBeLessThan(1e-12);
    });
  });
  cut.rhs.forEach((value, i) => {
    expect(Math.abs(value - masked.rhs[i])).toBeLessThan(1e-12);
  });
});

test('Neumann walls keep the matrix symmetric, cut Dirichlet legs do not', () => {
  const problem = (wall: Wall): EllipticProblem => ({
    box: { min: [-1, -1], max: [1, 1], cells: [21, 19] },
    at: 'nodes',
    a: formula('2 + x'),
    f: 1,
    sides: everywhere({ kind: 'dirichlet', value: 0 }),
    obstacles: [{ distance: disc(0.1, 0, 0.43), wall }],
  });
  expectSymmetric(problem({ kind: 'neumann', value: 0 }));
  expectSymmetric(problem({ kind: 'robin', alpha: 1, value: 0 }));
  expect(discretise(problem({ kind: 'dirichlet', value: 0 })).operator.symmetric).toBe(false);
});

test('an L of masked cells with Neumann walls: constants are its null space, volumes its area', () => {
  for (const at of ['nodes', 'cells'] as const) {
    const { operator, volumes } = discretise({
      box: { min: [0, 0], max: [2, 2], cells: [10, 10] },
      at,
      a: 3,
      f: 0,
      sides: everywhere({ kind: 'neumann', value: 0 }),
      mask: {
        cells: Uint8Array.from({ length: 100 }, (_, i) => (i % 10 > 4 && i < 50 ? 0 : 1)),
        wall: { kind: 'neumann', value: 0 },
      },
    });
    expect(operator.singular).toBe(true);
    expect(volumes.reduce((sum, volume) => sum + volume, 0)).toBeCloseTo(3, 12);
  }
});

test('sources in a disc balance the flux through its wall', () => {
  // -Lap u = -4 in a disc of radius 0.8, du/dn = 1.6: u = r^2.
  const problem: EllipticProblem = {
    box: { min: [-1, -1], max: [1, 1], cells: [48, 48] },
    at: 'nodes',
    a: 1,
    f: -4,
    sides: everywhere({ kind: 'neumann', value: 0 }),
    obstacles: inDisc({ kind: 'neumann', value: 1.6 }),
  };
  const { imbalance, operator } = discretise(problem);
  expect(operator.singular).toBe(true);
  // Chords of a quarter cell: (h/2)^2/(24 r^2) of the length, h^2/4/(8 r^2) ... of the area.
  expect(imbalance!.relative).toBeLessThan(2e-4);
  expect(errorsOf(problem, (x, y) => (x - 0.03) ** 2 + (y + 0.02) ** 2).max).toBeLessThan(1e-3);
});

test('sides behind a closed wall hold nothing', () => {
  for (const at of ['nodes', 'cells'] as const) {
    const { operator } = discretise({
      box: { min: [-1, -1], max: [1, 1], cells: [7, 7] },
      at,
      a: 1,
      f: 0,
      sides: everywhere({ kind: 'dirichlet', value: 1 }),
      obstacles: inDisc({ kind: 'neumann', value: 0 }),
    });
    expect(operator.singular).toBe(true);
  }
});
