import { Failure } from '../../base/result';
import { compile } from '../../expr';
import type { SolvedForm } from './form';
import { withFrozen } from './frozen';
import { growthRate } from './growth';
import type { Matrix } from './phi';
import { type EvolveSpec, parametersOf } from './spec';
import { Symbols } from './symbols';

/** Growth over a run, as an exponent, that no f32 answer survives. */
const HOPELESS = 50;
/** Growth over a run, as an exponent, that ends may add to what the equations do inside. */
const AT_ENDS = 15;
/** Waves along the longest side at which a problem must not grow faster and faster. */
const SHORT = 400;

/**
 * Refuses problems that have no answer that depends continuously on the start: whose short waves grow the faster the
 * shorter they are, as in heat flow backwards in time.
 * @throws Failure 'bad-input' that says which term
 */
export function refuseIllPosed(given: EvolveSpec, form: SolvedForm): void {
  const spec = withFrozen(given, form);
  const duration = spec.time.max - spec.time.min;
  const longest = Math.max(...spec.axes.map(({ min, max }) => max - min));
  for (const sample of [0, spec.batch - 1]) {
    const symbols = new Symbols(form, parametersOf(spec, sample));
    spec.axes.forEach((axis, along) => {
      const at = (waves: number): number => {
        const k = spec.axes.map((_, a) => (a === along ? (2 * Math.PI * waves) / longest : 0));
        return growthRate(symbols.at(k).linear);
      };
      const [one, two] = [at(SHORT), at(2 * SHORT)];
      if (two * duration > HOPELESS && two > 1.5 * Math.max(one, 0)) {
        const advice = `short waves along ${axis.name} grow without limit (e-fold in ${(1 / two).toPrecision(2)} at ${2 * SHORT} waves): the problem is ill-posed forwards in time; turn the sign of its highest derivative along ${axis.name}`;
        throw new Failure('bad-input', advice, 'equations');
      }
    });
  }
}

/**
 * Refuses intervals whose ends have too few conditions or too many: as many as the order of the highest derivative
 * along the axis, at the end where they are needed.
 */
export function refuseMissingConditions(spec: EvolveSpec, form: SolvedForm): void {
  spec.axes.forEach((axis, along) => {
    if (axis.periodic) return;
    for (const unknown of spec.unknowns) {
      const order = orderAlong(form, unknown, along);
      const at = (end: 'min' | 'max'): number =>
        spec.conditions.filter((one) => one.axis === axis.name && one.unknown === unknown && one.end === end).length;
      const [low, high] = [at('min'), at('max')];
      if (low + high > order) {
        const advice = `${unknown} has ${low + high} conditions along ${axis.name}, but its equation takes ${order}: remove ${low + high - order}`;
        throw new Failure('bad-input', advice, 'conditions');
      }
      if (low + high < order) {
        const end = low < high || (low === high && low === 0) ? axis.min : axis.max;
        const advice = `${unknown} needs ${order} conditions along ${axis.name} and has ${low + high}: add one at ${axis.name} = ${end}`;
        throw new Failure('bad-input', advice, 'conditions');
      }
      if (order === 1) refuseOutflow(spec, form, unknown, along, low > 0);
    }
  });
}

/** Refuses a value that is given where what moves with a constant speed leaves. */
function refuseOutflow(spec: EvolveSpec, form: SolvedForm, unknown: string, along: number, low: boolean): void {
  const component = form.components.find(({ name }) => name === unknown);
  const part = component?.linear.find(({ of, by }) => of === unknown && by[along] === 1);
  if (!part) return;
  const parameters = parametersOf(spec, 0);
  const names = Object.keys(parameters).filter((name) => form.scope.parameters.includes(name));
  const speed = -compile(part.coefficient, names)(names.map((name) => parameters[name]));
  if (speed > 0 === low) return;
  const { name, min, max } = spec.axes[along];
  const [out, into] = low ? [min, max] : [max, min];
  const advice = `${unknown} leaves at ${name} = ${out}, where it cannot be given: give it at ${name} = ${into}`;
  throw new Failure('bad-input', advice, 'conditions');
}

/**
 * Refuses an interval whose conditions feed it without limit, as u = +D u_x does at the right end of a heat flow, or a
 * value given where the flow leaves.
 * @param linear the linear part of the rates with the conditions put in
 */
export function refuseGrowth(spec: EvolveSpec, form: SolvedForm, linear: Matrix): void {
  const [{ name, min, max }] = spec.axes;
  const symbols = new Symbols(form, parametersOf(spec, 0));
  const waves = [0, 1, 2, 4, 8, 16].map((count) => growthRate(symbols.at([(Math.PI * count) / (max - min)]).linear));
  const rate = growthRate(linear);
  const duration = spec.time.max - spec.time.min;
  if ((rate - Math.max(0, ...waves)) * duration <= AT_ENDS) return;
  const advice = `the solution grows at an end of ${name} (e-fold in ${(1 / rate).toPrecision(2)}): turn a sign in the conditions there, or give what flows in at the other end`;
  throw new Failure('bad-input', advice, 'conditions');
}

/** The highest order of a derivative of an unknown along an axis, in any equation. */
function orderAlong(form: SolvedForm, unknown: string, along: number): number {
  const parts = [
    ...form.components.flatMap(({ linear, mass }) => [...linear, ...mass]),
    ...form.constraints.flatMap(({ linear }) => linear),
    ...form.references.values(),
  ];
  const own = parts.filter(({ of }) => of === unknown || of.startsWith(`${unknown}_t`));
  return Math.max(0, ...own.map(({ by }) => by[along]));
}
