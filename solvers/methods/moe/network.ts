import { broadcastTo, concat, constant, mean, mul, type Node, reshape, sub } from '../../array';
import { type Fno, fno } from '../../nets';
import type { Example } from './example';
import type { GridAxis } from './grid';
import type { MoeRecipe } from './recipe';

/** The network that makes the basis: what it sees are places from 0 to 1 and the example; the output is linear. */
export function networkOf(grid: readonly GridAxis[], recipe: MoeRecipe, seen: number): Fno {
  const { width, layers, modes, projection, basis } = recipe;
  return {
    inputs: placed(grid).length + seen,
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
  const channels = [...places, ...example.seen(recipe)].map((x) => reshape(broadcastTo(x, shape), [...shape, 1]));
  const network = networkOf(grid, recipe, channels.length - places.length);
  let basis = fno(parameters, concat(channels, shape.length), network);
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
