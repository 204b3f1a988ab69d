import { readFileSync } from 'node:fs';
import { presetById, resolve } from '../../../scenes';
import { readNpz } from '../../io';
import type { Problem, Recipe } from '../problem';

/** Pressure in a ground of two rocks, with these settings of one method. */
export function darcy(method: string, recipe: Recipe): Problem {
  return { ...resolve(presetById('darcy').scene).problem, recipes: { [method]: recipe } };
}

/** Of all methods. */
export const DARCY: Recipe = {
  points: 64,
  width: 16,
  layers: 4,
  modes: 12,
  projection: 32,
  basis: 16,
  weak: true,
  samples: 1024,
  iterations: 4,
  growth: 0.02,
  batch: 4,
  rowScaleLast: 1,
  weightLast: 1,
  steps: 400,
  rate: 4e-3,
};

/** Small enough for tests. */
export const SMALL_DARCY: Recipe = {
  ...DARCY,
  points: 8,
  width: 4,
  layers: 2,
  modes: 3,
  projection: 8,
  basis: 4,
  samples: 64,
  batch: 2,
  steps: 40,
};

/** Eight samples of e_darcy_64: a, and u on cells cut into 7 x 7, [64, 64]. */
export function storedDarcy(): { readonly a: Float64Array; readonly u: Float64Array }[] {
  const stored = readNpz(new Uint8Array(readFileSync(new URL('../fno/darcy.npz', import.meta.url))));
  const [rock, u] = ['a', 'u'].map((name) => Float64Array.from(stored.get(name)!.data as ArrayLike<number>));
  return Array.from({ length: 8 }, (_, k) => ({
    a: rock.subarray(4096 * k, 4096 * (k + 1)).map((one) => (one === 1 ? 12 : 3)),
    u: u.subarray(4096 * k, 4096 * (k + 1)),
  }));
}
