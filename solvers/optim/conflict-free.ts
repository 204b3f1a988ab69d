import { add, concat, div, dot, greater, literal, maximum, mul, type Node, reshape, sqrt, sub, where } from '../array';

/** Sine of the angle to the directions before it, below which a direction counts as one of them. */
const DEPENDENT = 1e-5;
/** Stands for a length of zero where something is divided by it. */
const TINY = 1e-30;

/**
 * ConFIG (Liu, Chu and Thuerey 2024, equation 3): the direction that makes the same angle with all gradients, as long
 * as the sum of their projections on it. The equations U x = 1 for the unit gradients U are solved by their QR
 * factors (Gram and Schmidt, twice), not by normal equations, so that the dots agree within some eps times the
 * condition of U. A gradient of zero, or one that depends on those before it, has no say.
 * @param gradients each [P]
 * @returns [P]
 */
export function conflictFree(gradients: readonly Node[]): Node {
  const one = literal(1, [1]);
  const basis: { readonly q: Node; readonly column: readonly Node[]; readonly length: Node }[] = [];
  for (const gradient of gradients) {
    let rest = mul(gradient, div(1, maximum(norm(gradient), TINY)));
    let column: Node[] = basis.map(() => literal(0, [1]));
    for (let pass = 0; pass < 2; pass++) {
      const shares = basis.map(({ q }) => total(q, rest));
      shares.forEach((share, k) => void (rest = sub(rest, mul(share, basis[k].q))));
      column = column.map((before, k) => add(before, shares[k]));
    }
    const length = norm(rest);
    const q = mul(where(greater(length, DEPENDENT), div(1, maximum(length, TINY)), 0), rest);
    basis.push({ q, column, length });
  }
  // R^T y = 1 from above.
  const y: Node[] = [];
  for (const { column, length } of basis) {
    const known = column.reduce<Node>((sum, r, k) => sub(sum, mul(r, y[k])), one);
    y.push(where(greater(length, DEPENDENT), div(known, maximum(length, TINY)), 0));
  }
  const x = basis.map(({ q }, k) => mul(y[k], q)).reduce((a, b) => add(a, b));
  const unit = mul(x, div(1, maximum(norm(x), TINY)));
  const length = gradients.map((gradient) => total(gradient, unit)).reduce((a, b) => add(a, b));
  return mul(length, unit);
}

/** Cosines of the angles between gradients, of each pair i < j, in the order (0, 1), (0, 2), .., (1, 2), ... */
export function cosines(gradients: readonly Node[]): Node {
  const lengths = gradients.map((gradient) => maximum(norm(gradient), TINY));
  const pairs = gradients.flatMap((a, i) =>
    gradients.slice(i + 1).map((b, k) => div(div(total(a, b), lengths[i]), lengths[i + 1 + k])),
  );
  return concat(pairs);
}

function total(a: Node, b: Node): Node {
  return reshape(dot(a, b), [1]);
}

function norm(a: Node): Node {
  return sqrt(total(a, a));
}
