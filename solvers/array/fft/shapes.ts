import { Failure } from '../../base/result';

/** A complex transform: sum over k of x_k exp(-+ 2 pi i k m / n) along each of `axes`, the inverse with +. */
export interface FftShape {
  /** Complex shape, without the last axis of 2; an array of it is interleaved (re, im). */
  readonly shape: readonly number[];
  /** Axes to transform, each at most once, in any order. */
  readonly axes: readonly number[];
  readonly inverse: boolean;
  /** `inverse` divides by the product of the transformed lengths. */
  readonly normalise: 'none' | 'inverse';
}

/** Real [rows, n] -> complex [rows, floor(n / 2) + 1, 2], forward, not scaled. */
export interface RfftShape {
  readonly rows: number;
  readonly n: number;
}

/** Complex [rows, floor(n / 2) + 1, 2] -> real [rows, n], inverse; scaled by 1 / n for `inverse`. */
export interface IrfftShape extends RfftShape {
  readonly normalise: 'none' | 'inverse';
}

/** The lines along an axis: elements stand `inner` apart, and there are `lines` of `n` elements. */
export interface LineShape {
  readonly n: number;
  readonly inner: number;
  readonly lines: number;
}

/** The lines along `axis` of a complex shape. Throws `bad-input` for an axis that is not there or is empty. */
export function linesOf(shape: readonly number[], axis: number): LineShape {
  const n = shape[axis];
  if (!(n >= 1)) throw new Failure('bad-input', `Axis ${axis} of [${shape.join(', ')}] cannot be transformed.`);
  const inner = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
  return { n, inner, lines: shape.reduce((product, extent) => product * extent, 1) / n };
}
