import { Failure } from '../../base/result';
import { type Expr, linearise, normalForm, type Scope } from '../../expr';
import type { NonlinearProblem, NonlinearSide } from '../../linear';
import type { End, Problem } from '../problem';

const ZERO: Expr = { kind: 'number', value: 0, text: '0', span: [0, 0] };

/** The scope that a steady problem's equation is read in. */
function scopeOf({ unknowns, axes, parameters }: Problem): Scope {
  return { unknowns, coordinates: axes.map(({ name }) => name), parameters: Object.keys(parameters) };
}

/** Whether a problem's one equation is nonlinear in its unknown. */
export function isNonlinear(problem: Problem): boolean {
  if (Object.keys(problem.inputs).length > 0) return false;
  const scope = scopeOf(problem);
  const { left, right, text } = problem.equations[0]!;
  return !linearise(normalForm({ left, right, text }, scope), scope).linear;
}

/**
 * The problem as F(u) = 0 on the nodes of a rectangle.
 * @throws Failure 'bad-input' for three axes, periodic sides, bodies, and conditions of another kind
 */
export function nonlinearOf(problem: Problem, parameters: Readonly<Record<string, number>>): NonlinearProblem {
  const { axes, grid, obstacles } = problem;
  if (axes.length !== 2) throw refuse('two axes', 'coordinates');
  if (obstacles.length > 0) throw refuse('no bodies', 'obstacles');
  if (grid.at === 'cells') throw refuse('unknowns at nodes', 'grid.at');
  const scope = scopeOf(problem);
  const { left, right, text } = problem.equations[0]!;
  const [x, y] = axes as [Problem['axes'][number], Problem['axes'][number]];
  return {
    residual: normalForm({ left, right, text }, scope),
    scope,
    parameters,
    box: { min: [x.min, y.min], max: [x.max, y.max] },
    cells: [grid.cells[0]!, grid.cells[1]!],
    sides: {
      west: sideOf(problem, x.name, 'min'),
      east: sideOf(problem, x.name, 'max'),
      south: sideOf(problem, y.name, 'min'),
      north: sideOf(problem, y.name, 'max'),
    },
  };
}

function sideOf({ sides, unknowns }: Problem, axis: string, end: End): NonlinearSide {
  const [unknown] = unknowns as [string];
  const side = sides.find((one) => one.axis === axis && one.end === end);
  if (side?.kind === 'periodic') throw refuse('no periodic sides', 'conditions');
  const value = side?.values[unknown];
  if (value) return { kind: 'dirichlet', value };
  const equation = side?.equations.find((one) => one.unknown === unknown);
  if (!equation) return { kind: 'neumann', value: ZERO };
  const slope = equation.terms[`${unknown}_${axis}`];
  if (!slope || Object.keys(equation.terms).length > 1) throw refuse('a value or a slope on each side', 'conditions');
  const { given } = equation;
  const along: Expr = { kind: 'binary', op: '/', left: given, right: slope, span: given.span };
  // A slope along the axis leaves the domain at its upper end and enters it at its lower one.
  return {
    kind: 'neumann',
    value: end === 'max' ? along : { kind: 'unary', op: '-', operand: along, span: given.span },
  };
}

function refuse(what: string, field: string): Failure {
  return new Failure('bad-input', `${field}: a nonlinear equation takes ${what} in method multigrid`, field);
}
