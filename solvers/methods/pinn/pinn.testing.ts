import { parse, parseEquation } from '../../expr';
import type { Axis, Problem, Recipe, Side } from '../problem';

/** A problem in short: conditions by side `x=min`, `x=max`, ... or `x=periodic`, and the start by unknown. */
export interface ProblemText {
  readonly unknowns?: readonly string[];
  readonly x: readonly [number, number];
  readonly y?: readonly [number, number];
  readonly t?: readonly [number, number];
  readonly parameters?: Readonly<Record<string, number>>;
  readonly equations: readonly string[];
  /** Values of unknowns, or slopes such as `u_x`, at `x=min` and the like, or 'periodic' by axis. */
  readonly sides: Readonly<Record<string, Readonly<Record<string, string>> | 'periodic'>>;
  readonly initial?: Readonly<Record<string, string>>;
  readonly exact?: Readonly<Record<string, string>>;
  readonly recipe?: Recipe;
  readonly inferred?: Problem['inferred'];
  readonly data?: Problem['data'];
  /** Bodies: distance, and values (none: a wall). */
  readonly bodies?: Readonly<Record<string, { distance: string; values?: Readonly<Record<string, string>> }>>;
  readonly seed?: number;
}

export function problemOf(text: ProblemText): Problem {
  const axis = (name: string, interval: readonly [number, number] | undefined): Axis[] =>
    interval ? [{ name, min: interval[0], max: interval[1] }] : [];
  const axes = [...axis('x', text.x), ...axis('y', text.y)];
  const formulas = (given: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(given).map(([name, formula]) => [name, parse(formula)]));
  const sides = axes.flatMap(({ name }) =>
    (['min', 'max'] as const).flatMap((end): Side[] => {
      if (text.sides[name] === 'periodic') return [{ axis: name, end, kind: 'periodic', values: {}, equations: [] }];
      const given = text.sides[`${name}=${end}`] ?? text.sides[name];
      if (given === undefined || given === 'periodic') return [];
      const values = Object.entries(given).filter(([unknown]) => !unknown.includes('_'));
      const equations = Object.entries(given).flatMap(([slope, formula]) => {
        const unknown = slope.split('_')[0];
        return slope === unknown ? [] : [{ unknown, terms: { [slope]: parse('1') }, given: parse(formula) }];
      });
      return [{ axis: name, end, kind: 'values', values: formulas(Object.fromEntries(values)), equations }];
    }),
  );
  return {
    id: 'test',
    unknowns: text.unknowns ?? ['u'],
    axes,
    time: axis('t', text.t)[0] ?? null,
    parameters: text.parameters ?? {},
    equations: text.equations.map((equation) => {
      const { left, right } = parseEquation(equation);
      return { text: equation, left, right, written: { left, right } };
    }),
    sides,
    inputs: {},
    initial: formulas(text.initial),
    random: null,
    randomFields: [],
    obstacles: Object.entries(text.bodies ?? {}).map(([name, { distance, values }]) => {
      return { name, distance: parse(distance), values: formulas(values) };
    }),
    grid: { cells: axes.map(() => 64), spacing: axes.map(() => null), at: null },
    exact: formulas(text.exact),
    scales: {},
    profiles: [],
    seed: text.seed ?? 0,
    recipes: text.recipe ? { pinn: text.recipe } : {},
    dt: null,
    ...(text.inferred ? { inferred: text.inferred } : {}),
    ...(text.data ? { data: text.data } : {}),
  };
}

/** Heat on a rod that tends to a wave: small enough for a test. */
export const HEAT: ProblemText = {
  x: [0, 1],
  t: [0, 0.5],
  parameters: { k: 0.1 },
  equations: ['u_t = k*u_xx'],
  sides: { x: { u: '0' } },
  initial: { u: 'sin(pi*x)' },
  exact: { u: 'sin(pi*x)*exp(-pi^2*k*t)' },
  recipe: { layers: 2, width: 9, points: 117, candidates: 500, redraw: 5, iterations: 30 },
};

const ZERO = { u: '0' };

