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

/** What the preset says of all three methods. */
export const TUNED: Recipe = { fronts: true, width: 16, batch: 2, samples: 1000, steps: 400, rate: 8e-3 };

/** And of `pi-hc-moe` besides. */
export const EXPERTS: Recipe = { boxes: 4, overlap: 0.5, sweeps: 3, plainTraining: true };

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

/** Vorticity from a random start, and its stream function. */
export function vorticity(method: string, recipe: Recipe): Problem {
  const equation = (left: string, right: string) => {
    const [own, other] = [parse(left), parse(right)];
    return { text: '', left: own, right: other, written: { left: own, right: other } };
  };
  const sides = ['x', 'y'].flatMap((axis) =>
    (['min', 'max'] as const).map((end) => ({ axis, end, kind: 'periodic', values: {}, equations: [] }) as const),
  );
  return {
    ...sorption(method, {}),
    id: 'ns-vorticity-moe',
    unknowns: ['w', 'psi'],
    axes: ['x', 'y'].map((name) => ({ name, min: 0, max: 1 })),
    time: { name: 't', min: 0, max: 2 },
    parameters: { nu: 0.001 },
    equations: [equation('w_t + psi_y*w_x - psi_x*w_y', 'nu*(w_xx + w_yy)'), equation('-(psi_xx + psi_yy)', 'w')],
    sides,
    initial: {},
    randomFields: [{ unknown: 'w', spectrum: parse('exp(-k^2)'), mean: 0, rms: 1 }],
    grid: { cells: [32, 32], spacing: [null, null], at: null },
    recipes: { [method]: { boxes: 2, hardStart: true, zeroMean: true, startWeight: 0, ...recipe } },
  };
}

/** Small enough for tests. */
export const SMALL_FLOW: Recipe = { ...SMALL, points: 8, times: 5, modes: 2, samples: 160 };
