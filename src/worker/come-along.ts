import { type Scene, shippedWeights } from '../../scenes';
import { Failure } from '../../solvers/base/result';
import type { Weights } from '../../solvers/methods/solver';
import type { ReadAsset } from '../reference/asset';
import { loadShipped } from '../reference/shipped';

/** Trained weights that come with the program for a scene by an operator; null where there are none, or none arrive. */
export async function weightsFor(scene: Scene, method: string, readAsset: ReadAsset): Promise<Weights | null> {
  const found = shippedWeights(scene, method);
  if (!found) return null;
  try {
    return await loadShipped(found, readAsset);
  } catch (error) {
    if (error instanceof Failure && error.code === 'bad-input') return null;
    throw error;
  }
}
