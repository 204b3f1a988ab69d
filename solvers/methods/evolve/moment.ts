import { SHALLOWEST } from './step-choice';

/** A moment of a run that it can go on from. */
export interface Moment {
  readonly time: number;
  readonly stepCount: number;
  /** The step is the interval of time over two to this; null where it is fixed. */
  readonly depth: number;
}

export function startAt(time: number): Moment {
  return { time, stepCount: 0, depth: SHALLOWEST };
}

/** Whether components of these sizes may have come from those before: finite, and not grown by more than a factor. */
export function isSound(sizes: readonly number[], earlier: readonly number[], growth: number): boolean {
  const before = Math.max(1e-3, ...earlier);
  return sizes.every((size) => Number.isFinite(size) && size <= growth * before);
}
