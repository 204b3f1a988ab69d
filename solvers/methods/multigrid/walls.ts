import { Failure } from '../../base/result';
import type { Expr } from '../../expr';
import type { Box, Obstacle, Quantity, Sides, Tensor, Wall } from '../../grid';
import { type OfPlace, ofPlace } from '../place';
import type { Problem, Side } from '../problem';

type Parameters = Readonly<Record<string, number>>;

/** No flux through the wall. */
const CLOSED: Wall = { kind: 'neumann', value: 0 };

/**
 * The sides of a problem as walls of the equation -div(A grad u) + c u = f. What a scene says of slopes along the axis
 * becomes a flux along the outward normal.
 * @throws Failure 'bad-input' for conditions that fix neither u nor its slope.
 */
export function sidesOf(problem: Problem, box: Box, a: Tensor, parameters: Parameters): Sides[] {
  const [unknown] = problem.unknowns as [string];
  return problem.axes.map(({ name }, axis): Sides => {
    const [low, high] = (['min', 'max'] as const).map((end) => {
      return problem.sides.find((side) => side.axis === name && side.end === end);
    });
    if (low?.kind === 'periodic') return 'periodic';
    const wall = (side: Side | undefined, outward: 1 | -1): Wall => {
      return side ? wallOf(problem, side, unknown, scaled(normalPart(a, axis), outward, box), parameters) : CLOSED;
    };
    return [wall(low, -1), wall(high, 1)];
  });
}

/** The bodies in the domain: with a value on their surface, or closed. */
export function obstaclesOf(problem: Problem, parameters: Parameters): Obstacle[] {
  const [unknown] = problem.unknowns as [string];
  return problem.obstacles.map(({ distance, values }): Obstacle => {
    const given = values[unknown];
    const wall: Wall = given ? { kind: 'dirichlet', value: ofPlace(problem, given, parameters) } : CLOSED;
    return { distance: ofPlace(problem, distance, parameters), wall };
  });
}

/** @param conductance A along the axis, with the sign of the outward normal. */
function wallOf(problem: Problem, side: Side, unknown: string, conductance: OfPlace, parameters: Parameters): Wall {
  const read = (expr: Expr): OfPlace => ofPlace(problem, expr, parameters);
  const value = side.values[unknown];
  const equation = side.equations.find((one) => one.unknown === unknown);
  if (value && equation) throw refuse(side, 'both its value and its slope are given: keep one of them');
  if (value) return { kind: 'dirichlet', value: read(value) };
  if (!equation) return CLOSED;
  const slope = equation.terms[`${unknown}_${side.axis}`];
  const strange = Object.keys(equation.terms).find((name) => name !== unknown && name !== `${unknown}_${side.axis}`);
  if (!slope || strange !== undefined)
    throw refuse(side, `${strange ?? unknown} is not what such an equation takes there`);
  const by = read(slope);
  const given = read(equation.given);
  const flux: OfPlace = (x, y, z) => (conductance(x, y, z) * given(x, y, z)) / by(x, y, z);
  const own = equation.terms[unknown];
  if (!own) return { kind: 'neumann', value: flux };
  const alpha = read(own);
  return { kind: 'robin', alpha: (x, y, z) => (conductance(x, y, z) * alpha(x, y, z)) / by(x, y, z), value: flux };
}

function normalPart(a: Tensor, axis: number): Quantity {
  if (typeof a !== 'object') return a;
  if ('diagonal' in a) return a.diagonal[axis]!;
  if ('xx' in a) return axis === 0 ? a.xx : a.yy;
  return a;
}

/** A quantity times a sign as a function of place; of an array, the value of the cell that holds the place. */
function scaled(quantity: Quantity, sign: 1 | -1, { min, max, cells }: Box): OfPlace {
  if (typeof quantity === 'number') return () => sign * quantity;
  if (typeof quantity === 'function') return (x, y, z) => sign * quantity(x, y, z);
  return (x, y, z) => {
    const place = [x, y, z];
    let index = 0;
    for (let axis = cells.length - 1; axis >= 0; axis--) {
      const share = (place[axis]! - min[axis]!) / (max[axis]! - min[axis]!);
      index = index * cells[axis]! + Math.min(Math.max(Math.floor(share * cells[axis]!), 0), cells[axis]! - 1);
    }
    return sign * quantity[index]!;
  };
}

function refuse({ axis, end }: Side, advice: string): Failure {
  return new Failure('bad-input', `conditions: at the ${end} end of ${axis}, ${advice}`, 'conditions');
}
