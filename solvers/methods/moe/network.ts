import { broadcastTo, constant, gelu, literal, mean, mul, type Node, reshape, slice, sub } from '../../array';
import type { Fno } from '../../nets';
import { beside } from './beside';
import type { Example } from './example';
import { gateOf } from './gate';
import { frontAt, type GridAxis, hasTime } from './grid';
import { sideDistances } from './held-sides';
import { operator } from './operator';
import type { MoeRecipe } from './recipe';
import type { Statement } from './statement';
import { Terms } from './terms';

/** The network that makes the basis: what it sees are places from 0 to 1 and the example; the output is linear. */
export function networkOf(grid: readonly GridAxis[], recipe: MoeRecipe, seen: number): Fno {
  const { width, layers, modes, projection, basis, fronts } = recipe;
  return {
    inputs: placed(grid).length + (fronts ? frontsOf(grid).length : 0) + seen,
    lift: [],
    width,
    layers,
    modes: grid.filter(({ points }) => points > 1).map(() => modes),
    projection: [projection],
    outputs: basis + gatesOf(grid, recipe),
    activation: 'gelu',
  };
}

/** Outputs behind the basis: one an expert where gates are learned. */
function gatesOf(grid: readonly GridAxis[], { gate }: MoeRecipe): number {
  return gate ? grid.reduce((product, { boxes }) => product * boxes, 1) : 0;
}

/** The basis of the examples, with its derivatives, and how much experts count where the network says it. */
export function basisTerms(
  parameters: Node,
  statement: Statement,
  example: Example,
  grid: readonly GridAxis[],
  recipe: MoeRecipe,
): Terms {
  const made = outputsOf(parameters, example, grid, recipe);
  const last = made.shape.length - 1;
  const gates = gatesOf(grid, recipe);
  const gate = gates > 0 ? gateOf(slice(made, last, recipe.basis, recipe.basis + gates), grid) : null;
  let basis = shaped(made, grid, recipe);
  if (recipe.hardSides) {
    const distances = sideDistances(statement, grid).reduce(mul);
    basis = mul(reshape(distances, [...distances.shape, 1]), basis);
  }
  return new Terms(basis, grid, statement.follower, example.conductivity, gate);
}

/** Basis fields [samples, ..axes, basis] of the examples. */
export function basisOf(parameters: Node, example: Example, grid: readonly GridAxis[], recipe: MoeRecipe): Node {
  return shaped(outputsOf(parameters, example, grid, recipe), grid, recipe);
}

/** All that the network gives, [samples, ..axes, outputs]. */
function outputsOf(parameters: Node, example: Example, grid: readonly GridAxis[], recipe: MoeRecipe): Node {
  const shape = [example.samples, ...grid.map(({ points }) => points)];
  const places = placed(grid).map((at) => {
    const { points } = grid[at];
    const share = Float64Array.from({ length: points }, (_, k) => k / (points - 1));
    return constant(share, [1, ...grid.map((_, other) => (other === at ? points : 1))], 'places');
  });
  const fronts = recipe.fronts ? frontsOf(grid) : [];
  const channels = [...places, ...fronts, ...example.seen(recipe)].map((x) =>
    reshape(broadcastTo(x, shape), [...shape, 1]),
  );
  const network = networkOf(grid, recipe, example.seen(recipe).length);
  const given = beside(channels, shape.length);
  const extents = shape.slice(1).filter((points) => points > 1);
  const made = operator(parameters, reshape(given, [shape[0], ...extents, network.inputs]), network);
  return reshape(made, [...shape, network.outputs]);
}

/** The outputs that are the basis, with all that holds by construction. */
function shaped(made: Node, grid: readonly GridAxis[], recipe: MoeRecipe): Node {
  const last = made.shape.length - 1;
  let basis = made.shape[last] === recipe.basis ? made : slice(made, last, 0, recipe.basis);
  if (recipe.activeBasis) basis = gelu(basis);
  if (recipe.zeroMean) {
    const middle = mean(
      basis,
      grid.flatMap((_, at) => (at > 0 ? [at + 1] : [])),
    );
    const kept = basis.shape.map((extent, axis) => (axis > 1 && axis < basis.shape.length - 1 ? 1 : extent));
    basis = sub(basis, reshape(middle, kept));
  }
  if (recipe.hardStart) {
    const [{ points }] = grid;
    const share = Float64Array.from({ length: points }, (_, k) => (recipe.growth * k) / (points - 1));
    basis = mul(constant(share, [1, points, ...basis.shape.slice(2).map(() => 1)], 'time'), basis);
  }
  return hasTime(grid) ? basis : mul(sideFactor(grid, recipe.growth), basis);
}

/** Where there is no time, the answer is 0 on the sides: the product of 4 s (1 - s) over the axes, s from 0 to 1. */
function sideFactor(grid: readonly GridAxis[], growth: number): Node {
  return grid
    .flatMap(({ points }, at) => {
      if (points === 1) return [];
      const values = Float64Array.from({ length: points }, (_, k) => {
        const s = (k + 0.5) / points;
        return 4 * s * (1 - s);
      });
      return [constant(values, [1, ...grid.map((_, other) => (other === at ? points : 1)), 1], 'sides')];
    })
    .reduce(mul, literal(growth));
}

/** Axes whose places the network sees: along one that repeats all places are alike. */
function placed(grid: readonly GridAxis[]): number[] {
  return grid.flatMap(({ periodic, points }, at) => (periodic || points === 1 ? [] : [at]));
}

/**
 * d / sqrt(d^2 + c t) of the distance d from either end of each axis that does not repeat, in shares of that axis, and
 * the time t since the start: a function of the similarity variable of diffusion, from 0 at the end to 1 far ahead.
 */
function frontsOf(grid: readonly GridAxis[]): Node[] {
  const [time] = grid;
  return placed(grid)
    .filter((at) => at > 0)
    .flatMap((at) => {
      const { points } = grid[at];
      const shape = [1, time.points, ...grid.slice(1).map((_, k) => (k + 1 === at ? points : 1))];
      return [false, true].map((far) => {
        const values = Float64Array.from({ length: time.points * points }, (_, place) => {
          const [k, i] = [Math.floor(place / points), place % points];
          return frontAt((far ? points - 1 - i : i) / (points - 1), k / (time.points - 1));
        });
        return constant(values, shape, 'fronts');
      });
    });
}
