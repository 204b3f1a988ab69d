import { type PowerLaw, powerLaw } from './statistics';
import type { Row } from './workload';

/** Rows of one kind at several sizes, and the power laws that their costs follow. */
export interface GrowthLine {
  readonly family: string;
  readonly of: string;
  readonly points: readonly { readonly at: number; readonly ms: number }[];
  /** Of time, bytes and operations; null where they do not follow one. */
  readonly ms: PowerLaw | null;
  readonly bytes: PowerLaw | null;
  readonly flops: PowerLaw | null;
}

/** Lines through at least three sizes, in the order of their first rows. */
export function growthLines(rows: readonly Row[]): GrowthLine[] {
  const families = new Map<string, Row[]>();
  for (const row of rows) {
    if (row.growth) families.set(row.growth.family, [...(families.get(row.growth.family) ?? []), row]);
  }
  return [...families].flatMap(([family, members]) => {
    if (members.length < 3) return [];
    const sorted = members.toSorted((a, b) => a.growth!.at - b.growth!.at);
    const law = (pick: (row: Row) => number): PowerLaw | null =>
      powerLaw(sorted.map((row) => [row.growth!.at, pick(row)] as const));
    return {
      family,
      of: sorted[0]!.growth!.of,
      points: sorted.map(({ growth, ms }) => ({ at: growth!.at, ms })),
      ms: law((row) => row.ms),
      bytes: law((row) => row.bytesPerStep),
      flops: law((row) => row.flopsPerStep),
    };
  });
}
