import { checkedNumber } from '../solvers/base/caps';
import { type Expr, evaluateConstant, parse } from '../solvers/expr';
import type { Axis, InputField, Problem } from '../solvers/methods/problem';
import { refuse } from './refuse';
import type { Scene } from './schema';

/** What a scene's dabs go into: the start, and the fields that are given. */
export type Canvas = Pick<
  Problem,
  'axes' | 'time' | 'unknowns' | 'sides' | 'inputs' | 'initial' | 'random' | 'randomFields'
>;

/**
 * The start and the given fields with what a brush has put on them: amount (1 - (r / radius)^2)^2 within the radius of
 * each place, around the ends of periodic axes, as a brush dabs into a run.
 * @throws Failure 'bad-input' naming the dab
 */
export function withDabs(dabs: Scene['dabs'], canvas: Canvas): Pick<Canvas, 'initial' | 'inputs'> {
  const initial: Record<string, Expr> = { ...canvas.initial };
  const inputs: Record<string, InputField> = { ...canvas.inputs };
  for (const [k, dab] of (dabs ?? []).entries()) {
    const place = `dabs[${k}]`;
    const bump = bumpsOf(place, dab, canvas);
    const { field } = dab;
    if (Object.hasOwn(inputs, field)) {
      const { formula } = inputs[field]!;
      if (!formula) throw refuse(`${place}.field`, `${field} comes from a file: give it by a formula to paint on it`);
      inputs[field] = { ...inputs[field]!, formula: sum(formula, bump) };
    } else {
      refuseStart(`${place}.field`, field, canvas);
      initial[field] = Object.hasOwn(initial, field) ? sum(initial[field]!, bump) : bump;
    }
  }
  return { initial, inputs };
}

function refuseStart(place: string, field: string, { unknowns, inputs, time, random, randomFields }: Canvas): void {
  if (!unknowns.includes(field)) {
    throw refuse(place, `there is no ${field}: choose from ${[...unknowns, ...Object.keys(inputs)].join(', ')}`);
  }
  if (!time) throw refuse(place, `${field} has no start to paint on, since no time runs`);
  if (random || randomFields.some(({ unknown }) => unknown === field)) {
    throw refuse(place, `the start of ${field} is random: give it by a formula to paint on it`);
  }
}

function bumpsOf(place: string, dab: NonNullable<Scene['dabs']>[number], { axes, sides }: Canvas): Expr {
  const value = (name: string, given: number | string) => checkedNumber(`${place}.${name}`, evaluateConstant(given));
  const [radius, amount] = [value('radius', dab.radius), value('amount', dab.amount)];
  if (!(radius > 0)) throw refuse(`${place}.radius`, `${radius} is not above 0`);
  const flat = axes.slice(0, 2);
  return dab.at
    .map((at, k) => {
      if (at.length !== flat.length)
        throw refuse(`${place}.at[${k}]`, `give ${flat.map(({ name }) => name).join(', ')}`);
      const squares = flat.map((axis, i) => {
        const isPeriodic = sides.some((side) => side.axis === axis.name && side.kind === 'periodic');
        return `(${away(axis, value(`at[${k}]`, at[i]!), isPeriodic)})^2`;
      });
      return parse(`(${amount})*max(0, 1 - (${squares.join(' + ')})/${radius * radius})^2`);
    })
    .reduce(sum);
}

/** How far a coordinate is from a place, the shorter way round where the axis is periodic. */
function away({ name, min, max }: Axis, place: number, isPeriodic: boolean): string {
  const straight = `${name} - (${place})`;
  const length = max - min;
  return isPeriodic ? `${straight} - ${length}*floor((${straight})/${length} + 0.5)` : straight;
}

function sum(left: Expr, right: Expr): Expr {
  return { kind: 'binary', op: '+', left, right, span: left.span };
}
