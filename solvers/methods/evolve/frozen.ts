import { compile } from '../../expr';
import type { SolvedForm } from './form';
import type { Positions } from './grid-formulas';
import { initialPoints } from './initial-points';
import { type EvolveSpec, parametersOf } from './spec';

/**
 * A spec with the parameters that stand for frozen factors: half of the smallest plus the largest value of each over
 * the initial state of all samples. What is left of the factor is then at most as large as the part that is exact in
 * time, which keeps the step stable.
 */
export function withFrozen(spec: EvolveSpec, form: SolvedForm): EvolveSpec {
  if (form.frozen.length === 0) return spec;
  const positions = evenly(spec);
  const fields = spec.unknowns.map((name) => initialPoints(spec, name, positions));
  const names = [...positions.map(({ name }) => name), ...spec.unknowns, ...Object.keys(spec.parameters)];
  const size = positions.reduce((product, { at }) => product * at.length, 1);
  const middles = form.frozen.map(({ parameter, factor }): [string, number] => {
    const evaluate = compile(factor, names);
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let sample = 0; sample < spec.batch; sample++) {
      const parameters = Object.values(parametersOf(spec, sample));
      for (let k = 0; k < size; k++) {
        let rest = k;
        const place = positions
          .toReversed()
          .map(({ at }) => {
            const own = at[rest % at.length];
            rest = Math.floor(rest / at.length);
            return own;
          })
          .reverse();
        const value = evaluate([...place, ...fields.map((field) => field[sample * size + k]), ...parameters]);
        if (!Number.isFinite(value)) continue;
        [low, high] = [Math.min(low, value), Math.max(high, value)];
      }
    }
    return [parameter, low <= high ? (low + high) / 2 : 0];
  });
  return { ...spec, parameters: { ...spec.parameters, ...Object.fromEntries(middles) } };
}

/** As many points as the fields have, evenly along each axis; the order is that of arrays. */
function evenly(spec: EvolveSpec): Positions[] {
  return spec.axes.toReversed().map(({ name, min, max, points, periodic }) => ({
    name,
    at: Float64Array.from({ length: periodic ? points : points + 1 }, (_, j) => min + ((max - min) * j) / points),
  }));
}
