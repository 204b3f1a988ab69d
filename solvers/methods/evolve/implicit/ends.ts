import { Failure } from '../../../base/result';
import { type Expr, simplify } from '../../../expr';
import type { EvolveAxis, EvolveCondition, EvolveSpec } from '../spec';

/** What holds of an unknown on a side: its value, or its slope along the axis (which may depend on its value). */
export interface End {
  /** Number of the axis, x = 0. */
  readonly along: number;
  readonly end: 'min' | 'max';
  readonly kind: 'value' | 'slope';
  /** In the coordinates, t, the parameters, and for slopes the unknown. */
  readonly formula: Expr;
}

/**
 * The ends of the axes that are no periods, for an unknown with diffusion along all of them.
 * @throws Failure 'bad-input' where an end has no condition, or one of another kind
 */
export function endsOf(spec: EvolveSpec, unknown: string): End[] {
  return spec.axes.flatMap((axis, along) => {
    if (axis.periodic) return [];
    return (['min', 'max'] as const).map((end): End => {
      const own = spec.conditions.filter((one) => one.unknown === unknown && one.axis === axis.name && one.end === end);
      if (own.length === 1) return { along, end, ...conditionOf(own[0], axis) };
      const what = own.length === 0 ? 'a condition' : 'a single condition';
      throw new Failure('bad-input', `${unknown} needs ${what} at ${axis.name} = ${axis[end]}`, 'conditions');
    });
  });
}

function conditionOf({ unknown, terms, given }: EvolveCondition, { name }: EvolveAxis): Pick<End, 'kind' | 'formula'> {
  const slope = `${unknown}_${name}`;
  const other = Object.keys(terms).find((symbol) => symbol !== unknown && symbol !== slope);
  if (other) throw new Failure('bad-input', `a condition on ${other} needs one dimension`, 'conditions');
  const { [unknown]: value, [slope]: factor } = terms;
  if (!factor) return { kind: 'value', formula: quotient(given, value) };
  if (!value) return { kind: 'slope', formula: quotient(given, factor) };
  const { span } = given;
  const held: Expr = { kind: 'binary', op: '*', left: value, right: { kind: 'symbol', name: unknown, span }, span };
  return { kind: 'slope', formula: quotient({ kind: 'binary', op: '-', left: given, right: held, span }, factor) };
}

function quotient(left: Expr, right: Expr): Expr {
  return simplify({ kind: 'binary', op: '/', left, right, span: left.span });
}
