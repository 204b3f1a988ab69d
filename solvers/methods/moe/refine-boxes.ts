import type { Expert } from '../solver';
import { LEAST_POINTS, textOfCuts } from './cuts';

/** How boxes are split: the worst `splits` of them, as long as they are worse than `threshold`. */
interface Splitting {
  readonly splits: number;
  readonly threshold?: number;
}

/**
 * The boxes of an answer with those halved that have the largest residual |F|, as `cuts` of a recipe; null where none is
 * split. All boxes have as many points of their constraint as the smallest has. In two dimensions a split halves the
 * longer side of the box, and all boxes that lie beside it on that axis: boxes stay a product of intervals.
 * @param axes names in the problem's order
 * @param points along each axis
 */
export function refinedCuts(
  experts: readonly Pick<Expert, 'box' | 'largest'>[],
  axes: readonly string[],
  points: number,
  { splits, threshold = 0 }: Splitting,
): string | null {
  const whole = axes.map((name) => {
    const ends = experts.flatMap(({ box }) => box[name]);
    return { min: Math.min(...ends), max: Math.max(...ends) };
  });
  const spans = experts.map(({ box }) => {
    return axes.map((name, k) => {
      const { min, max } = whole[k];
      // Borders lie half a step before points.
      const [from, to] = box[name].map((at) => Math.round(((at - min) / (max - min)) * points + 1e-6));
      return [Math.max(0, from), Math.min(points, to)] as const;
    });
  });
  const cuts = axes.map((_, k) => new Set(spans.map((own) => own[k][0]).filter((begin) => begin > 0)));
  const order = experts.map((_, k) => k).sort((a, b) => experts[b].largest - experts[a].largest);
  let left = splits;
  for (const k of order) {
    if (left === 0 || !(experts[k].largest > threshold)) break;
    const widths = spans[k].map(([from, to]) => to - from);
    const widest = widths.indexOf(Math.max(...widths));
    const [from] = spans[k][widest];
    const middle = from + Math.floor(widths[widest] / 2);
    if (widths[widest] < 2 * LEAST_POINTS || cuts[widest].has(middle)) continue;
    cuts[widest].add(middle);
    left--;
  }
  if (left === splits) return null;
  const sorted = cuts.map((own) => [...own].sort((a, b) => a - b));
  return textOfCuts(sorted, points);
}
