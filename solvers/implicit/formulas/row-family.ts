import type { Node } from '../../array';
import { Failure } from '../../base/result';
import { differentiate, type Expr, symbolsOf } from '../../expr';

/**
 * Residuals of one formula at many points. `terms` are the names that are linear in the unknowns w: the value of the
 * k-th at a point is the product of w with `channels[.., point, k, :]`. `coefficients` are all other names.
 */
export interface RowFamily {
  readonly residual: Expr;
  readonly terms: readonly string[];
  readonly coefficients: readonly string[];
  /** [samples, points, terms, n]; each sample serves the members / samples members that stand beside each other. */
  readonly channels: Node;
  /** [samples, points, coefficients], where there are any. */
  readonly values?: Node;
}

/** A second derivative by two terms, by number, the first not after the second. */
export interface SecondDerivative {
  readonly a: number;
  readonly b: number;
  readonly expr: Expr;
}

/** A residual with everything that solves and their derivatives need. */
export interface RowFormula {
  readonly terms: readonly string[];
  readonly coefficients: readonly string[];
  readonly residual: Expr;
  /** By each term; null where it is zero. */
  readonly byTerm: readonly (Expr | null)[];
  /** Those that are not zero. */
  readonly second: readonly SecondDerivative[];
  /** By each coefficient; null where it is zero. */
  readonly byCoefficient: readonly (Expr | null)[];
  /** By each coefficient and each term; null where it is zero. */
  readonly mixed: readonly (readonly (Expr | null)[])[];
}

/** @throws Failure 'bad-input' for a name that is neither term nor coefficient, or a formula without any term */
export function rowFormula({ residual, terms, coefficients }: Omit<RowFamily, 'channels' | 'values'>): RowFormula {
  for (const name of symbolsOf(residual)) {
    if (terms.includes(name) || coefficients.includes(name)) continue;
    throw new Failure('bad-input', `\`${name}\` is neither linear in the unknowns nor given at the points`);
  }
  const byTerm = terms.map((name) => derivative(residual, name));
  if (byTerm.every((expr) => expr === null)) {
    throw new Failure('bad-input', 'this residual does not depend on what is sought: it cannot be a constraint');
  }
  const second = byTerm.flatMap((first, a) =>
    terms.slice(a).flatMap((name, k): SecondDerivative[] => {
      const expr = first && derivative(first, name);
      return expr ? [{ a, b: a + k, expr }] : [];
    }),
  );
  return {
    terms,
    coefficients,
    residual,
    byTerm,
    second,
    byCoefficient: coefficients.map((name) => derivative(residual, name)),
    mixed: coefficients.map((name) => byTerm.map((first) => first && derivative(first, name))),
  };
}

function derivative(expr: Expr, by: string): Expr | null {
  const found = differentiate(expr, by);
  return found.kind === 'number' && found.value === 0 ? null : found;
}
