import { broadcastTo, concat, constant, type Node, reshape } from '../../array';
import { type Fno, fno } from '../../nets';
import type { Example } from './example';
import type { GridAxis } from './grid';
import type { MoeRecipe } from './recipe';

/** The network that makes the basis: what it sees are places from 0 to 1 and the example; the output is linear. */
export function networkOf(grid: readonly GridAxis[], recipe: MoeRecipe, seen: number): Fno {
  const { width, layers, modes, projection, basis } = recipe;
  return {
    inputs: grid.length + seen,
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
  const places = grid.map(({ points }, at) => {
    const share = Float64Array.from({ length: points }, (_, k) => k / (points - 1));
    return constant(share, [1, ...grid.map((_, other) => (other === at ? points : 1))], 'places');
  });
  const channels = [...places, ...example.seen(recipe)].map((x) => reshape(broadcastTo(x, shape), [...shape, 1]));
  return fno(parameters, concat(channels, shape.length), networkOf(grid, recipe, channels.length - grid.length));
}
