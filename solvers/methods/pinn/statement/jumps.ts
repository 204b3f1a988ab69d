import { randomUniform } from '../../../base/random';
import { compile, type Expr, parse, simplify } from '../../../expr';
import type { Axis, Problem } from '../../problem';
import { coordinatesOf } from './scope';
import { valuesAt } from './sides';
import type { Edge } from './turn';

/** An edge of the box, where two of its faces meet, on which an unknown is given two values. */
export interface Jump {
  readonly at: Edge;
  /** Whether both faces are sides: the network then knows the angle about the edge, and can follow both of them. */
  readonly turns: boolean;
  /** Said of it. */
  readonly text: string;
}

/** A face on which an unknown is given. */
interface Given {
  readonly axis: number;
  readonly value: number;
  readonly formula: Expr;
}

/** Differences below this part of the larger value are rounding. */
const TOLERANCE = 1e-6;
/** Places of an edge that are looked at. */
const PLACES = 16;

/** The edges at which values given on two sides, or on a side and at the start, contradict each other. */
export function jumpsOf(problem: Problem): Jump[] {
  const coordinates = coordinatesOf(problem);
  const found = new Map<string, Jump>();
  for (const unknown of problem.unknowns) {
    const faces = facesOf(problem, unknown, coordinates);
    for (const [k, a] of faces.entries()) {
      for (const b of faces.slice(k + 1)) {
        if (a.axis === b.axis || !differ(problem, coordinates, a, b)) continue;
        const names = [a, b].map(({ axis, value }) => `${coordinates[axis].name}=${value}`);
        const key = names.join();
        const turns = problem.time === null || b.axis < coordinates.length - 1;
        if (!found.has(key))
          found.set(key, { at: [a, b], turns, text: `${unknown} jumps where ${names.join(' and ')} meet` });
      }
    }
  }
  return [...found.values()];
}

function facesOf(problem: Problem, unknown: string, coordinates: readonly Axis[]): Given[] {
  const { time, axes, initial } = problem;
  const sides = axes.flatMap((axis, a): Given[] => {
    const { min, max } = valuesAt(problem, unknown, axis.name);
    return [
      ...(min ? [{ axis: a, value: axis.min, formula: min }] : []),
      ...(max ? [{ axis: a, value: axis.max, formula: max }] : []),
    ];
  });
  const start = time ? initial[unknown] : undefined;
  return start ? [...sides, { axis: coordinates.length - 1, value: time!.min, formula: start }] : sides;
}

/** Whether two faces say different things where they meet. */
function differ(problem: Problem, coordinates: readonly Axis[], a: Given, b: Given): boolean {
  const parameters = Object.entries(problem.parameters);
  const names = [...coordinates.map(({ name }) => name), ...parameters.map(([name]) => name)];
  const [first, second] = [compile(a.formula, names), compile(b.formula, names)];
  for (let k = 0; k < PLACES; k++) {
    const place = coordinates.map(({ min, max }, axis) => {
      if (axis === a.axis) return a.value;
      if (axis === b.axis) return b.value;
      return min + (max - min) * randomUniform(31, k * coordinates.length + axis);
    });
    const all = [...place, ...parameters.map(([, value]) => value)];
    const [x, y] = [first(all), second(all)];
    if (Math.abs(x - y) > TOLERANCE * Math.max(1, Math.abs(x), Math.abs(y))) return true;
  }
  return false;
}

/** Distance from an edge, in lengths of the box, below which what grows towards it grows no more. */
const CORE = 1e-3;

/**
 * What an unknown is multiplied with that equations tie by its slopes alone to one that jumps, as a pressure to a
 * velocity: within `fade` of the box it grows as the inverse distance from each edge, as the slope of what jumps does
 * (a plate scraping along another; Taylor 1962). Null where nothing can turn.
 */
export function growthNear(jumps: readonly Jump[], fade: number, axes: readonly Axis[]): Expr | null {
  const factors = jumps
    .filter(({ turns }) => turns)
    .map(({ at }) => {
      const parts = at.map(({ axis, value }) => {
        const { name, min, max } = axes[axis];
        return `(${name} - (${value}))/${max - min}`;
      });
      const distance = `hypot(${parts.join(', ')})`;
      return `(${distance} + ${fade})/(${distance} + ${CORE})`;
    });
  return factors.length === 0 ? null : simplify(parse(factors.join('*')));
}

/** What residuals at a place are multiplied with: d / (d + fade) for the distance to each jump in lengths of the box. */
export function fadeAt(jumps: readonly Jump[], fade: number, axes: readonly Axis[], place: ArrayLike<number>): number {
  return jumps.reduce((product, { at }) => {
    const distance = Math.hypot(
      ...at.map(({ axis, value }) => (place[axis] - value) / (axes[axis].max - axes[axis].min)),
    );
    return (product * distance) / (distance + fade);
  }, 1);
}
