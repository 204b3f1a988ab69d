import type { AlignedData } from 'uplot';
import type { ReferencePoints } from '../state/library';

/**
 * A profile and known points as columns over one abscissa, as uPlot wants them: positions in ascending order,
 * null where a column has no value.
 */
export function alignProfile(
  profile: { readonly positions: ArrayLike<number>; readonly values: ArrayLike<number> },
  references: readonly Pick<ReferencePoints, 'positions' | 'values'>[],
): AlignedData {
  const columns = [profile, ...references];
  const all = new Set(columns.flatMap(({ positions }) => Array.from(positions)));
  const abscissa = [...all].sort((a, b) => a - b);
  const place = new Map(abscissa.map((position, i) => [position, i]));
  const ordinates = columns.map(({ positions, values }) => {
    const column: (number | null)[] = new Array(abscissa.length).fill(null);
    for (let i = 0; i < positions.length; i += 1)
      column[place.get(positions[i] as number) as number] = values[i] as number;
    return column;
  });
  return [abscissa, ...ordinates];
}
