import { add, div, mul, type Node, slice, square, sub } from '../../array';

/** Keeps weights finite where a field is flat; the fluxes are of size 1 or so. */
const TINY = 1e-6;

/**
 * Fluxes at faces by WENO of fifth order (Jiang and Shu 1996, eqs. 2.10 to 2.17) of the split fluxes (f +- a u) / 2.
 * @param flux f(u) and u at points with three more on each side of the first and last face
 * @param speed the fastest wave, broadcast
 * @param faces how many faces there are: face k stands between points k + 2 and k + 3
 */
export function wenoFlux(flux: Node, u: Node, speed: Node, axis: number, faces: number): Node {
  const at = (field: Node, place: number): Node => slice(field, axis, place, place + faces);
  const split =
    (sign: 1 | -1) =>
    (place: number): Node => {
      return mul(0.5, add(at(flux, place), mul(mul(sign, speed), at(u, place))));
    };
  const [right, left] = [split(1), split(-1)];
  return add(
    upwind(right(0), right(1), right(2), right(3), right(4)),
    upwind(left(5), left(4), left(3), left(2), left(1)),
  );
}

/** The value at the face after the third of five points, from the side of the first. */
function upwind(a: Node, b: Node, c: Node, d: Node, e: Node): Node {
  const candidates = [
    sum([1 / 3, a], [-7 / 6, b], [11 / 6, c]),
    sum([-1 / 6, b], [5 / 6, c], [1 / 3, d]),
    sum([1 / 3, c], [5 / 6, d], [-1 / 6, e]),
  ];
  const roughness = [
    add(mul(13 / 12, square(sum([1, a], [-2, b], [1, c]))), mul(0.25, square(sum([1, a], [-4, b], [3, c])))),
    add(mul(13 / 12, square(sum([1, b], [-2, c], [1, d]))), mul(0.25, square(sub(b, d)))),
    add(mul(13 / 12, square(sum([1, c], [-2, d], [1, e]))), mul(0.25, square(sum([3, c], [-4, d], [1, e])))),
  ];
  const weights = [0.1, 0.6, 0.3].map((ideal, k) => div(ideal, square(add(TINY, roughness[k]))));
  const weighted = candidates.map((candidate, k) => mul(weights[k], candidate)).reduce((x, y) => add(x, y));
  return div(
    weighted,
    weights.reduce((x, y) => add(x, y)),
  );
}

function sum(...terms: readonly (readonly [number, Node])[]): Node {
  return terms.map(([factor, node]) => mul(factor, node)).reduce((x, y) => add(x, y));
}
