import { add, greater, literal, maximum, mul, type Node, neg, sub, where } from '../array';
import { finite } from '../array/finite';
import type { LinearMap } from './linear-map';
import type { LinearResult, LinearSolver } from './linear-solver';
import { inner, not, perMember, quotient, soundOrZero } from './members';
import { CODE } from './status';

/** Residuals below this share of the right-hand side are rounding, even in f64. */
const ROUNDING = 1e-15;

/** When an iteration ends. */
export interface KrylovOptions {
  /** At most so many, each recorded. */
  readonly iterations: number;
  /** Norm of the residual relative to that of the right-hand side at which a member stands still. Default 1e-6. */
  readonly tolerance?: number;
}

/** What conjugate gradients take. */
export interface CgOptions extends KrylovOptions {
  /** About the inverse of the map; symmetric, positive definite, linear. */
  readonly precondition?: (r: Node) => Node;
}

/**
 * Conjugate gradients (Hestenes and Stiefel 1952), for symmetric positive definite maps. A direction of no positive
 * curvature is a breakdown and told apart from slow convergence.
 */
export function cg(options: CgOptions): LinearSolver {
  return { solve: ({ map }, b) => conjugateGradients(map, b, options) };
}

/**
 * Conjugate gradients on A^T A x = A^T b, for any regular map; the tolerance is that of A^T (b - A x). The condition is
 * squared: for well-conditioned maps.
 */
export function normalCg(options: KrylovOptions): LinearSolver {
  return {
    solve({ map }, b) {
      const { shape, batch } = map;
      const both = (v: Node): Node => map.transposed(map.apply(v));
      return conjugateGradients({ shape, batch, apply: both, transposed: both }, map.transposed(b), options);
    },
  };
}

function conjugateGradients(map: LinearMap, b: Node, options: CgOptions): LinearResult {
  const { iterations, tolerance = 1e-6, precondition = (r) => r } = options;
  const own = (x: Node, y: Node): Node => inner(x, y, map.batch);
  const counter = perMember(map.shape, map.batch);
  let [x, r, p] = [literal(0, map.shape), b, precondition(b)];
  let rz = own(r, p);
  let [count, broken] = [literal(0, counter), literal(0, counter)];
  const target = mul(tolerance ** 2, own(b, b));
  const open = (): Node => mul(greater(own(r, r), target), not(broken));
  for (let k = 0; k < iterations; k++) {
    const image = map.apply(p);
    const curvature = own(p, image);
    const right = mul(greater(curvature, 0), finite(curvature));
    const go = mul(open(), right);
    broken = maximum(broken, mul(open(), not(right)));
    const length = quotient(rz, curvature, go);
    x = add(x, mul(length, p));
    r = sub(r, where(go, mul(length, image), 0));
    const z = precondition(r);
    const next = own(r, z);
    p = where(go, add(z, mul(quotient(next, rz, go), p)), p);
    rz = next;
    count = add(count, go);
  }
  return ended(map, x, count, open(), broken);
}

/**
 * BiCGStab (van der Vorst 1992), for maps that are not symmetric; two applications an iteration. It breaks down where
 * one of its products vanishes.
 */
export function bicgstab({ iterations, tolerance = 1e-6 }: KrylovOptions): LinearSolver {
  return {
    solve({ map }, b) {
      const own = (x: Node, y: Node): Node => inner(x, y, map.batch);
      const counter = perMember(map.shape, map.batch);
      let [x, r, p] = [literal(0, map.shape), b, b];
      let rho = own(b, b);
      let [count, broken] = [literal(0, counter), literal(0, counter)];
      const target = mul(tolerance ** 2, rho);
      const open = (): Node => mul(greater(own(r, r), target), not(broken));
      for (let k = 0; k < iterations; k++) {
        const image = map.apply(p);
        const shadow = own(b, image);
        const right = mul(differs(shadow), differs(rho));
        const go = mul(open(), right);
        broken = maximum(broken, mul(open(), not(right)));
        const alpha = quotient(rho, shadow, go);
        const s = sub(r, where(go, mul(alpha, image), 0));
        const t = map.apply(s);
        const tt = own(t, t);
        const omega = quotient(own(t, s), tt, mul(go, differs(tt)));
        x = add(x, where(go, add(mul(alpha, p), mul(omega, s)), 0));
        r = where(go, sub(s, mul(omega, t)), r);
        const next = where(go, own(b, r), rho);
        const turn = mul(go, differs(omega));
        const beta = mul(quotient(next, rho, turn), quotient(alpha, omega, turn));
        p = where(go, add(r, mul(beta, sub(p, mul(omega, image)))), p);
        rho = next;
        count = add(count, go);
      }
      return ended(map, x, count, open(), broken);
    },
  };
}

/**
 * Conjugate residuals (Stiefel 1955) for a symmetric map near the identity, which may have negative eigenvalues; members
 * along the first axis. Stands still where rounding is reached.
 */
export function conjugateResiduals(apply: (v: Node) => Node, b: Node, iterations: number): Node {
  let [x, r, p] = [literal(0, b.shape), b, b];
  let image = apply(r);
  let [turned, product] = [image, inner(r, image, 1)];
  const target = mul(ROUNDING ** 2, inner(b, b, 1));
  for (let k = 0; k < iterations; k++) {
    const square = inner(turned, turned, 1);
    const go = mul(greater(inner(r, r, 1), target), mul(differs(square), differs(product)));
    const length = quotient(product, square, go);
    x = add(x, mul(length, p));
    r = sub(r, mul(length, turned));
    image = apply(r);
    const next = inner(r, image, 1);
    const share = quotient(next, product, go);
    p = where(go, add(r, mul(share, p)), p);
    turned = where(go, add(image, mul(share, turned)), turned);
    product = where(go, next, product);
  }
  return x;
}

/** 1 where a number is finite and not zero. */
function differs(a: Node): Node {
  return mul(maximum(greater(a, 0), greater(neg(a), 0)), finite(a));
}

function ended(map: LinearMap, x: Node, iterations: Node, open: Node, broken: Node): LinearResult {
  const value = soundOrZero(x, map.batch);
  const numbers = finite(inner(x, x, map.batch));
  const code = where(broken, CODE.singular, where(open, CODE.notConverged, CODE.ok));
  return { value, iterations, code: where(numbers, code, CODE.notFinite) };
}
