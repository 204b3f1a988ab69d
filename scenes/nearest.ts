import { editDistance } from '../solvers/base/edit-distance';

/** The candidate that is closest to `text` by edit distance, capitals aside, or null if none comes near. */
export function nearest(text: string, candidates: readonly string[]): string | null {
  const wanted = text.toLowerCase().slice(0, 100);
  let best: string | null = null;
  let least = Math.ceil(wanted.length / 2) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}
