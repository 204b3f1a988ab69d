import { compile, type Expr } from '../../../expr';
import { type EvolveSpec, parametersOf } from '../spec';
import type { Body } from './geometry';

/** The box of a spec and its cells. */
export function boxOf({ axes }: EvolveSpec) {
  const box = {
    min: axes.map(({ min }) => min),
    max: axes.map(({ max }) => max),
    cells: axes.map(({ points }) => points),
  };
  return {
    box,
    periodic: axes.map(({ periodic }) => periodic),
    spacing: axes.map(({ min, max, points }) => (max - min) / points),
  };
}

/** The bodies as an unknown meets them; with null all are walls. */
export function bodiesOf(spec: EvolveSpec, unknown: string | null): Body[] {
  const parameters = parametersOf(spec, 0);
  const names = [...spec.axes.map(({ name }) => name), 't', ...Object.keys(parameters)];
  const row = Float64Array.from([...spec.axes.map(() => 0), spec.time.min, ...Object.values(parameters)]);
  const read = (expr: Expr) => {
    const evaluate = compile(expr, names);
    return (...place: number[]): number => {
      for (let a = 0; a < spec.axes.length; a++) row[a] = place[a];
      return evaluate(row);
    };
  };
  return (spec.obstacles ?? []).map(({ distance, values }): Body => {
    const given = unknown === null ? undefined : values[unknown];
    return { distance: read(distance), value: given ? read(given) : null };
  });
}
