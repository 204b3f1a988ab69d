/** Points that a box has along an axis at least. */
export const LEAST_POINTS = 4;

/**
 * Where boxes of an answer begin, as a recipe says it: for each axis in their order (`;` between them) the shares of it at
 * which it is cut, such as `0.125 0.25 0.5`.
 * @returns for each axis the first points of all boxes but the first, as they were said
 */
export function cutsOf(text: string, axes: number, points: number): number[][] {
  const parts = text.split(';').map((part) => part.trim());
  return Array.from({ length: Math.max(axes, parts.length) }, (_, axis) => {
    const shares = parts[axis] ? parts[axis].split(/[\s,]+/).map(Number) : [];
    return shares.map((share) => Math.round(share * points));
  });
}

/** Why an axis cannot be cut so, or null. */
export function misfitOf(cuts: readonly number[], points: number): string | null {
  const ends = [0, ...cuts, points];
  // Also of what is no number.
  const fits = ends.slice(1).every((end, k) => end - ends[k] >= LEAST_POINTS);
  return fits ? null : `borders rise from 0 to 1, shares of the axis with ${LEAST_POINTS} points between them at least`;
}

/** The same in words that a recipe takes. */
export function textOfCuts(all: readonly (readonly number[])[], points: number): string {
  return all
    .map((cuts) => cuts.map((cut) => String(Number((cut / points).toPrecision(8)))).join(' '))
    .join('; ')
    .replace(/[;\s]+$/, '');
}
