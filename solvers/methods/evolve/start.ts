import { compile } from '../../expr';
import { valuesOn } from './grid-formulas';
import { type EvolveSpec, parametersOf } from './spec';

/** A jump at an end, relative to the largest value, that polynomials would answer with ripples. */
const JUMP = 1e-4;
/** Points at which the largest value is looked for. */
const POINTS = 33;

/** Whether the initial formulas jump at an end, where a condition gives another value than they have. */
export function jumpsAtEnds(spec: EvolveSpec): boolean {
  return spec.conditions.some(({ axis, end, unknown, terms, given }) => {
    const [symbol, ...others] = Object.keys(terms);
    const formula = spec.initial[unknown];
    if (symbol !== unknown || others.length > 0 || (formula && !('kind' in formula))) return false;
    const { min, max } = spec.axes.find(({ name }) => name === axis)!;
    const place = end === 'min' ? min : max;
    const at = Float64Array.from({ length: POINTS }, (_, j) => min + ((max - min) * j) / (POINTS - 1));
    return Array.from({ length: spec.batch }, (_, sample) => sample).some((sample) => {
      const parameters = parametersOf(spec, sample);
      const start = formula ? valuesOn(formula, [{ name: axis, at }], parameters) : at.map(() => 0);
      const here = end === 'min' ? start[0] : start[POINTS - 1];
      const values = [place, spec.time.min, ...Object.values(parameters)];
      const names = [axis, 't', ...Object.keys(parameters)];
      const wanted = compile(given, names)(values) / compile(terms[unknown], names)(values);
      return Math.abs(wanted - here) > JUMP * Math.max(Math.abs(wanted), ...start.map(Math.abs));
    });
  });
}
