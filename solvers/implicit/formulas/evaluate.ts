import { compile, type Expr } from '../../expr';
import type { FamilyLayout } from './layout';

type At = (values: ArrayLike<number>) => number;

/** A family's formulas as functions of [...terms, ...coefficients] in f64; null where zero. */
export interface Compiled {
  readonly residual: At;
  readonly byTerm: readonly (At | null)[];
  readonly second: readonly { readonly a: number; readonly b: number; readonly at: At }[];
  readonly byCoefficient: readonly (At | null)[];
  readonly mixed: readonly (readonly (At | null)[])[];
}

export function compiled({ formula }: FamilyLayout): Compiled {
  const names = [...formula.terms, ...formula.coefficients];
  const of = (expr: Expr | null): At | null => expr && compile(expr, names);
  return {
    residual: compile(formula.residual, names),
    byTerm: formula.byTerm.map(of),
    second: formula.second.map(({ a, b, expr }) => ({ a, b, at: compile(expr, names) })),
    byCoefficient: formula.byCoefficient.map(of),
    mixed: formula.mixed.map((row) => row.map(of)),
  };
}

/** The channels and values of the rows of one member, walked one by one. */
export interface Row {
  readonly family: number;
  /** Within the member. */
  readonly index: number;
  /** First elements of its channels and of its values. */
  readonly channels: number;
  readonly values: number;
}

export function* rowsOf(families: readonly FamilyLayout[], n: number, member: number): Generator<Row> {
  for (const [family, { formula, rows, share, first, channels, values }] of families.entries()) {
    const sample = Math.floor(member / share);
    for (let i = 0; i < rows; i++) {
      const place = sample * rows + i;
      yield {
        family,
        index: first + i,
        channels: channels + place * formula.terms.length * n,
        values: values + place * formula.coefficients.length,
      };
    }
  }
}
