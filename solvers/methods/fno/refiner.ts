import { Failure } from '../../base/result';
import type { Channels, OperatorTask } from './task';

/** An answer that meets its equations better, and the size of what is left of them before and after. */
export interface Refined {
  readonly answer: Channels;
  readonly before: number;
  readonly after: number;
}

/** Refines single answers by their own equations, without examples. */
export interface Refiner {
  refine(inputs: Channels, answer: Channels): Promise<Refined>;
  dispose(): void;
}

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
