import type { Node } from '../../array';
import { Failure } from '../../base/result';
import type { Stroke } from '../solver';
import type { Positions } from './grid-formulas';
import type { Model } from './model';
import type { EvolveAxis, EvolveSpec } from './spec';

/**
 * A dab of a brush on the points of a grid, [z][y][x] as far as they exist: amount (1 - (r / radius)^2)^2 within the
 * radius, around the ends of periodic axes; in three dimensions a ball in the middle of z. In one dimension y is nothing.
 * @throws Failure 'bad-input' where it is no dab
 */
export function dabOn(
  { x, y, radius, amount }: Stroke,
  axes: readonly EvolveAxis[],
  positions: readonly Positions[],
): Float64Array {
  if (![x, y, radius, amount].every(Number.isFinite) || radius <= 0) {
    throw new Failure('bad-input', 'a dab needs a place, an amount and a radius above 0', 'strokes');
  }
  const centre = [x, y, ...axes.slice(2).map(({ min, max }) => (min + max) / 2)];
  const squares = positions.map(({ name, at }) => {
    const along = axes.findIndex((axis) => axis.name === name);
    const { min, max, periodic } = axes[along];
    return at.map((place) => {
      const away = place - centre[along];
      const near = periodic ? away - (max - min) * Math.round(away / (max - min)) : away;
      return (near / radius) ** 2;
    });
  });
  const size = positions.reduce((product, { at }) => product * at.length, 1);
  return Float64Array.from({ length: size }, (_, k) => {
    let [rest, distance] = [k, 0];
    for (let a = squares.length - 1; a >= 0; a--) {
      distance += squares[a][rest % squares[a].length];
      rest = Math.floor(rest / squares[a].length);
    }
    return amount * Math.max(0, 1 - distance) ** 2;
  });
}

/** Adds to sums of two f32: what the high parts cannot hold goes to the low ones. */
export function addToPairs(high: Float32Array, low: Float32Array, change: Float64Array): void {
  for (let k = 0; k < change.length; k++) {
    const sum = high[k] + low[k] + change[k];
    high[k] = sum;
    low[k] = sum - high[k];
  }
}

/** What a dab changes: the state of the dab alone beside the state of nothing, by sums of two variables. */
export function changesBy(
  stroke: Stroke,
  model: Model,
  spec: EvolveSpec,
): { readonly high: Node; readonly low: Node; readonly change: Float64Array }[] {
  if (!spec.unknowns.includes(stroke.field)) {
    throw new Failure('bad-input', `there is no ${stroke.field} to paint`, 'strokes');
  }
  const dab = dabOn(stroke, spec.axes, model.positions);
  const [some, none] = [{ [stroke.field]: dab }, {}].map((initial) => model.initial({ ...spec, initial }));
  const half = model.state.length / 2;
  return model.state.slice(0, half).flatMap((high, k) => {
    const low = model.state[half + k];
    const change = some.get(high)!.map((x, at) => x + some.get(low)![at] - none.get(high)![at] - none.get(low)![at]);
    return change.some((x) => x !== 0) ? [{ high, low, change }] : [];
  });
}
