import { compile, symbolsOf } from '../../../expr';
import type { SolvedForm } from '../form';
import { initialPoints } from '../initial-points';
import { type EvolveSpec, parametersOf } from '../spec';
import { placesOf } from './geometry';
import { partsOf } from './parts';

/** Diffusion smaller than this share of its largest value makes fronts, which waves and polynomials ring at. */
const SHARE = 0.02;

/**
 * Whether some component diffuses by div(D(u) grad u) alone, with a D that nearly vanishes somewhere over the initial
 * state: a porous medium, where supports end.
 */
export function hasVanishingDiffusion(spec: EvolveSpec, form: SolvedForm): boolean {
  const isPlain =
    form.instant.length === 0 &&
    form.components.every(({ name, unknown, mass }) => name === unknown && mass.length === 0);
  if (!isPlain) return false;
  const names = form.components.map(({ name }) => name);
  let parts: ReturnType<typeof partsOf>;
  try {
    parts = partsOf(form);
  } catch {
    return false;
  }
  const box = {
    min: spec.axes.map(({ min }) => min),
    max: spec.axes.map(({ max }) => max),
    cells: spec.axes.map(({ points }) => points),
  };
  const positions = placesOf(
    box,
    spec.axes.map(({ periodic }) => periodic),
  )
    .map((at, a) => ({ name: spec.axes[a].name, at }))
    .toReversed();
  const fields = names.map((name) => initialPoints(spec, name, positions));
  const parameters = parametersOf(spec, 0);
  return parts.some(({ diffusion, rest }) => {
    const slopes = rest
      ? [...symbolsOf(rest)].some((symbol) => spec.axes.some(({ name }) => symbol.endsWith(`_${name}`)))
      : false;
    return (
      !slopes &&
      diffusion.some((d) => {
        const used = d ? [...symbolsOf(d)] : [];
        if (
          !d ||
          !used.some((symbol) => names.includes(symbol)) ||
          used.some((symbol) => spec.axes.some(({ name }) => name === symbol))
        )
          return false;
        const evaluate = compile(d, [...names, 't', ...Object.keys(parameters)]);
        let [low, high] = [Number.POSITIVE_INFINITY, 0];
        for (let at = 0; at < fields[0].length; at++) {
          const size = Math.abs(
            evaluate([...fields.map((field) => field[at]), spec.time.min, ...Object.values(parameters)]),
          );
          if (Number.isFinite(size)) [low, high] = [Math.min(low, size), Math.max(high, size)];
        }
        return low < SHARE * high;
      })
    );
  });
}
