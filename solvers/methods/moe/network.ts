import { broadcastTo, concat, constant, gelu, mean, mul, type Node, reshape, sub } from '../../array';
import type { Fno } from '../../nets';
import type { Example } from './example';
import type { GridAxis } from './grid';
import { operator } from './operator';
import type { MoeRecipe } from './recipe';

/** The network that makes the basis: what it sees are places from 0 to 1 and the example; the output is linear. */
export function networkOf(grid: readonly GridAxis[], recipe: MoeRecipe, seen: number): Fno {
  const { width, layers, modes, projection, basis, fronts } = recipe;
  return {
    inputs: placed(grid).length + (fronts ? frontsOf(grid).length : 0) + seen,
    lift: [],
    width,
    layers,
    modes: grid.map(() => modes),
    projection: [projection],
    outputs: basis,
    activation: 'gelu',
  };
}

/** Basis fields [samples, ..axes, basis] of the examples. */
export function basisOf(parameters: Node, example: Example, grid: readonly GridAxis[], recipe: MoeRecipe): Node {
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
  let basis = operator(parameters, concat(channels, shape.length), network);
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
  return basis;
}

/** Axes whose places the network sees: along one that repeats all places are alike. */
function placed(grid: readonly GridAxis[]): number[] {
  return grid.flatMap(({ periodic }, at) => (periodic ? [] : [at]));
}

/** Spreading by diffusion reaches this share of an axis, squared, in all of the time. */
const REACH = 0.1;

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
          const distance = (far ? points - 1 - i : i) / (points - 1);
          return distance === 0 ? 0 : distance / Math.sqrt(distance ** 2 + (REACH * k) / (time.points - 1));
        });
        return constant(values, shape, 'fronts');
      });
    });
}
