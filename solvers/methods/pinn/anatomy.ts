import type { Anatomy } from '../solver';
import { dot } from './linear/cgls';
import type { PinnTraining } from './training';
import type { TermPoints } from './training-points';

/** More names make a matrix that nobody reads: then each term counts as one. */
const MOST = 9;

/** What pulls at the weights of a training: each term of its loss, and each equation of several. */
export async function anatomyOf({ points, levenberg, statement }: PinnTraining): Promise<Anatomy> {
  const single = points.terms.flatMap(equationsOf);
  const parts = single.length > MOST ? points.terms.map(whole) : single;
  const pulls = await levenberg.pulls(parts.map(({ rows }) => rows));
  return {
    names: parts.map(({ name }) => name),
    // The loss is the sum of squares itself, not half of it.
    lengths: pulls.map((pull) => 2 * Math.sqrt(dot(pull, pull))),
    cosines: cosinesOf(pulls),
    points: points.terms.map(({ rows, data }) =>
      placed(rows.term.name, data.places, data.count, statement.axes.length),
    ),
  };
}

/** Cosines between vectors; 0 where one is zero, and 1 of each with itself. */
function cosinesOf(vectors: readonly Float64Array[]): number[][] {
  const lengths = vectors.map((own) => Math.sqrt(dot(own, own)));
  return vectors.map((a, i) =>
    vectors.map((b, j) => {
      if (i === j) return 1;
      const size = lengths[i] * lengths[j];
      return size > 0 ? Math.max(-1, Math.min(1, dot(a, b) / size)) : 0;
    }),
  );
}

/** Points as they lie in the picture: on the first two coordinates; in the middle of a band there is one only. */
export function placed(
  term: string,
  places: readonly Float64Array[],
  count: number,
  axes: number,
): Anatomy['points'][number] {
  const own = (axis: number): Float32Array => Float32Array.from(places[axis].subarray(0, count));
  return { term, x: own(0), y: axes > 1 ? own(1) : new Float32Array(0) };
}

interface Part {
  readonly name: string;
  readonly rows: readonly [number, number];
}

function whole({ rows, data, row }: TermPoints): Part {
  return { name: rows.term.name, rows: [row, row + rows.rows(data.padded)] };
}

function equationsOf(own: TermPoints, k: number): Part[] {
  const { rows, data, row } = own;
  const { length } = rows.term.residuals;
  if (k > 0 || length === 1) return [whole(own)];
  return Array.from({ length }, (_, e) => ({
    name: `equation ${e + 1}`,
    rows: [row + e * data.padded, row + (e + 1) * data.padded],
  }));
}
