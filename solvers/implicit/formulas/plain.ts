import { concat, fromExpr, matmul, mul, type Node, reshape, slice } from '../../array';
import type { Equation } from '../adjoint';
import type { Layout } from './layout';

/**
 * The residuals [members, m] by array operations, as functions of [channels, values], both flat: what tests unroll, and
 * what the derivatives of derivatives are made of.
 */
export function plainResiduals({ members, n, families }: Layout, ridge: number): Equation {
  return (w, [channels, values]) => {
    const parts = families.map(({ formula, rows, share, samples, channels: from, values: begin }): Node => {
      const { terms, coefficients } = formula;
      const size = samples * rows * terms.length;
      const flat = reshape(slice(channels, 0, from, from + size * n), [samples, 1, rows * terms.length, n]);
      const products = matmul(flat, reshape(w, [samples, share, n, 1]));
      const each = reshape(products, [samples, share, rows, terms.length]);
      const names = new Map(terms.map((name, k) => [name, slice(each, 3, k, k + 1)] as const));
      if (coefficients.length > 0) {
        const own = slice(values, 0, begin, begin + samples * rows * coefficients.length);
        const given = reshape(own, [samples, 1, rows, coefficients.length]);
        coefficients.forEach((name, k) => void names.set(name, slice(given, 3, k, k + 1)));
      }
      return reshape(fromExpr(formula.residual, names), [members, rows]);
    });
    if (ridge > 0) parts.push(mul(ridge, w));
    return concat(parts, 1);
  };
}
