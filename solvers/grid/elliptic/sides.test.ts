import { describe, expect, test } from 'vitest';
import { applyStencil } from '../stencil-operator';
import { type At, discretise, type EllipticProblem, type OfPlace, type Sides, type Wall } from './index';
import { errorsOf, everywhere, expectSymmetric, formula, ordersOf } from './manufactured.testing';

const BOTH: readonly At[] = ['nodes', 'cells'];

/** u, a and c on [0, 1] x [-0.5, 1.5], with f and the flux a grad u by hand. */
const u = formula('sin(2*x + 1)*exp(y/2) + x*y');
const a = formula('1 + x^2*y/2 + x');
const ux = formula('2*cos(2*x + 1)*exp(y/2) + y');
const uy = formula('sin(2*x + 1)*exp(y/2)/2 + x');
const f = formula(`-(1 + x^2*y/2 + x)*(-4 + 1/4)*sin(2*x + 1)*exp(y/2)
  - (x*y + 1)*(2*cos(2*x + 1)*exp(y/2) + y) - x^2/2*(sin(2*x + 1)*exp(y/2)/2 + x)
  + 3*(sin(2*x + 1)*exp(y/2) + x*y)`);
const flux =
  (axis: number, sign: number): OfPlace =>
  (x, y, z) =>
    sign * a(x, y, z) * (axis === 0 ? ux : uy)(x, y, z);

const wall = {
  dirichlet: (): Wall => ({ kind: 'dirichlet', value: u }),
  neumann: (axis: number, sign: number): Wall => ({ kind: 'neumann', value: flux(axis, sign) }),
  robin: (axis: number, sign: number): Wall => {
    const alpha = formula('2 + x + y');
    const value: OfPlace = (x, y, z) => flux(axis, sign)(x, y, z) + alpha(x, y, z) * u(x, y, z);
    return { kind: 'robin', alpha, value };
  },
};
type Kind = keyof typeof wall;
const sidesOf = (kinds: readonly (readonly [Kind, Kind])[]): Sides[] =>
  kinds.map(([low, high], axis) => [wall[low](axis, -1), wall[high](axis, 1)]);

const MIXES: readonly (readonly (readonly [Kind, Kind])[])[] = [
  [
    ['dirichlet', 'neumann'],
    ['robin', 'dirichlet'],
  ],
  [
    ['robin', 'robin'],
    ['robin', 'robin'],
  ],
  [
    ['neumann', 'dirichlet'],
    ['neumann', 'robin'],
  ],
];

describe.each(BOTH)('at %s', (at) => {
  describe.each(MIXES.map((kinds) => [kinds.flat().join(', '), kinds] as const))('%s', (_, kinds) => {
    const problem = (n: number): EllipticProblem => ({
      box: { min: [0, -0.5], max: [1, 1.5], cells: [n, 2 * n - 3] },
      at,
      a,
      c: 3,
      f,
      sides: sidesOf(kinds),
    });

    test('order 2', () => {
      const errors = [12, 24, 48].map((n) => errorsOf(problem(n), u));
      // Odd sizes do not halve the steps exactly.
      for (const order of ordersOf(errors.map(({ max }) => max))) expect(order).toBeGreaterThan(1.85);
      for (const order of ordersOf(errors.map(({ l2 }) => l2))) expect(order).toBeGreaterThan(1.85);
    });

    test('symmetric', () => {
      expectSymmetric(problem(19));
    });
  });

  test('periodic along x only, and a diagonal tensor', () => {
    const value = formula('sin(2*pi*x)*exp(y)');
    const source = formula('(4*pi^2*2 - 1)*sin(2*pi*x)*exp(y)');
    const problem = (n: number): EllipticProblem => ({
      box: { min: [0, 0], max: [1, 1], cells: [n, n] },
      at,
      a: { diagonal: [2, 1] },
      f: source,
      sides: [
        'periodic',
        [
          { kind: 'dirichlet', value },
          { kind: 'neumann', value },
        ],
      ],
    });
    const errors = [17, 34, 68].map((n) => errorsOf(problem(n), value).max);
    for (const order of ordersOf(errors)) expect(order).toBeGreaterThan(1.9);
    expectSymmetric(problem(13));
  });

  test('pure Neumann with a variable coefficient', () => {
    const kinds = [
      ['neumann', 'neumann'],
      ['neumann', 'neumann'],
    ] as const;
    const source: OfPlace = (x, y, z) => f(x, y, z) - 3 * u(x, y, z);
    const problem = (n: number): EllipticProblem => ({
      box: { min: [0, -0.5], max: [1, 1.5], cells: [n, n] },
      at,
      a,
      f: source,
      sides: sidesOf(kinds),
    });
    const errors = [16, 32, 64].map((n) => errorsOf(problem(n), u).max);
    for (const order of ordersOf(errors)) expect(order).toBeGreaterThan(1.85);
    const { operator, imbalance } = discretise(problem(32));
    expect(operator.singular).toBe(true);
    expect(Math.abs(imbalance!.relative)).toBeLessThan(0.01);
    // Rows sum to 0 but for the rounding of five terms of the size of the diagonal.
    const ones = new Float64Array(operator.coefficients[0].length).fill(1);
    const largest = Math.max(...operator.coefficients[0]);
    for (const sum of applyStencil(operator, ones)) expect(Math.abs(sum)).toBeLessThan(1e-14 * largest);
  });

  test('three dimensions, mixed sides', () => {
    const value = formula('sin(pi*x)*cos(pi*y)*exp(z)');
    const problem = (n: number): EllipticProblem => ({
      box: { min: [0, 0, 0], max: [1, 1, 1], cells: [n, n - 1, n + 1] },
      at,
      a: { diagonal: [1, 2, formula('1 + z')] },
      f: formula('(3*pi^2 - 2 - z)*sin(pi*x)*cos(pi*y)*exp(z)'),
      sides: [
        [
          { kind: 'dirichlet', value: 0 },
          { kind: 'dirichlet', value: 0 },
        ],
        [
          { kind: 'neumann', value: 0 },
          { kind: 'neumann', value: 0 },
        ],
        [
          { kind: 'dirichlet', value },
          { kind: 'robin', alpha: 1, value: formula('3*sin(pi*x)*cos(pi*y)*exp(z)') },
        ],
      ],
    });
    const errors = [7, 14, 28].map((n) => errorsOf(problem(n), value).max);
    for (const order of ordersOf(errors)) expect(order).toBeGreaterThan(1.8);
    expectSymmetric(problem(7));
  });
});

