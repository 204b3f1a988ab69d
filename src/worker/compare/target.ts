import type { DeviceArray, Gpu } from '../../../solvers/gpu';
import type { Problem } from '../../../solvers/methods/problem';
import type { Display } from '../../../solvers/methods/solver';
import { type Points, pointsOf } from './points';

/** The picture that answers are compared on. */
export interface Target {
  readonly points: Points;
  readonly cells: number;
  /** The coordinates to the right and upwards. */
  readonly names: readonly [string, string];
  /** Upwards is time: the picture holds all of it. */
  readonly overTime: boolean;
  /** Where the picture lies along the other coordinates: the middle of space, the end of time. */
  readonly fixed: Readonly<Record<string, number>>;
  /** The fields that are compared. */
  readonly fields: readonly string[];
}

/**
 * The picture of a solver as what answers are compared on. Fields are the unknowns that it draws, but for a pressure
 * beside velocities, which is known but for a constant.
 */
export function targetOf(problem: Problem, display: Display): Target {
  const { axes, time, unknowns } = problem;
  const points = pointsOf(display);
  // A band that is no more than one point high is of one moment.
  const overTime = axes.length === 1 && time !== null && display.ny > 1;
  const names = [axes[0]!.name, (overTime ? time : axes[1])?.name ?? ''] as const;
  const fixed: Record<string, number> = {};
  for (const { name, min, max } of axes.slice(2)) fixed[name] = (min + max) / 2;
  if (time && !overTime) fixed[time.name] = time.max;
  const drawn = unknowns.filter((name) => display.fields.some((field) => field.name === name));
  const fields = drawn.length > 1 ? drawn.filter((name) => name !== 'p') : drawn;
  return { points, cells: display.nx * display.ny, names, overTime, fixed, fields };
}

/** Whether a picture's coordinates are periodic. */
export function periodicIn({ sides }: Problem, { names }: Target): [boolean, boolean] {
  const isPeriodic = (name: string): boolean => sides.some(({ axis, kind }) => axis === name && kind === 'periodic');
  return [isPeriodic(names[0]), isPeriodic(names[1])];
}

/** Fields on the points of a picture, not a number anywhere. */
export function unknownFields(gpu: Gpu, { cells, fields }: Target): Map<string, DeviceArray> {
  const nothing = new Float32Array(cells).fill(Number.NaN);
  return new Map(fields.map((name) => [name, gpu.upload(`compare ${name}`, nothing)]));
}
