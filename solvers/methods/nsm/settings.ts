import { Failure } from '../../base/result';
import { type FnoSettings, settingsOf } from '../fno/settings';
import type { Problem } from '../problem';

/** Settings of method `nsm`: those of the network and its training as method `fno` has them, and which residual is small. */
export interface NsmSettings {
  readonly operator: FnoSettings;
  /** By the derivatives of waves, or by second differences on the grid, to compare with. */
  readonly residual: 'spectral' | 'grid';
}

const DEFAULTS: Partial<FnoSettings> = {
  width: 12,
  layers: 2,
  modes: 15,
  projection: 0,
  padding: 0,
  loss: 'physics',
  batch: 8,
  steps: 3000,
  rate: 5e-3,
  decay: 0,
  finer: 1,
};

/** @throws Failure 'bad-input' naming the setting that does not exist or does not fit */
export function nsmSettingsOf(problem: Problem): NsmSettings {
  const { residual = 'spectral', ...rest } = problem.recipes.nsm ?? {};
  if (residual !== 'spectral' && residual !== 'grid') {
    const advice = `it is ${residual}: choose spectral or grid`;
    throw new Failure('bad-input', `recipes.nsm.residual: ${advice}`, 'recipes.nsm.residual');
  }
  return { operator: settingsOf(problem, 'nsm', { ...DEFAULTS, ...rest }), residual };
}
