import { compile } from '../../expr';
import { randomField } from '../evolve/random-field';
import type { Axis, InputField, Problem } from '../problem';
import { cosineField } from './cosine-field';

/** Half waves of a random field along each axis: those that a grid of 64 cells shows. */
const MODES = 64;

/** The points that values are wanted at. */
export interface Places {
  /** Axes of space in the order of the arrays: the last one runs fastest. */
  readonly axes: readonly Axis[];
  /** Positions along each of them. */
  readonly positions: readonly Float64Array[];
}

/**
 * An input field drawn at random, in C order: the same for the same number, on every grid.
 * @param input with `random` and a formula
 * @param which of the problem's random fields it is: no two have the same numbers
 */
export function drawnInput(
  { parameters, seed }: Pick<Problem, 'parameters' | 'seed'>,
  { random }: InputField,
  { which, index }: { readonly which: number; readonly index: number },
  { axes, positions }: Places,
): Float64Array {
  const { field, formula, spectrum, basis } = random!;
  const values = Object.values(parameters);
  const amplitude = compile(spectrum, ['k', ...Object.keys(parameters)]);
  const shape = positions.map(({ length }) => length);
  const own = { spectrum: (k: number) => amplitude([k, ...values]), seed: seed + which, sample: index };
  const lengths = axes.map(({ min, max }) => max - min);
  const shares = positions.map((at, axis) => at.map((x) => (x - axes[axis].min) / lengths[axis]));
  const drawn =
    basis === 'cosine'
      ? cosineField({ ...own, shares, modes: MODES })
      : randomField({ ...own, shape, lengths, mean: 0, rms: null });
  const evaluate = compile(formula, [...axes.map(({ name }) => name), field, ...Object.keys(parameters)]);
  return drawn.map((value, k) => {
    const place: number[] = [];
    for (let axis = shape.length - 1, rest = k; axis >= 0; axis--) {
      place[axis] = positions[axis][rest % shape[axis]];
      rest = Math.floor(rest / shape[axis]);
    }
    return evaluate([...place, value, ...values]);
  });
}
