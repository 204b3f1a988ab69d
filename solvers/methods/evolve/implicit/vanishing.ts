import { Failure } from '../../../base/result';
import { compile, derivativeOf, type Expr, symbolsOf } from '../../../expr';
import type { SolvedForm } from '../form';
import { initialPoints } from '../initial-points';
import { type EvolveSpec, parametersOf } from '../spec';
import { boxOf } from './box';
import { placesOf } from './geometry';
import { type Part, partsOf } from './parts';

/** Diffusion smaller than this share of its largest value makes fronts, which waves and polynomials ring at. */
const SHARE = 0.02;

/**
 * Whether some component diffuses by div(D(u) grad u), without slopes in what is left, and D nearly vanishes somewhere
 * over the initial state: a porous medium, where supports end.
 */
export function hasVanishingDiffusion(spec: EvolveSpec, form: SolvedForm): boolean {
  const names = form.components.map(({ name }) => name);
  return partsIfAny(form).some(({ diffusion, rest }) => {
    if (rest && [...symbolsOf(rest)].some((symbol) => derivativeOf(symbol, form.scope))) return false;
    return diffusion.some((d) => {
      return d !== null && [...symbolsOf(d)].some((symbol) => names.includes(symbol)) && vanishes(spec, names, d);
    });
  });
}

/** Of equations that have such a form; none of others. */
function partsIfAny(form: SolvedForm): Part[] {
  try {
    return partsOf(form);
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}

function vanishes(spec: EvolveSpec, names: readonly string[], d: Expr): boolean {
  const { box, periodic } = boxOf(spec);
  const positions = placesOf(box, periodic)
    .map((at, a) => ({ name: spec.axes[a].name, at }))
    .toReversed();
  const fields = names.map((name) => initialPoints(spec, name, positions));
  const parameters = parametersOf(spec, 0);
  const known = [...spec.axes.map(({ name }) => name), 't', ...Object.keys(parameters), ...names];
  const evaluate = compile(d, known);
  const row = new Float64Array(known.length);
  row.set([...spec.axes.map(({ min, max }) => (min + max) / 2), spec.time.min, ...Object.values(parameters)]);
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  fields[0].forEach((_, at) => {
    fields.forEach((field, k) => void (row[known.length - names.length + k] = field[at]));
    const size = Math.abs(evaluate(row));
    if (Number.isFinite(size)) [low, high] = [Math.min(low, size), Math.max(high, size)];
  });
  return low < SHARE * high;
}
