import { Failure } from '../../../base/result';
import { type Expr, symbolsOf, toText } from '../../../expr';
import type { SolvedForm } from '../form';
import { referenceOf } from '../reference';
import type { EvolveSpec } from '../spec';
import { type End, endsOf } from './ends';
import { type Part, partsOf } from './parts';
import type { Planes } from './planes';

/** The value that a body gives an unknown. */
export interface BodyValue {
  readonly formula: Expr;
  /** It changes with time; it is the same everywhere on the body then. */
  readonly inTime: boolean;
}

/** A derivative, or a component's value, in the rest of a rate. */
export interface Used {
  readonly symbol: string;
  /** Number of the component. */
  readonly of: number;
  /** Order along each axis, x first. */
  readonly by: readonly number[];
}

/** What is known of a component before numbers are put in. */
export interface Description {
  readonly name: string;
  readonly part: Part;
  /** None where it does not diffuse. */
  readonly ends: readonly End[];
  /** Of the bodies that give it a value. */
  readonly bodies: readonly BodyValue[];
  readonly used: readonly Used[];
}

/** With the tables of all components on the device. */
export interface Component extends Description {
  readonly planes: Planes;
}

/** @throws Failure 'bad-input' by name of what the implicit model has no answer for */
export function descriptionsOf(spec: EvolveSpec, form: SolvedForm): Description[] {
  const parts = partsOf(form);
  return parts.map((part): Description => {
    const { name, diffusion, rest } = part;
    const used = [...(rest ? symbolsOf(rest) : [])].flatMap((symbol): Used[] => {
      const reference = referenceOf(symbol, form);
      return reference ? [{ symbol, of: parts.findIndex((one) => one.name === reference.of), by: reference.by }] : [];
    });
    const moves = diffusion.some((d) => d !== null);
    if (!moves) return { name, part, ends: [], bodies: [], used };
    spec.axes.forEach(({ name: axis, periodic }, a) => {
      if (diffusion[a] || periodic) return;
      throw new Failure('bad-input', `${name} needs diffusion along ${axis}, or periodic sides there`, 'equations');
    });
    return { name, part, ends: endsOf(spec, name), bodies: bodiesOf(spec, part), used };
  });
}

function bodiesOf(spec: EvolveSpec, { name, diffusion }: Part): BodyValue[] {
  const places = new Set(spec.axes.map((axis) => axis.name));
  return (spec.obstacles ?? []).flatMap(({ name: body, values }): BodyValue[] => {
    const formula = values[name];
    if (!formula) return [];
    const [first, ...others] = diffusion.map((d) => d && toText(d));
    if (others.some((d) => d !== first)) {
      throw new Failure('bad-input', `${name} must diffuse alike in all directions next to ${body}`, 'obstacles');
    }
    const names = [...symbolsOf(formula)];
    const inTime = names.includes('t');
    if (inTime && names.some((symbol) => places.has(symbol))) {
      const advice = `${name} on ${body} changes with time and place: let it change with one of them`;
      throw new Failure('bad-input', advice, 'obstacles');
    }
    return [{ formula, inTime }];
  });
}
