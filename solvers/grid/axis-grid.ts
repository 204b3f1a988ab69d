import type { Expr } from '../expr';
import { compile } from '../expr';

/** The cells of one axis: n widths, n + 1 faces, n centres. */
export interface AxisGrid {
  readonly name: string;
  readonly count: number;
  readonly periodic: boolean;
  readonly faces: Float64Array;
  readonly centres: Float64Array;
  readonly widths: Float64Array;
}

/**
 * `count` cells on [min, max]. `spacing`, if given, is the relative width of a cell at its place, a formula in the
 * axis's own coordinate and the parameters: the faces are the equidistant points of the map x' ~ spacing(x),
 * integrated with 16 midpoint intervals a cell, so widths vary smoothly and fill the interval exactly.
 */
export function makeAxisGrid(
  axis: { readonly name: string; readonly min: number; readonly max: number },
  count: number,
  periodic: boolean,
  spacing: Expr | null,
  parameters: Readonly<Record<string, number>>,
): AxisGrid {
  const { name, min, max } = axis;
  const faces = new Float64Array(count + 1);
  if (spacing === null) {
    for (let k = 0; k <= count; k++) faces[k] = min + ((max - min) * k) / count;
  } else {
    fillFaces(faces, axis, compileSpacing(spacing, name, parameters));
  }
  const widths = new Float64Array(count);
  const centres = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    widths[k] = faces[k + 1]! - faces[k]!;
    centres[k] = (faces[k]! + faces[k + 1]!) / 2;
  }
  return { name, count, periodic, faces, centres, widths };
}

function compileSpacing(spacing: Expr, name: string, parameters: Readonly<Record<string, number>>) {
  const names = Object.keys(parameters);
  const evaluate = compile(spacing, [name, ...names]);
  const values = [0, ...names.map((key) => parameters[key]!)];
  return (position: number) => {
    values[0] = position;
    return evaluate(values);
  };
}

/** Faces at equal steps of the integral of 1 / spacing. */
function fillFaces(faces: Float64Array, axis: { min: number; max: number }, spacing: (x: number) => number): void {
  const count = faces.length - 1;
  const samples = 16 * count;
  const step = (axis.max - axis.min) / samples;
  const integral = new Float64Array(samples + 1);
  for (let k = 0; k < samples; k++) {
    integral[k + 1] = integral[k]! + step / Math.max(spacing(axis.min + (k + 0.5) * step), 1e-6);
  }
  let sample = 0;
  for (let k = 0; k <= count; k++) {
    const goal = (integral[samples]! * k) / count;
    while (sample < samples - 1 && integral[sample + 1]! < goal) sample++;
    const share = (goal - integral[sample]!) / (integral[sample + 1]! - integral[sample]!);
    faces[k] = axis.min + (sample + share) * step;
  }
  faces[0] = axis.min;
  faces[count] = axis.max;
}

/** Smallest and largest cell width. */
export function widthRange({ widths }: AxisGrid): [number, number] {
  return [Math.min(...widths), Math.max(...widths)];
}

/** Do all cells have one width, to the rounding of their positions? */
export function isUniform({ widths }: { readonly widths: Float64Array }): boolean {
  return widths.every((width) => Math.abs(width / widths[0]! - 1) < 1e-9);
}
