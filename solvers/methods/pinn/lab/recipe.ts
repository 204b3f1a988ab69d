import { Failure } from '../../../base/result';

/** Settings of training by first-order and quasi-Newton methods; `recipes.pinn` has them beside those of all training. */
export interface LabRecipe {
  /** What trains: `levenberg-marquardt` is the default of the method and takes none of the other settings here. */
  readonly optimiser: string;
  readonly network: string;
  /** Dense layers as directions and sizes that learn apart. */
  readonly factorised: boolean;
  /** Deviation of random Fourier frequencies of the scaled coordinates (0: coordinates enter as they are). */
  readonly fourier: number;
  /** Frequency of SIREN's sines. */
  readonly omega: number;
  /** Number and first deviation of Gaussians, in scaled coordinates. */
  readonly gaussians: number;
  readonly deviation: number;
  /** First learning rate, and what is left of it at the last iteration, falling evenly on a logarithmic scale. */
  readonly rate: number;
  readonly rateLeft: number;
  /** How the terms' losses are weighed and their gradients put together. */
  readonly compose: string;
  /** Iterations between new weights. */
  readonly reweigh: number;
  /** Slabs of time that learn one after the other (1: all at once), and how strictly. */
  readonly slabs: number;
  readonly causality: number;
  /** Where points are drawn from. */
  readonly sampler: string;
}

const OPTIMISERS = ['levenberg-marquardt', 'adam', 'adamw', 'lion', 'soap', 'l-bfgs', 'ssbroyden'] as const;
const NETWORKS = ['mlp', 'modified-mlp', 'piratenet', 'siren', 'gaussians'] as const;
const COMPOSITIONS = ['sum', 'gradient-norm', 'neural-tangent-kernel', 'config', 'm-config'] as const;
const SAMPLERS = ['sobol', 'uniform', 'latin-hypercube'] as const;

export const LAB: LabRecipe = {
  optimiser: 'levenberg-marquardt',
  network: 'mlp',
  factorised: false,
  fourier: 0,
  omega: 5,
  gaussians: 200,
  deviation: 0.2,
  rate: 1e-3,
  rateLeft: 0.1,
  compose: 'sum',
  reweigh: 100,
  slabs: 1,
  causality: 1,
  sampler: 'sobol',
};

/** What first-order training wants by default: many cheap iterations, and points that stay for some of them. */
export const LAB_RUN = { iterations: 10000, redraw: 500 };

export const LAB_RANGES: Partial<Record<keyof LabRecipe, readonly [least: number, most: number]>> = {
  fourier: [0, 100],
  omega: [0.1, 100],
  gaussians: [1, 8192],
  deviation: [1e-3, 10],
  rate: [1e-9, 10],
  rateLeft: [1e-9, 1],
  reweigh: [1, 1e6],
  slabs: [1, 256],
  causality: [0, 1e6],
};

export const LAB_WHOLE: readonly string[] = ['gaussians', 'reweigh', 'slabs'];

const CHOICES: Partial<Record<keyof LabRecipe, readonly string[]>> = {
  optimiser: OPTIMISERS,
  network: NETWORKS,
  compose: COMPOSITIONS,
  sampler: SAMPLERS,
};

/** @throws Failure 'bad-input' naming a choice that there is not, or choices that do not go together */
export function checkChoices(recipe: LabRecipe): void {
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = recipe[name as keyof LabRecipe];
    if (choices.includes(String(value))) continue;
    const field = `recipes.pinn.${name}`;
    throw new Failure('bad-input', `${field} = ${value}: choose from ${choices.join(', ')}`, field);
  }
  const { optimiser, compose } = recipe;
  const lines = optimiser === 'l-bfgs' || optimiser === 'ssbroyden';
  if (lines && (compose === 'config' || compose === 'm-config')) {
    const field = 'recipes.pinn.compose';
    throw new Failure(
      'bad-input',
      `${field} = ${compose}: line searches need one loss: choose a first-order optimiser`,
      field,
    );
  }
  if (compose === 'm-config' && optimiser !== 'adam') {
    const field = 'recipes.pinn.optimiser';
    throw new Failure('bad-input', `${field} = ${optimiser}: m-config brings its own momenta: choose adam`, field);
  }
}
