import type { StencilOperator } from '../stencil-operator';
import { type Coefficient, coefficientOf } from './coefficient';
import { addCross } from './cross';
import { type Cuts, cutsOf } from './cuts';
import { Discretisation } from './discretisation';
import { Equations, UNKNOWN, VOID } from './equations';
import { forEachPlace, makeFrame, nextPoint, ownVolume, triple } from './frame';
import { type Links, linksOf } from './links';
import { addMask } from './masks';
import { addCuts, addLegs, cutLegs } from './obstacles';
import { eliminateKnown, isSingular } from './pockets';
import type { EllipticProblem, Obstacle } from './problem';
import { atPoints } from './quantity';
import { addSides } from './sides';
import { coarseStartOf, cropOf, type Unknowns, unknownsOf } from './unknowns';

/**
 * Finite volumes for -div(A grad u) + c u = f: each row is the balance of what a point owns, so it approximates the
 * equation times that volume, and A = A^T but for the legs at curved Dirichlet walls. Second order in the maximum norm,
 * where A jumps on cell lines and at curved walls, too.
 * Costs a few passes over (2d + 1) f64 a point, plus the evaluation of the given functions.
 * @throws Failure 'bad-input' with one line of advice: values that are not finite, A that is not positive, sizes over
 * the caps, closed pockets, and sources without balance where u is fixed but for a constant.
 */
export function discretise(problem: EllipticProblem): Discretisation {
  const frame = makeFrame(
    problem.box,
    problem.at,
    problem.sides.map((pair) => pair === 'periodic'),
  );
  const coefficient = coefficientOf(problem, frame);
  const equations = new Equations(frame, coefficient.cross !== null);
  const links = linksOf(frame, coefficient);
  const { cuts, symmetric } = assemble(equations, problem, coefficient, links);
  eliminateKnown(equations);
  const hasHoles = problem.mask !== undefined || (problem.obstacles?.length ?? 0) > 0;
  const singular = isSingular(equations, (index) => cuts?.cut.has(index) ?? false, hasHoles);
  if (hasHoles) eliminateKnown(equations);
  const unknowns = unknownsOf(frame, problem.sides);
  const operator: StencilOperator = { ...partsOf(equations, unknowns), symmetric, singular };
  const discretisation = new Discretisation(equations, operator, unknowns, links.volumes);
  if (singular) discretisation.balance(problem.project === true);
  return discretisation;
}

function assemble(
  equations: Equations,
  problem: EllipticProblem,
  coefficient: Coefficient,
  links: Links,
): { cuts: Cuts | null; symmetric: boolean } {
  const { frame, kinds } = equations;
  const { mask, obstacles = [] } = problem;
  const isDirichlet = ({ wall }: Obstacle): boolean => wall.kind === 'dirichlet';
  const closed = obstacles.filter((obstacle) => !isDirichlet(obstacle));
  const open = obstacles.filter(isDirichlet);
  links.volumes.forEach((volume, index) => {
    kinds[index] = volume > 0 ? UNKNOWN : VOID;
  });
  const parts = mask === undefined ? null : links.volumes.slice();
  const share = (index: number, place: readonly number[]): number =>
    parts === null ? 1 : parts[index] / ownVolume(frame, place);
  if (mask !== undefined) addMask(equations, mask, coefficient);
  const cuts = closed.length === 0 ? null : cutsOf(frame, closed);
  if (cuts !== null) addCuts(equations, links, cuts, coefficient);
  const legs = open.length === 0 ? null : cutLegs(equations, open);
  addSides(equations, problem, coefficient, share, cuts);
  addLinks(equations, links);
  if (legs !== null) addLegs(equations, links, legs);
  addCross(equations, problem, coefficient);
  addSources(equations, problem, links, cuts);
  return { cuts, symmetric: legs === null || legs.size === 0 };
}

function addLinks(equations: Equations, { weights }: Links): void {
  const { frame, diagonal } = equations;
  weights.forEach((row, axis) => {
    const [before, after] = [equations.along(axis, -1), equations.along(axis, 1)];
    forEachPlace(frame.shape, (index, place) => {
      const weight = row[index];
      if (weight === 0) return;
      const next = nextPoint(frame, index, place, axis);
      after[index] -= weight;
      before[next] -= weight;
      diagonal[index] += weight;
      diagonal[next] += weight;
    });
  });
}

/** f and c at the points; a function f in a cut cell at the centre of what is left of it. */
function addSources(equations: Equations, problem: EllipticProblem, { volumes }: Links, cuts: Cuts | null): void {
  const { frame, diagonal, rhs, anchored, kinds } = equations;
  const f = atPoints(problem.f, frame, 'f');
  for (const [index, { centre }] of cuts?.cut ?? []) {
    if (typeof problem.f === 'function') f[index] = problem.f(...triple(centre));
  }
  for (let index = 0; index < frame.count; index++) rhs[index] += f[index] * volumes[index];
  if (problem.c === undefined || problem.c === 0) return;
  const c = atPoints(problem.c, frame, 'c');
  for (let index = 0; index < frame.count; index++) {
    diagonal[index] += c[index] * volumes[index];
    if (c[index] !== 0 && kinds[index] === UNKNOWN) anchored[index] = 1;
  }
}

function partsOf({ frame, offsets, coefficients }: Equations, unknowns: Unknowns) {
  return {
    shape: unknowns.shape,
    periodic: frame.periodic,
    offsets,
    coefficients: coefficients.map((row) => cropOf(row, frame, unknowns)),
    coarseStart: coarseStartOf(unknowns),
  };
}