/** The problems of the slow table. */
export const PROBLEMS: Readonly<Record<string, ProblemText>> = {
  helmholtz: {
    x: [-1, 1],
    y: [-1, 1],
    parameters: { k: 1 },
    equations: ['u_xx + u_yy + k^2*u = (k^2 - 17*pi^2)*sin(pi*x)*sin(4*pi*y)'],
    sides: { x: ZERO, y: ZERO },
    exact: { u: 'sin(pi*x)*sin(4*pi*y)' },
    recipe: { iterations: 120 },
  },
  poisson: {
    x: [0, 1],
    y: [0, 1],
    equations: [
      '-(u_xx + u_yy) = pi^2*(20*sin(pi*x)*sin(pi*y) + 65*sin(3*pi*x)*sin(2*pi*y) - 148*sin(5*pi*x)*sin(7*pi*y))/10',
    ],
    sides: { x: ZERO, y: ZERO },
    exact: { u: 'sin(pi*x)*sin(pi*y) + sin(3*pi*x)*sin(2*pi*y)/2 - sin(5*pi*x)*sin(7*pi*y)/5' },
    recipe: { firstScale: 2, iterations: 140 },
  },
  burgers: {
    x: [-1, 1],
    t: [0, 1],
    parameters: { nu: 0.01 / Math.PI },
    equations: ['u_t + u*u_x = nu*u_xx'],
    sides: { x: ZERO },
    initial: { u: '-sin(pi*x)' },
    recipe: { iterations: 300 },
  },
  'allen-cahn': {
    x: [-1, 1],
    t: [0, 1],
    equations: ['u_t = 1e-4*u_xx - 5*u^3 + 5*u'],
    sides: { x: 'periodic' },
    initial: { u: 'x^2*cos(pi*x)' },
    recipe: { iterations: 300, points: 2000 },
  },
  kovasznay: {
    unknowns: ['u', 'v', 'p'],
    x: [-0.5, 1],
    y: [-0.5, 1.5],
    parameters: { Re: 40, lam: 20 - Math.sqrt(400 + 4 * Math.PI ** 2) },
    equations: ['u*u_x + v*u_y = -p_x + (u_xx + u_yy)/Re', 'u*v_x + v*v_y = -p_y + (v_xx + v_yy)/Re', 'u_x + v_y = 0'],
    sides: {
      x: { u: '1 - exp(lam*x)*cos(2*pi*y)', v: 'lam/(2*pi)*exp(lam*x)*sin(2*pi*y)' },
      y: { u: '1 - exp(lam*x)*cos(2*pi*y)', v: 'lam/(2*pi)*exp(lam*x)*sin(2*pi*y)' },
    },
    exact: {
      u: '1 - exp(lam*x)*cos(2*pi*y)',
      v: 'lam/(2*pi)*exp(lam*x)*sin(2*pi*y)',
      p: '(1 - exp(2*lam*x))/2',
    },
    recipe: { points: 700, hard: false, iterations: 250 },
  },
  convection: {
    x: [0, 2 * Math.PI],
    t: [0, 1],
    parameters: { beta: 30 },
    equations: ['u_t + beta*u_x = 0'],
    sides: { x: 'periodic' },
    initial: { u: 'sin(x)' },
    exact: { u: 'sin(x - beta*t)' },
    recipe: { harmonics: 1, firstScale: 1.5, points: 2000, iterations: 330 },
  },
  reaction: {
    x: [0, 2 * Math.PI],
    t: [0, 1],
    parameters: { rho: 5 },
    equations: ['u_t = rho*u*(1 - u)'],
    sides: { x: 'periodic' },
    initial: { u: 'exp(-(x - pi)^2/(2*(pi/4)^2))' },
    exact: {
      u: 'exp(-(x - pi)^2/(2*(pi/4)^2))*exp(rho*t)/(exp(-(x - pi)^2/(2*(pi/4)^2))*exp(rho*t) + 1 - exp(-(x - pi)^2/(2*(pi/4)^2)))',
    },
    recipe: { points: 2000, iterations: 150 },
  },
  wave: {
    x: [0, 1],
    t: [0, 1],
    parameters: { c: 2 },
    equations: ['u_tt = c^2*u_xx'],
    sides: { x: ZERO },
    initial: { u: 'sin(pi*x) + sin(4*pi*x)/2', u_t: '0' },
    exact: { u: 'sin(pi*x)*cos(c*pi*t) + sin(4*pi*x)*cos(4*c*pi*t)/2' },
    recipe: { symmetry: false, firstScale: 2, redraw: 25, adaptive: 0.3, points: 2000, iterations: 320 },
  },
  kdv: {
    x: [-1, 1],
    t: [0, 1],
    equations: ['u_t + u*u_x + 0.0025*u_xxx = 0'],
    sides: { x: 'periodic' },
    initial: { u: 'cos(pi*x)' },
    recipe: { iterations: 250 },
  },
};
