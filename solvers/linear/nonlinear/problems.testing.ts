import { normalForm, parse, parseSystem } from '../../expr';
import { type NonlinearProblem, type NonlinearSide, SIDES, type SideName } from './problem';

/** A problem in short: one equation with its parameters and definitions, sides as `u = ...` or `slope = ...`. */
export interface ProblemText {
  readonly text: string;
  readonly cells: readonly [number, number];
  readonly max?: readonly [number, number];
  /** Formulas: `0` everywhere by default; a leading `slope` gives the outward derivative. */
  readonly sides?: Partial<Record<SideName, string>>;
}

export function problemOf({ text, cells, max = [1, 1], sides = {} }: ProblemText): NonlinearProblem {
  const system = parseSystem(text, { unknowns: ['u'], coordinates: ['x', 'y'] });
  const side = (given = '0'): NonlinearSide =>
    given.startsWith('slope')
      ? { kind: 'neumann', value: parse(given.slice(5)) }
      : { kind: 'dirichlet', value: parse(given) };
  return {
    residual: normalForm(system.equations[0]!, system.scope, system.definitions),
    scope: { ...system.scope, definitions: [] },
    parameters: Object.fromEntries(system.parameters.map(({ name, value }) => [name, value.value])),
    box: { min: [0, 0], max },
    cells,
    sides: Object.fromEntries(SIDES.map((name) => [name, side(sides[name])])) as NonlinearProblem['sides'],
  };
}

export const bratu = (lambda: number, n: number): NonlinearProblem =>
  problemOf({ text: `u_xx + u_yy + lambda*exp(u) = 0; lambda = ${lambda}`, cells: [n, n] });

/** A solution that fits nothing by chance. */
const EXACT = 'sin(2*x + 0.3)*cos(1.7*y) + 0.4*x*y';
export const exact = (x: number, y: number): number => Math.sin(2 * x + 0.3) * Math.cos(1.7 * y) + 0.4 * x * y;
const EXACT_X = '2*cos(2*x + 0.3)*cos(1.7*y) + 0.4*y';
const EXACT_Y = '-1.7*sin(2*x + 0.3)*sin(1.7*y) + 0.4*x';

/** Left-hand sides in u and their right-hand sides, which are the same of w, the exact solution. */
export const MANUFACTURED: Readonly<Record<string, string>> = {
  'nonlinear diffusion': '-div((1 + u^2)*grad(u)) = -div((1 + w^2)*grad(w))',
  'a mixed derivative and convection':
    'u_xx + 0.8*u_xy + u_yy + u*u_x - u^3 = lap(w) + 0.8*(-3.4*cos(2*x + 0.3)*sin(1.7*y) + 0.4) + w*p - w^3',
  Bratu: 'lap(u) + 0.5*exp(u) = lap(w) + 0.5*exp(w)',
};

/** A manufactured problem: u given all around, or slopes in the east and in the north. */
export function manufactured(name: string, kind: 'dirichlet' | 'neumann', n: number): NonlinearProblem {
  const sides = { west: EXACT, south: EXACT, east: EXACT, north: EXACT };
  const slopes = { east: `slope ${EXACT_X}`, north: `slope ${EXACT_Y}` };
  return problemOf({
    text: `${MANUFACTURED[name]}; w = ${EXACT}; p = ${EXACT_X}`,
    cells: [n, n],
    max: [1.1, 1.3],
    sides: { ...sides, ...(kind === 'neumann' ? slopes : {}) },
  });
}

/** u at the nodes by its formula in x and y. */
export function nodal(problem: NonlinearProblem, exact: (x: number, y: number) => number): Float64Array {
  const [nx, ny] = [problem.cells[0] + 1, problem.cells[1] + 1];
  const { max } = problem.box;
  return Float64Array.from({ length: nx * ny }, (_, k) =>
    exact((max[0] * (k % nx)) / (nx - 1), (max[1] * Math.floor(k / nx)) / (ny - 1)),
  );
}