test('a full tensor that varies, at nodes with Neumann sides and at cells with Dirichlet sides', () => {
  const value = formula('cos(x)*cos(2*y)');
  const tensor = { xx: formula('2 + x'), xy: formula('x*y'), yy: formula('1 + y') };
  const fluxX = formula('-(2 + x)*sin(x)*cos(2*y) - 2*x*y*cos(x)*sin(2*y)');
  const fluxY = formula('-x*y*sin(x)*cos(2*y) - 2*(1 + y)*cos(x)*sin(2*y)');
  const source = formula(`sin(x)*cos(2*y) + (2 + x)*cos(x)*cos(2*y) + 2*y*cos(x)*sin(2*y) - 2*x*y*sin(x)*sin(2*y)
    + x*sin(x)*cos(2*y) - 2*x*y*sin(x)*sin(2*y) + 2*cos(x)*sin(2*y) + 4*(1 + y)*cos(x)*cos(2*y)`);
  const neumann: Sides[] = [
    [
      { kind: 'dirichlet', value },
      { kind: 'neumann', value: fluxX },
    ],
    [
      { kind: 'neumann', value: (x, y, z) => -fluxY(x, y, z) },
      { kind: 'dirichlet', value },
    ],
  ];
  const problem =
    (at: At, sides: Sides[]) =>
    (n: number): EllipticProblem => ({
      box: { min: [0, 0], max: [1, 1], cells: [n, n] },
      at,
      a: tensor,
      f: source,
      sides,
    });
  for (const one of [problem('nodes', neumann), problem('cells', everywhere({ kind: 'dirichlet', value }))]) {
    const errors = [16, 32, 64].map((n) => errorsOf(one(n), value).max);
    for (const order of ordersOf(errors)) expect(order).toBeGreaterThan(1.85);
    expectSymmetric(one(11));
  }
});

test('a jump of 10^6 on a cell line, at cells and given as an array', () => {
  // -(a u')' = 1 with a = 1 left of x = 1/2 and 10^6 right of it, u(0) = 0, u'(1) = 0: a u' = 1 - x.
  const jump = 1e6;
  const exact: OfPlace = (x) => (x < 0.5 ? x - x ** 2 / 2 : 0.375 + (x - 0.5 - (x ** 2 - 0.25) / 2) / jump);
  for (const at of BOTH) {
    const errors = [16, 32].map((n) => {
      const cells = Float64Array.from({ length: 3 * n }, (_, cell) => (cell % n < n / 2 ? 1 : jump));
      const sides: Sides[] = [
        [
          { kind: 'dirichlet', value: 0 },
          { kind: 'neumann', value: 0 },
        ],
        'periodic',
      ];
      const box = { min: [0, 0], max: [1, 1], cells: [n, 3] };
      return errorsOf({ box, at, a: cells, f: 1, sides }, exact).max;
    });
    // u is a parabola on either side, so nodes have it to rounding (times the jump); cells miss h^2/8 at the wall.
    if (at === 'nodes') expect(errors[1]).toBeLessThan(1e-9);
    else expect(ordersOf(errors)[0]).toBeCloseTo(2, 3);
  }
});

test('values along sides as arrays: the same system as functions', () => {
  for (const at of BOTH) {
    const box = { min: [0, 0], max: [1, 2], cells: [5, 7] };
    const along = (axis: number, of: OfPlace): Float64Array => {
      const n = box.cells[axis];
      const h = box.max[axis] / n;
      const places = Array.from({ length: at === 'nodes' ? n + 1 : n }, (_, i) => (at === 'nodes' ? i : i + 0.5) * h);
      return Float64Array.from(places, (x) => (axis === 0 ? of(x, 0, 0) : of(0, x, 0)));
    };
    const g: OfPlace = (x, y) => 1 + x + y ** 2;
    const sides = (value: (axis: number) => Wall['value']): Sides[] => [
      [
        { kind: 'robin', alpha: 2, value: value(1) },
        { kind: 'dirichlet', value: 0 },
      ],
      [
        { kind: 'dirichlet', value: value(0) },
        { kind: 'neumann', value: 0 },
      ],
    ];
    const [one, other] = [sides(() => g), sides((axis) => along(axis, g))].map((walls) =>
      discretise({ box, at, a: 1, f: 1, sides: walls }),
    );
    expect(other.rhs).toEqual(one.rhs);
    expect(other.operator.coefficients).toEqual(one.operator.coefficients);
  }
});
