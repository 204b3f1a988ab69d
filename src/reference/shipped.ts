import type { ShippedWeights } from '../../scenes';
import { Failure } from '../../solvers/base/result';
import { type ReadSafetensors, readSafetensors } from '../../solvers/io';
import type { ReadAsset } from './asset';

/** Loads weights that come with the program. @throws Failure `bad-input` where the file is missing or damaged. */
export async function loadShipped({ file }: ShippedWeights, readAsset: ReadAsset): Promise<ReadSafetensors> {
  const path = `weights/${file}`;
  const bytes = await readAsset(path);
  if (!bytes) throw new Failure('bad-input', `weights: the file ${path} is missing`, 'weights');
  return readSafetensors(bytes, path);
}
