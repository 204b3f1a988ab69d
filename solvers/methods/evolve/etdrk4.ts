import { add, type Node } from '../../array';
import type { EtdName } from './etd-coefficients';

/** Arrays of the components; null is zero. */
export type Row = readonly (Node | null)[];

/** What a step of {@link etdrk4} is made of. */
export interface EtdParts {
  /** The nonlinear rest of the rates at a fraction of the step. */
  rest(state: readonly Node[], part: number): Row;
  /** A matrix of the step times the components. */
  apply(name: EtdName, row: Row): Row;
}

/**
 * The change of the state in one step of Krogstad's ETDRK4-B for u' = L u + N(u, t): fourth order, the linear part
 * exact (J. Comput. Phys. 203, 2005, eq. 51). Four evaluations of N; none where there is no N.
 */
export function etdrk4(parts: EtdParts, u: readonly Node[]): Row {
  const grown = parts.apply('end', u);
  const n1 = parts.rest(u, 0);
  if (n1.every((one) => one === null)) return grown;
  const half = parts.apply('half', u);
  const a = whole(u, sum(half, parts.apply('a1', n1)));
  const n2 = parts.rest(a, 0.5);
  const b = whole(u, sum(half, parts.apply('b1', n1), parts.apply('b2', n2)));
  const n3 = parts.rest(b, 0.5);
  const c = whole(u, sum(u, parts.apply('growth', u), parts.apply('c1', n1), parts.apply('c2', n3)));
  const n4 = parts.rest(c, 1);
  const middle = parts.apply('f2', sum(n2, n3));
  return sum(grown, parts.apply('f1', n1), middle, parts.apply('f4', n4));
}

function sum(...rows: readonly Row[]): Row {
  return rows[0].map((_, i) => {
    const terms = rows.map((row) => row[i]).filter((term) => term !== null);
    return terms.length === 0 ? null : terms.reduce((a, b) => add(a, b));
  });
}

/** A stage; `half` always gives something, so only a component that nothing changes keeps its value. */
function whole(u: readonly Node[], row: Row): readonly Node[] {
  return row.map((stage, i) => stage ?? u[i]);
}
