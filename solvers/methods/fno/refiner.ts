import { Failure } from '../../base/result';
import type { OperatorTask, Refiner } from './task';

/** A task's refiner; null for no steps. @throws Failure 'bad-input' where its answers can't be refined */
export async function refinerOf(
  { refiner }: Pick<OperatorTask, 'refiner'>,
  points: readonly number[],
  steps: number,
): Promise<Refiner | null> {
  if (steps === 0) return null;
  if (refiner) return refiner(points, steps);
  throw new Failure('bad-input', 'recipes.fno.refine: nothing refines answers of this kind: set it to 0');
}
