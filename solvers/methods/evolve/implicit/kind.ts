import { compile, differentiate, symbolsOf } from '../../../expr';
import type { Positions } from '../grid-formulas';
import { initialPoints } from '../initial-points';
import { type EvolveSpec, parametersOf } from '../spec';
import type { Description } from './component';

/** A reaction that would change a value by a factor of e more often than this in a run is stiff. */
const STIFF = 2000;

/** Why fixed matrices and extrapolation do not do, in a few words; null where they do. */
export function whyNewton(
  spec: EvolveSpec,
  descriptions: readonly Description[],
  positions: readonly Positions[],
): string | null {
  const names = new Set(descriptions.map(({ name }) => name));
  const isChanging = (symbol: string): boolean => names.has(symbol) || symbol === 't';
  for (const { name, part, ends } of descriptions) {
    for (const d of part.diffusion) {
      const changing = d && [...symbolsOf(d)].find(isChanging);
      if (changing) return `the diffusion of ${name} changes with ${changing}`;
    }
    for (const { kind, formula } of ends) {
      const changing = kind === 'slope' && [...symbolsOf(differentiate(formula, name))].find(isChanging);
      if (changing) return `what ${name} meets at an end changes with ${changing}`;
    }
  }
  const rate = fastestReaction(spec, descriptions, positions);
  const isStiff = rate * (spec.time.max - spec.time.min) > STIFF;
  return isStiff ? `a reaction is fast: rate ${rate.toPrecision(2)}` : null;
}

/** The largest change of a rest with its own component over the initial state, slopes left out. */
function fastestReaction(
  spec: EvolveSpec,
  descriptions: readonly Description[],
  positions: readonly Positions[],
): number {
  const parameters = parametersOf(spec, 0);
  const values = descriptions.map(({ name }) => name);
  const fields = values.map((name) => initialPoints(spec, name, positions));
  const known = [...positions.map(({ name }) => name), 't', ...Object.keys(parameters), ...values];
  let fastest = 0;
  for (const { name, part } of descriptions) {
    if (!part.rest) continue;
    const change = differentiate(part.rest, name);
    const slopes = [...symbolsOf(change)].filter((symbol) => !known.includes(symbol));
    const evaluate = compile(change, [...known, ...slopes]);
    const row = new Float64Array(known.length + slopes.length);
    row.set([spec.time.min, ...Object.values(parameters)], positions.length);
    fields[0].forEach((_, at) => {
      let rest = at;
      for (let a = positions.length - 1; a >= 0; a--) {
        row[a] = positions[a].at[rest % positions[a].at.length];
        rest = Math.floor(rest / positions[a].at.length);
      }
      fields.forEach((field, k) => void (row[known.length - values.length + k] = field[at]));
      const rate = Math.abs(evaluate(row));
      if (rate > fastest && Number.isFinite(rate)) fastest = rate;
    });
  }
  return fastest;
}
