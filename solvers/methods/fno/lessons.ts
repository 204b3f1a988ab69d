/** What the settings say of grids: steps on coarse ones, and steps in all. */
interface Schedule {
  readonly coarse: string;
  readonly steps: number;
}

/** A part of a training on one grid. */
export interface Lesson {
  /** Points of its examples along the longest side. */
  readonly resolution: number;
  /** The number of the first step that is not its own. */
  readonly until: number;
}

const WRITTEN = /^\d{1,4}:\d{1,7}( \d{1,4}:\d{1,7})*$/;

/** What is wrong with a schedule, or null. @param coarse as in {@link lessonsOf} */
export function lessonsRefusal({ coarse, steps }: Schedule): string | null {
  if (coarse === '') return null;
  if (!WRITTEN.test(coarse)) return 'write points and steps, the first ones first, as in "24:1000 32:500"';
  const lessons = pairsOf(coarse);
  if (lessons.some(([points, own]) => points < 1 || own < 1)) return 'points and steps are at least 1';
  const spent = lessons.reduce((sum, [, own]) => sum + own, 0);
  return spent < steps ? null : `its ${spent} steps leave none of ${steps}: set recipes.fno.steps to more`;
}

/**
 * The grids of a training, coarse ones first: a network of waves is the same on all of them, and a step on half the
 * points a side costs a quarter.
 * @param coarse points along the longest side and steps on them, `24:1000 32:500`; all steps behind are on `resolution`
 */
export function lessonsOf({ coarse, steps }: Schedule, resolution: number): Lesson[] {
  let until = 0;
  const first = pairsOf(coarse).map(([points, own]): Lesson => {
    until += own;
    return { resolution: points, until };
  });
  return [...first, { resolution, until: steps }];
}

function pairsOf(coarse: string): [points: number, steps: number][] {
  if (coarse === '') return [];
  return coarse.split(' ').map((pair) => pair.split(':').map(Number) as [number, number]);
}
