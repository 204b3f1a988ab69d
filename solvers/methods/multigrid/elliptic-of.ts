import { Failure } from '../../base/result';
import { type Box, coefficientsOf, type EllipticProblem, ellipticForm } from '../../grid';
import { type OfPlace, ofPlace } from '../place';
import type { InputField, Problem } from '../problem';
import { obstaclesOf, sidesOf } from './walls';

type Parameters = Readonly<Record<string, number>>;

/** A problem in numbers, and what was chosen for it. */
export interface Stated {
  readonly problem: EllipticProblem;
  readonly notes: readonly string[];
}

/**
 * The problem as -div(A grad u) + c u = f on a box, at these parameters.
 * @throws Failure 'bad-input' saying why the equation is none, or which condition does not fit
 */
export function ellipticOf(problem: Problem, parameters: Parameters): Stated {
  const { axes, grid, unknowns, inputs } = problem;
  const box: Box = { min: axes.map(({ min }) => min), max: axes.map(({ max }) => max), cells: grid.cells };
  const names = Object.keys(inputs);
  const scope = {
    unknowns,
    coordinates: axes.map(({ name }) => name),
    parameters: [...Object.keys(parameters), ...names],
  };
  const { text, written } = problem.equations[0]!;
  const form = ellipticForm({ ...written, text }, scope, new Map(), names);
  if ('reason' in form) throw new Failure('bad-input', `equations[0]: ${form.reason}`, 'equations[0]');
  const fields = Object.fromEntries(names.map((name) => [name, fieldOf(problem, name, parameters)] as const));
  const coefficients = coefficientsOf(form, box, parameters, fields);
  const at = grid.at ?? 'nodes';
  return {
    problem: {
      box,
      at,
      ...coefficients,
      sides: sidesOf(problem, box, coefficients.a, parameters),
      obstacles: obstaclesOf(problem, parameters),
    },
    notes: grid.at === null ? ['the unknowns sit at the nodes, as the scene does not say'] : [],
  };
}

/** An input field: its array, where one was handed in, else its formula. */
function fieldOf(problem: Problem, name: string, parameters: Parameters): ArrayLike<number> | OfPlace {
  const { formula, values, at } = problem.inputs[name]!;
  if (values === null) return ofPlace(problem, formula!, parameters);
  const wanted = [...problem.grid.cells].reverse().map((n) => (at === 'nodes' ? n + 1 : n));
  if (values.shape.join() === wanted.join()) return values.data;
  const advice = `it has shape ${values.shape.join(' x ')}, but the grid takes ${wanted.join(' x ')}`;
  throw new Failure('bad-input', `inputs.${name}: ${advice}`, `inputs.${name}`);
}

/** An input field as a function of place, for pictures: of an array, the value of the nearest cell or node. */
export function inputOf(problem: Problem, { formula, values, at }: InputField, parameters: Parameters): OfPlace {
  if (values === null) return ofPlace(problem, formula!, parameters);
  const shape = [...values.shape].reverse();
  return (x, y, z) => {
    const place = [x, y, z];
    let index = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const { min, max } = problem.axes[axis]!;
      const cells = at === 'nodes' ? shape[axis]! - 1 : shape[axis]!;
      const where = ((place[axis]! - min) / (max - min)) * cells;
      const nearest = at === 'nodes' ? Math.round(where) : Math.floor(where);
      index = index * shape[axis]! + Math.min(Math.max(nearest, 0), shape[axis]! - 1);
    }
    return values.data[index]!;
  };
}
