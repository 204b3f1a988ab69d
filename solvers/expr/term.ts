import type { Expr, Span } from './ast';
import { binary, negative, number, power } from './build';

/** A part of a product: `base` to a whole power other than 0; negative powers stand below the fraction bar. */
export interface Factor {
  readonly base: Expr;
  /** The same for equal bases. */
  readonly id: number;
  readonly power: number;
}

/** `top/bottom` times the factors; bottom is positive. */
export interface Term {
  readonly top: number;
  readonly bottom: number;
  readonly factors: readonly Factor[];
}

/** A product that is only a number. */
export function numberTerm(value: number): Term {
  return { top: value, bottom: 1, factors: [] };
}

export function negated(term: Term): Term {
  return { ...term, top: -term.top };
}

/** The same for terms that differ only in their number. */
export function keyOf({ factors }: Term): string {
  return factors
    .map(({ id, power: exponent }) => `${id}^${exponent}`)
    .sort()
    .join(' ');
}

/** The sum of two terms with one key, or null where its number leaves the range of f64. */
export function addTerms(a: Term, b: Term): Term | null {
  const fraction =
    a.bottom === b.bottom
      ? reduced(a.top + b.top, a.bottom)
      : reduced(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
  return fraction === null ? null : { ...fraction, factors: a.factors };
}

/** The product of two terms, or null where its number leaves the range of f64. */
export function multiplyTerms(a: Term, b: Term): Term | null {
  const fraction = reduced(a.top * b.top, a.bottom * b.bottom);
  const vanished = fraction?.top === 0 && a.top !== 0 && b.top !== 0;
  if (fraction === null || vanished) return null;
  const factors = new Map(a.factors.map((factor) => [factor.id, factor]));
  for (const factor of b.factors) {
    const old = factors.get(factor.id);
    const exponent = factor.power + (old?.power ?? 0);
    if (exponent === 0) factors.delete(factor.id);
    else factors.set(factor.id, { ...factor, base: old?.base ?? factor.base, power: exponent });
  }
  return { ...fraction, factors: [...factors.values()] };
}

/** 1/term, or null where its number is 0 or its inverse leaves the range of f64. */
export function inverted({ top, bottom, factors }: Term): Term | null {
  if (top === 0) return null;
  const fraction = reduced(top < 0 ? -bottom : bottom, Math.abs(top));
  if (fraction === null || fraction.top === 0) return null;
  return { ...fraction, factors: factors.map((factor) => ({ ...factor, power: -factor.power })) };
}

/** top/bottom in lowest terms; whole numbers stay exact, a decimal below the bar is divided out. */
function reduced(top: number, bottom: number): Pick<Term, 'top' | 'bottom'> | null {
  if (!Number.isFinite(top) || !Number.isFinite(bottom) || bottom === 0) return null;
  if (Number.isSafeInteger(top) && Number.isSafeInteger(bottom)) {
    const common = top === 0 ? bottom : gcd(Math.abs(top), bottom);
    return { top: top / common, bottom: bottom / common };
  }
  if (bottom === 1 || Number.isSafeInteger(bottom)) return { top, bottom };
  const value = top / bottom;
  return Number.isFinite(value) && (value !== 0 || top === 0) ? { top: value, bottom: 1 } : null;
}

function gcd(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small > 0) [large, small] = [small, large % small];
  return large;
}

/** The formula of a sum of terms, in their order. */
export function sumOfTerms(terms: readonly Term[], span: Span): Expr {
  let total: Expr | null = null;
  for (const term of terms) {
    if (total === null) total = leading(term, span);
    else total = binary(term.top < 0 ? '-' : '+', total, withTop(term, Math.abs(term.top), span), span);
  }
  return total ?? number(0, span);
}

/** The formula of a term with its sign: at its number, where it has one to print. */
function leading(term: Term, span: Span): Expr {
  return term.top === -1 ? negative(withTop(term, 1, span)) : withTop(term, term.top, span);
}

/** The formula of a term with another number above the bar. */
function withTop({ bottom, factors }: Term, top: number, span: Span): Expr {
  const side = (value: number, sign: 1 | -1): Expr | null => {
    const parts = factors
      .filter((factor) => Math.sign(factor.power) === sign)
      .map((factor) => power(factor.base, number(Math.abs(factor.power), span), span));
    if (value !== 1) parts.unshift(number(value, span));
    return parts.length === 0 ? null : parts.reduce((left, right) => binary('*', left, right, span));
  };
  const above = side(top, 1) ?? number(1, span);
  const below = side(bottom, -1);
  return below === null ? above : binary('/', above, below, span);
}
