import { compile, type Expr } from '../expr';
import type { Problem } from './problem';

/** A function of place; coordinates that the problem does not have are not looked at. */
export type OfPlace = (x: number, y: number, z: number) => number;

/** A formula in the coordinates of space and the parameters as a function of place, at the problem's first time. */
export function ofPlace(
  { axes, time }: Pick<Problem, 'axes' | 'time'>,
  expr: Expr,
  parameters: Readonly<Record<string, number>>,
): OfPlace {
  const names = Object.keys(parameters);
  const clock = time ? [time] : [];
  const evaluate = compile(expr, [...axes.map(({ name }) => name), ...clock.map(({ name }) => name), ...names]);
  const values = Float64Array.from([...axes.map(() => 0), ...clock.map(({ min }) => min)]);
  const all = Float64Array.from([...values, ...names.map((name) => parameters[name]!)]);
  return (x, y, z) => {
    all[0] = x;
    if (axes.length > 1) all[1] = y;
    if (axes.length > 2) all[2] = z;
    return evaluate(all);
  };
}
