import { gaussians, type JetNetwork, modifiedPerceptron, perceptron, pirateNet, siren } from '../../../nets';
import type { PinnRecipe } from '../recipe';
import type { Statement } from '../statement/statement';
import { FeatureMap } from './feature-map';

/** Features that Gaussians give to the small network behind them. */
const GAUSSIAN_FEATURES = 4;

/** What a recipe makes of a place: random Fourier features where it wants them, as many as the network is wide. */
export function featureMapOf({ features, axes, problem }: Statement, { fourier, width }: PinnRecipe): FeatureMap {
  const count = Math.max(1, Math.floor(width / 2));
  return new FeatureMap(features, axes, fourier > 0 ? { count, deviation: fourier, seed: problem.seed } : null);
}

export function networkOf(recipe: PinnRecipe, inputs: number, outputs: number): JetNetwork {
  const { network, layers, width, factorised, firstScale, omega, deviation } = recipe;
  const options = { inputs, outputs, layers, width, factorised };
  switch (network) {
    case 'modified-mlp':
      return modifiedPerceptron(options);
    case 'piratenet':
      return pirateNet(options);
    case 'siren':
      return siren({ ...options, omega });
    case 'gaussians':
      return gaussians({ ...options, gaussians: recipe.gaussians, deviation, features: GAUSSIAN_FEATURES });
    default:
      return perceptron({ ...options, firstScale });
  }
}
