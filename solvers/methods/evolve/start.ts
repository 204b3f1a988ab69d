import { compile, type Expr } from '../../expr';
import { valuesOn } from './grid-formulas';
import type { Placed } from './placed';
import { type EvolveAxis, type EvolveSpec, parametersOf } from './spec';

/** A jump at an end, relative to the largest value, that polynomials would answer with ripples. */
const JUMP = 1e-4;
/** The same of numbers, which were interpolated. */
const ARRAY_JUMP = 1e-2;
/** Points at which the largest value is looked for. */
const POINTS = 33;

/** Whether the initial values jump at an end, where a condition gives another value than they have. */
export function jumpsAtEnds(spec: EvolveSpec): boolean {
  return spec.conditions.some(({ axis, end, unknown, terms, given }) => {
    const [symbol, ...others] = Object.keys(terms);
    const formula = spec.initial[unknown];
    // Of numbers without places nothing is known.
    if (symbol !== unknown || others.length > 0 || (formula && !('kind' in formula || 'coordinates' in formula))) {
      return false;
    }
    const own = spec.axes.find(({ name }) => name === axis)!;
    const place = own[end];
    const jump = formula && 'coordinates' in formula ? ARRAY_JUMP : JUMP;
    return Array.from({ length: spec.batch }, (_, sample) => sample).some((sample) => {
      const parameters = parametersOf(spec, sample);
      const start = startAlong(own, formula as Expr | Placed | undefined, parameters, sample);
      const here = end === 'min' ? start[0] : start[start.length - 1];
      const values = [place, spec.time.min, ...Object.values(parameters)];
      const names = [axis, 't', ...Object.keys(parameters)];
      const wanted = compile(given, names)(values) / compile(terms[unknown], names)(values);
      return Math.abs(wanted - here) > jump * Math.max(Math.abs(wanted), ...start.map(Math.abs));
    });
  });
}

/** Initial values of a sample from end to end of an axis. */
function startAlong(
  { name, min, max }: EvolveAxis,
  given: Expr | Placed | undefined,
  parameters: Readonly<Record<string, number>>,
  sample: number,
): Float64Array {
  const at = Float64Array.from({ length: POINTS }, (_, j) => min + ((max - min) * j) / (POINTS - 1));
  if (!given) return at.fill(0);
  if ('kind' in given) return valuesOn(given, [{ name, at }], parameters);
  const count = given.coordinates[name].length;
  const from = given.length === count ? 0 : sample * count;
  return Float64Array.from({ length: count }, (_, k) => given[from + k]);
}
