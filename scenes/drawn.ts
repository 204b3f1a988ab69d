import { checkedNumber } from '../solvers/base/caps';
import { Failure } from '../solvers/base/result';
import { type Expr, evaluateConstant, parse } from '../solvers/expr';
import type { Axis } from '../solvers/methods/problem';
import { refuse } from './refuse';
import type { Constant, Scene } from './schema';

/** A place in the plane of x and y. */
export type Point = readonly [x: number, y: number];

/**
 * The signed distance of what a round brush of that radius covers on its way along a path, negative inside, as a
 * formula in x and y: exact but deep inside, where legs cross. One point makes a disc.
 */
export function brushDistance(path: readonly Point[], radius: number): Expr {
  const legs =
    path.length === 1 ? [squareToLeg(path[0]!, path[0]!)] : path.slice(1).map((to, k) => squareToLeg(path[k]!, to));
  const { span } = legs[0]!;
  const nearest: Expr = legs.length === 1 ? legs[0]! : { kind: 'call', name: 'min', args: legs, span };
  const distance: Expr = { kind: 'call', name: 'sqrt', args: [nearest], span };
  return { kind: 'binary', op: '-', left: distance, right: parse(String(radius)), span };
}

/** The square of the distance from a straight leg: from its nearest point, at the part s of the way, between 0 and 1. */
function squareToLeg([x0, y0]: Point, [x1, y1]: Point): Expr {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const [east, north] = [`(x - (${x0}))`, `(y - (${y0}))`];
  const square = dx * dx + dy * dy;
  if (square === 0) return parse(`${east}^2 + ${north}^2`);
  const s = `max(0, min(1, (${dx / square})*${east} + (${dy / square})*${north}))`;
  return parse(`(${east} - (${dx})*${s})^2 + (${north} - (${dy})*${s})^2`);
}

/** The distance from a body that was drawn in a scene of two space coordinates; failures name the field. */
export function readDrawn(field: string, { path = [], radius = 0 }: Partial<Drawn>, axes: readonly Axis[]): Expr {
  const value = (name: string, given: Constant) => checkedNumber(`${field}.${name}`, evaluateConstant(given));
  if (axes.length !== 2) {
    throw refuse(`${field}.path`, 'bodies are drawn in the plane of x and y: give a "distance"');
  }
  const size = value('radius', radius);
  if (!(size > 0)) throw new Failure('bad-input', `${field}.radius = ${size}: choose a positive radius`, field);
  const points = path.map((point, k): Point => [value(`path[${k}]`, point[0]), value(`path[${k}]`, point[1])]);
  return brushDistance(points, size);
}

/** A body as a scene holds it: the way of a round brush. */
type Drawn = Required<Pick<NonNullable<Scene['obstacles']>[number], 'path' | 'radius'>>;
