import { describe, expect, test } from 'vitest';
import { applyStencil, pointCount } from '../stencil-operator';
import { forEachPlace } from './frame';
import { type At, type ChannelTerm, discretise, type OfPlace, type Sides, stencilOfChannels } from './index';
import { everywhere, formula, ordersOf } from './manufactured.testing';
import { solveDiscrete } from './solve.testing';

const u = formula('sin(2*x + 1)*exp(y)');
const ORDERS: readonly (readonly [readonly number[], OfPlace])[] = [
  [[0, 0], u],
  [[1, 0], formula('2*cos(2*x + 1)*exp(y)')],
  [[0, 1], u],
  [[2, 0], formula('-4*sin(2*x + 1)*exp(y)')],
  [[1, 1], formula('2*cos(2*x + 1)*exp(y)')],
  [[0, 2], u],
];
const slope =
  (sign: number): OfPlace =>
  (x, y, z) =>
    sign * ORDERS[1][1](x, y, z);
const SIDES: Sides[] = [
  [
    { kind: 'neumann', value: slope(-1) },
    { kind: 'robin', alpha: 2, value: (x, y, z) => slope(1)(x, y, z) + 2 * u(x, y, z) },
  ],
  [
    { kind: 'dirichlet', value: u },
    { kind: 'neumann', value: u },
  ],
];

const box = (n: number) => ({ min: [0, 0], max: [1, 1], cells: [n, 2 * n] });

/** A formula at the unknowns, and the volumes that they own. */
function unknownsOf(n: number, at: At) {
  const system = discretise({ box: box(n), at, sides: SIDES, a: 1, f: 0 });
  const { coordinates, fullShape, volumes } = system;
  const onGrid = (of: OfPlace): Float64Array => {
    const full = new Float64Array(pointCount(fullShape));
    forEachPlace(fullShape, (index, [i, j]) => {
      full[index] = of(coordinates[0][i], coordinates[1][j], 0);
    });
    return system.extract(full);
  };
  return { onGrid, volumes };
}

describe.each(['nodes', 'cells'] as const)('at %s', (at) => {
  test.each(ORDERS)('the derivative %j: order 2 inside, 1 and better at walls', (orders, exact) => {
    const errors = [16, 32, 64].map((n) => {
      const { onGrid, volumes } = unknownsOf(n, at);
      const { operator, boundary } = stencilOfChannels({ box: box(n), at, sides: SIDES }, [{ orders, values: 1 }]);
      const [found, goal] = [applyStencil(operator, onGrid(u)), onGrid(exact)];
      const [nx, ny] = operator.shape;
      let [inner, worst] = [0, 0];
      found.forEach((value, i) => {
        const error = Math.abs((value + boundary[i]) / volumes[i] - goal[i]);
        const [x, y] = [i % nx, Math.floor(i / nx)];
        worst = Math.max(worst, error);
        if (x > 0 && x < nx - 1 && y > 0 && y < ny - 1) inner = Math.max(inner, error);
      });
      return { inner, worst };
    });
    if (orders.every((order) => order === 0)) {
      expect(errors[2].worst).toBeLessThan(1e-13);
      return;
    }
    for (const order of ordersOf(errors.map(({ inner }) => inner))) expect(order).toBeGreaterThan(1.85);
    // Second differences across a wall: cells at Dirichlet walls see a part of the second derivative itself.
    const isConsistent = at === 'nodes' || Math.max(...orders) < 2;
    if (isConsistent)
      for (const order of ordersOf(errors.map(({ worst }) => worst))) expect(order).toBeGreaterThan(0.8);
  });

  test('convection and diffusion, all kinds of sides: order 2', () => {
    const f: OfPlace = (x, y, z) => 6 * u(x, y, z) + 10 * ORDERS[1][1](x, y, z);
    const errors = [12, 24, 48].map((n) => {
      const { onGrid, volumes } = unknownsOf(n, at);
      const { operator, boundary } = stencilOfChannels({ box: box(n), at, sides: SIDES }, [
        { orders: [2, 0], values: -1 },
        { orders: [0, 2], values: -1 },
        { orders: [1, 0], values: Float64Array.from(volumes, () => 10) },
        { orders: [0, 0], values: 3 },
      ]);
      const source = onGrid(f);
      const solution = solveDiscrete({ operator, rhs: source.map((value, i) => value * volumes[i] - boundary[i]) });
      const goal = onGrid(u);
      return solution.reduce((max, value, i) => Math.max(max, Math.abs(value - goal[i])), 0);
    });
    for (const order of ordersOf(errors)) expect(order).toBeGreaterThan(1.9);
  });

  test('lap and c with one value each: the finite volumes of the same problem', () => {
    const sides = everywhere({ kind: 'neumann', value: 0 });
    const box = { min: [0, 0], max: [1, 2], cells: [7, 5] };
    const terms: ChannelTerm[] = [
      { orders: [2, 0], values: -2 },
      { orders: [0, 2], values: -1 },
      { orders: [0, 0], values: 3 },
    ];
    const { operator, boundary } = stencilOfChannels({ box, at, sides }, terms);
    const volumes = discretise({ box, at, a: { diagonal: [2, 1] }, c: 3, f: 0, sides });
    operator.coefficients.forEach((row, k) => {
      row.forEach((value, i) => {
        expect(Math.abs(value - volumes.operator.coefficients[k][i])).toBeLessThan(1e-12);
      });
    });
    expect(boundary.every((value) => value === 0)).toBe(true);
    expect(operator.singular).toBe(false);
    expect(stencilOfChannels({ box, at, sides }, terms.slice(0, 2)).operator.singular).toBe(true);
  });
});

test('derivatives of the third order and other sizes are refused', () => {
  const grid = { box: { min: [0, 0], max: [1, 1], cells: [4, 4] }, at: 'cells', sides: SIDES } as const;
  expect(() => stencilOfChannels(grid, [{ orders: [2, 1], values: 1 }])).toThrow(/up to the second/);
  expect(() => stencilOfChannels(grid, [{ orders: [1, 0], values: [1, 2] }])).toThrow(/each of 16 unknowns/);
});
