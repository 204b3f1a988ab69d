import { add, type Node, pad } from '../../array';

/**
 * What `concat` gives, as a sum of parts among zeros: one dispatch for small parts that have to be computed anyway,
 * where `concat` makes a copy of each, and along other axes than the first a transposition.
 */
export function beside(parts: readonly Node[], axis: number): Node {
  const total = parts.reduce((extent, { shape }) => extent + shape[axis], 0);
  let before = 0;
  const padded = parts.map((part) => {
    const own = part.shape[axis];
    const value = pad(part, axis, before, total - before - own);
    before += own;
    return value;
  });
  return padded.reduce(add);
}
