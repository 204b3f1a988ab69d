import { randomUniform } from '../../base/random';
import { type Expr, parse, parseEquation } from '../../expr';
import type { Equation, Problem, Side } from '../problem';
import { type FlowGrid, makeFlowGrid, split } from './layout';
import { type Bodies, makeBodies } from './obstacles';

/** What holds at a side, in short: `wall`, `outflow`, `periodic`, or the given u and v. */
export type SideText = 'wall' | 'outflow' | 'periodic' | readonly [u: string, v: string];

/** A flow problem in short; what is left out has the values of {@link flowProblem}. */
export interface FlowText {
  readonly x?: readonly [number, number];
  readonly y?: readonly [number, number];
  readonly end?: number;
  readonly cells: readonly [number, number];
  readonly spacing?: readonly [string | null, string | null];
  readonly sides: Readonly<Record<'west' | 'east' | 'south' | 'north', SideText>>;
  readonly parameters?: Readonly<Record<string, number>>;
  readonly initial?: Readonly<Record<string, string>>;
  readonly exact?: Readonly<Record<string, string>>;
  readonly obstacle?: string;
  readonly scales?: Readonly<Record<string, number>>;
  readonly random?: Problem['random'];
  readonly seed?: number;
  readonly dt?: number;
}

export const EQUATIONS = [
  'u_t + u*u_x + v*u_y = -p_x + nu*(u_xx + u_yy)',
  'v_t + u*v_x + v*v_y = -p_y + nu*(v_xx + v_yy)',
  'u_x + v_y = 0',
];

export const equation = (text: string): Equation => {
  const { left, right } = parseEquation(text);
  return { text, left, right, written: { left, right } };
};

/** The unit square until t = 1, viscosity 0.01, uniform cells, at rest at first. */
export function flowProblem(text: FlowText): Problem {
  const { cells, spacing = [null, null], sides, obstacle, x = [0, 1], y = [0, 1], end = 1 } = text;
  const formulas = (given: Readonly<Record<string, string>> = {}): Record<string, Expr> =>
    Object.fromEntries(Object.entries(given).map(([name, formula]) => [name, parse(formula)]));
  const side = (axis: string, which: Side['end'], given: SideText): Side =>
    typeof given === 'string'
      ? { axis, end: which, kind: given, values: {}, equations: [] }
      : { axis, end: which, kind: 'values', values: formulas({ u: given[0], v: given[1] }), equations: [] };
  return {
    id: 'test',
    unknowns: ['u', 'v', 'p'],
    axes: [
      { name: 'x', min: x[0], max: x[1] },
      { name: 'y', min: y[0], max: y[1] },
    ],
    time: { name: 't', min: 0, max: end },
    parameters: { nu: 0.01, ...text.parameters },
    equations: EQUATIONS.map(equation),
    sides: [
      side('x', 'min', sides.west),
      side('x', 'max', sides.east),
      side('y', 'min', sides.south),
      side('y', 'max', sides.north),
    ],
    inputs: {},
    initial: formulas(text.initial),
    random: text.random ?? null,
    randomFields: [],
    obstacles: obstacle ? [{ name: 'body', distance: parse(obstacle), values: {} }] : [],
    grid: { cells, spacing: spacing.map((formula) => (formula === null ? null : parse(formula))), at: null },
    exact: formulas(text.exact),
    scales: text.scales ?? {},
    profiles: [],
    seed: text.seed ?? 0,
    recipes: {},
    dt: text.dt ?? null,
  };
}

/** A problem laid out, with a name for the test's title. */
export interface Setup {
  readonly name: string;
  readonly problem: Problem;
  readonly grid: FlowGrid;
  readonly bodies: Bodies | null;
}

const WAVY = '1 + 0.4*cos(2*pi*x)';
const TALL = '1 + 0.5*y';
const INFLOW = ['1 + 0.3*y', '0.2*y'] as const;
const CLOSED = { west: 'wall', east: 'wall', south: 'wall', north: ['1', '0'] } as const;

