import { parse } from '../../expr';
import type { Problem, Recipe } from '../problem';

const R = '(1 + 0.71/0.29*2880*0.00035*0.874*max(u, 0.000000001)^(-0.126))';

/** Diffusion with sorption, with these settings of one method. */
export function sorption(method: string, recipe: Recipe, parameters: Readonly<Record<string, number>> = {}): Problem {
  const [left, right] = [parse('u_t'), parse(`D/${R}*u_xx`)];
  return {
    id: 'diffusion-sorption',
    unknowns: ['u'],
    axes: [{ name: 'x', min: 0, max: 1 }],
    time: { name: 't', min: 0, max: 500 },
    parameters: { D: 0.0005, u0: 0.1, ...parameters },
    equations: [{ text: '', left, right, written: { left, right } }],
    sides: [
      { axis: 'x', end: 'min', kind: 'values', values: { u: parse('1') }, equations: [] },
      {
        axis: 'x',
        end: 'max',
        kind: 'values',
        values: {},
        equations: [{ unknown: 'u', terms: { u: parse('1'), u_x: parse('D') }, given: parse('0') }],
      },
    ],
    inputs: {},
    initial: { u: parse('u0') },
    random: null,
    randomFields: [],
    obstacles: [],
    grid: { cells: [128], spacing: [null], at: null },
    exact: {},
    scales: {},
    profiles: [],
    seed: 0,
    recipes: { [method]: { vary: 'u0', from: 0, to: 0.2, ...recipe } },
    dt: null,
  } as unknown as Problem;
}

/** Small enough for tests. */
export const SMALL: Recipe = {
  points: 16,
  times: 9,
  width: 4,
  layers: 2,
  modes: 3,
  projection: 8,
  basis: 4,
  samples: 80,
  batch: 2,
  steps: 40,
};
