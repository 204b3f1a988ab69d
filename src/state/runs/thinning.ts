/** Which of these growing places leaves the smallest gap when it goes; never the first or the last. At least three. */
export function leastNeeded(places: readonly number[]): number {
  let [best, gap] = [1, Number.POSITIVE_INFINITY];
  for (let k = 1; k < places.length - 1; k++) {
    const own = places[k + 1]! - places[k - 1]!;
    if (own < gap) [best, gap] = [k, own];
  }
  return best;
}