/** Every combination of sides that occurs, at sizes that no workgroup divides, on stretched cells. */
const TEXTS: Readonly<Record<string, FlowText>> = {
  'walls and a lid': { cells: [13, 9], spacing: [WAVY, TALL], sides: CLOSED },
  'periodic both ways': {
    cells: [67, 5],
    spacing: [WAVY, '1 + 0.3*sin(2*pi*y)'],
    sides: { west: 'periodic', east: 'periodic', south: 'periodic', north: 'periodic' },
  },
  'periodic in x, walls in y': {
    cells: [65, 33],
    spacing: [WAVY, TALL],
    sides: { west: 'periodic', east: 'periodic', south: ['0.1', '0.05'], north: ['sin(2*pi*x)', '-0.1'] },
  },
  'periodic in y, given and free in x': {
    cells: [9, 13],
    spacing: [WAVY, '1 + 0.3*sin(2*pi*y)'],
    sides: { west: INFLOW, east: 'outflow', south: 'periodic', north: 'periodic' },
  },
  'channel with a body': {
    x: [0, 2],
    cells: [67, 33],
    spacing: ['1 + 0.4*x', TALL],
    sides: { west: INFLOW, east: 'outflow', south: 'wall', north: 'wall' },
    obstacle: 'hypot(x - 0.7, y - 0.47) - 0.17',
  },
  'outflow in the west': { cells: [13, 9], spacing: [WAVY, TALL], sides: { ...CLOSED, west: 'outflow', east: INFLOW } },
  'outflow in the south': {
    cells: [13, 9],
    spacing: [WAVY, TALL],
    sides: { ...CLOSED, south: 'outflow', west: INFLOW },
  },
  'outflow in the north': {
    cells: [13, 9],
    spacing: [WAVY, TALL],
    sides: { ...CLOSED, north: 'outflow', east: INFLOW },
  },
  'outflow all around a body': {
    cells: [21, 19],
    spacing: [WAVY, TALL],
    sides: { west: 'outflow', east: 'outflow', south: 'outflow', north: 'outflow' },
    obstacle: 'hypot(x - 0.5, y - 0.5) - 0.23',
  },
};

/** All of them again on cells of one size, for which the kernels have variants. */
const UNIFORM = Object.entries(TEXTS).map(
  ([name, text]) => [`${name}, uniform`, { ...text, spacing: [null, null] }] as const,
);

export const SETUPS: readonly Setup[] = [...Object.entries(TEXTS), ...UNIFORM].map(([name, text]) => {
  const problem = flowProblem(text);
  const grid = makeFlowGrid(problem);
  return { name, problem, grid, bodies: makeBodies(problem, grid) };
});

/**
 * A padded velocity as the device holds it: (u, v, ulo, vlo), random everywhere, also around the box; only beyond an
 * outflow side the tangential velocity is that of the inside, which the tables of distances rely on.
 */
export function randomVelocity(
  { padded, stride, nx, ny, sides }: FlowGrid,
  seed: number,
  quantum: number,
): Float32Array {
  const velocity = randomLattice(2, padded, seed, quantum);
  const copy = (to: number, from: number, c: number) => {
    velocity[4 * to + c] = velocity[4 * from + c];
    velocity[4 * to + c + 2] = velocity[4 * from + c + 2];
  };
  for (let k = 0; k < stride; k++) {
    if (sides.south === 'outflow') copy(k, stride + k, 0);
    if (sides.north === 'outflow') copy((ny + 1) * stride + k, ny * stride + k, 0);
  }
  for (let row = 0; row < padded; row += stride) {
    if (sides.west === 'outflow') copy(row, row + 1, 1);
    if (sides.east === 'outflow') copy(row + nx + 1, row + nx, 1);
  }
  return velocity;
}

/** A padded pressure as the device holds it: (p, plo); 0 around the box, where no kernel ever writes. */
export function randomPressure({ padded, stride, nx, ny }: FlowGrid, seed: number, quantum: number): Float32Array {
  const pressure = randomLattice(1, padded, seed, quantum);
  for (let k = 0; k < padded; k++) {
    const i = (k % stride) - 1;
    const j = Math.floor(k / stride) - 1;
    if (i < 0 || j < 0 || i >= nx || j >= ny) pressure.fill(0, 2 * k, 2 * k + 2);
  }
  return pressure;
}

/** `count` tuples of `width` lattice parts in [-1, 1] and as many rests of up to 0.6 quanta. */
function randomLattice(width: number, count: number, seed: number, quantum: number): Float32Array {
  const data = new Float32Array(2 * width * count);
  for (let k = 0; k < count; k++) {
    for (let c = 0; c < width; c++) {
      const draw = k * width + c;
      data[2 * width * k + c] = split(2 * randomUniform(seed, draw) - 1, quantum)[0];
      data[2 * width * k + width + c] = quantum * (1.2 * randomUniform(seed + 1, draw) - 0.6);
    }
  }
  return data;
}
