import { randomUniform } from '../../base/random';
import { compile, type Expr, symbolsOf } from '../../expr';
import type { SolvedForm } from './form';
import { referenceOf } from './reference';
import type { EvolveAxis, EvolveSpec } from './spec';

/** How each unknown goes on beyond both ends of an axis: 1 as its mirror image, -1 as its negative. */
export interface Mirror {
  readonly axis: string;
  readonly parity: ReadonlyMap<string, 1 | -1>;
}

/** Random points at which a symmetry is tried. */
const TRIALS = 12;

/**
 * The axes with ends along which the problem is half of a periodic one: every unknown is 0 at both ends (odd) or has no
 * slope there (even), and the equations are the same for the mirror image. Null where an axis with ends is not so.
 */
export function mirrorsOf(spec: EvolveSpec, form: SolvedForm): Mirror[] | null {
  const mirrors: Mirror[] = [];
  for (const axis of spec.axes) {
    if (axis.periodic) continue;
    const parity = paritiesOf(spec, axis);
    if (!parity || !isSymmetric(spec, form, axis, parity)) return null;
    mirrors.push({ axis: axis.name, parity });
  }
  return mirrors;
}

/** The periodic box that a problem with mirrors is part of: mirrored axes are twice as long. */
export function unfolded(axes: readonly EvolveAxis[], mirrors: readonly Mirror[]): EvolveAxis[] {
  return axes.map((axis) => {
    if (!mirrors.some((mirror) => mirror.axis === axis.name)) return axis;
    return { ...axis, max: 2 * axis.max - axis.min, points: 2 * axis.points, periodic: true };
  });
}

function paritiesOf(spec: EvolveSpec, { name }: EvolveAxis): Map<string, 1 | -1> | null {
  const parity = new Map<string, 1 | -1>();
  for (const unknown of spec.unknowns) {
    const own = spec.conditions.filter((one) => one.axis === name && one.unknown === unknown);
    const kinds = own.map(({ terms, given }) => {
      const [symbol, ...others] = Object.keys(terms);
      const zero = given.kind === 'number' && given.value === 0;
      if (!zero || others.length > 0) return null;
      return symbol === unknown ? -1 : symbol === `${unknown}_${name}` ? 1 : null;
    });
    const ends = new Set(own.map(({ end }) => end));
    const [kind] = kinds;
    if (own.length !== 2 || ends.size !== 2 || kind === null || kinds[1] !== kind) return null;
    parity.set(unknown, kind);
  }
  return parity;
}

/** Whether each equation turns into itself, or its negative for an odd unknown, in the mirror. */
function isSymmetric(
  spec: EvolveSpec,
  form: SolvedForm,
  axis: EvolveAxis,
  parity: ReadonlyMap<string, 1 | -1>,
): boolean {
  const along = spec.axes.indexOf(axis);
  const signOf = (name: string): number => {
    const reference = referenceOf(name, form);
    if (!reference) return 1;
    const unknown = spec.unknowns.find((one) => reference.of === one || reference.of.startsWith(`${one}_t`))!;
    return parity.get(unknown)! * (reference.by[along] % 2 === 0 ? 1 : -1);
  };
  const rates = form.components.every(({ unknown, mass }, i) => {
    const even = mass.every(({ by }) => by[along] % 2 === 0);
    return even && turnsInto(form.rates[i], parity.get(unknown)!, signOf);
  });
  const constraints = form.constraints.every(({ linear }) => {
    const signs = linear.map(({ of, by }) => {
      const unknown = spec.unknowns.find((one) => of === one || of.startsWith(`${one}_t`))!;
      return parity.get(unknown)! * (by[along] % 2 === 0 ? 1 : -1);
    });
    return new Set(signs).size <= 1;
  });
  return rates && constraints;
}

function turnsInto(rate: Expr, sign: number, signOf: (name: string) => number): boolean {
  const names = [...symbolsOf(rate)];
  const evaluate = compile(rate, names);
  for (let trial = 0; trial < TRIALS; trial++) {
    const values = names.map((_, k) => 0.2 + 1.6 * randomUniform(7, trial * names.length + k));
    const here = evaluate(values);
    const there = evaluate(values.map((value, k) => signOf(names[k]) * value));
    // A few dozen roundings of f64.
    if (!(Math.abs(there - sign * here) <= 1e-11 * (1 + Math.abs(here)))) return false;
  }
  return true;
}
