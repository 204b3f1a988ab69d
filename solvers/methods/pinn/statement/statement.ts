import type { Channel } from '../../../array/jets/channels';
import { Failure } from '../../../base/result';
import { channelsOf, closeChannels, type Expr, parse, simplify, symbolsOf, toText } from '../../../expr';
import type { Axis, Problem } from '../../problem';
import type { PinnRecipe } from '../recipe';
import { type Ansatz, ansatzOf, isPeriodic, isVelocity, valuesAt } from './ansatz';
import { type Entry, type Feature, featuresOf } from './features';
import { coordinatesOf, residualsOf, scopeOf } from './scope';
import { evenAxes } from './symmetry';

/** Residuals that are wanted to vanish at points of the box or of one of its faces. */
export interface Term {
  /** Part of `loss.NAME`. */
  readonly name: string;
  readonly residuals: readonly Expr[];
  /** A coordinate that is fixed: its number and value; null for the whole box. */
  readonly face: { readonly axis: number; readonly at: number } | null;
  readonly points: number;
  readonly weight: number;
  /** Places of a term whose points are given, [axis][points], and what its residuals shall be there. */
  readonly places?: readonly Float64Array[];
  readonly wanted?: readonly Float64Array[];
}

/** What a network is trained for. */
export interface Statement {
  readonly problem: Problem;
  readonly axes: readonly Axis[];
  readonly channels: readonly Channel[];
  readonly features: readonly Feature[];
  readonly ansatz: readonly Ansatz[];
  /** The equations first, then soft conditions. */
  readonly terms: readonly Term[];
  /** Unknowns that the equations fix only up to a constant. */
  readonly floating: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Reads a problem as residuals of a network.
 * @throws Failure 'bad-input' where it is not one that can be trained: no conditions, too few, bodies
 */
export function statementOf(problem: Problem, recipe: PinnRecipe): Statement {
  const scope = scopeOf(problem);
  const axes = coordinatesOf(problem);
  const equations = residualsOf(problem);
  const conditions = softConditions(problem, recipe);
  const used = channelsOf([...equations, ...conditions.flatMap(({ residuals }) => residuals)], scope);
  const channels = closeChannels([...used.values()].flat());
  const ansatz = ansatzOf(problem, channels, recipe.hard);
  const interior: Term = { name: 'equations', residuals: equations, face: null, points: recipe.points, weight: 1 };
  const soft = conditions.flatMap(({ of, ...term }): Term[] => {
    const residuals = term.residuals.filter((_, k) => {
      const own = ansatz.find(({ unknown }) => unknown === of[k].unknown)!;
      return !(of[k].kind === 'side' && own.sides) && !(of[k].kind === 'start' && own.start);
    });
    return residuals.length === 0 ? [] : [{ ...term, residuals }];
  });
  const mirrored = recipe.symmetry ? evenAxes(problem, equations) : [];
  const entries = axes.map((axis, a): Entry => {
    // Along an axis that no equation differentiates by, a start with a kink keeps it: waves could not follow.
    if (!isPeriodic(problem, axis) || channels.every((channel) => channel[a] === 0)) return 'plain';
    return mirrored.includes(axis.name) ? 'even' : 'periodic';
  });
  const even = axes.filter((_, a) => entries[a] === 'even').map(({ name }) => name);
  const floating = floatingOf(problem, [...equations, ...conditions.flatMap(({ residuals }) => residuals)]);
  refuseUnstated(problem, ansatz, soft, floating);
  const measured = measurements(problem, recipe);
  const notes = [
    ...ansatz.map(({ unknown, sides, start }) => {
      const built = [...(sides ? ['sides'] : []), ...(start ? ['start'] : [])];
      return `${unknown}: ${built.length > 0 ? `${built.join(' and ')} built in` : 'no condition built in'}`;
    }),
    ...soft.map(({ name, points, weight }) => `${name}: soft, ${points} points, residual times ${weight}`),
    ...even.map((name) => `mirror symmetry in ${name} found and built in`),
    ...(problem.inferred ?? []).map(({ name, start }) => `${name} is unknown: searched from ${start} on`),
    ...measured.map(({ name, points, weight }) => `${name}: ${points} values, residual times ${weight}`),
  ];
  return {
    problem,
    axes,
    channels,
    features: featuresOf(entries, recipe.harmonics),
    ansatz,
    terms: [interior, ...soft, ...measured],
    floating,
    notes,
  };
}

/** The unknowns of which only derivatives in space occur, so that a constant may be added to them. */
function floatingOf({ unknowns, time }: Problem, residuals: readonly Expr[]): string[] {
  const used = new Set(residuals.flatMap((residual) => [...symbolsOf(residual)]));
  return unknowns.filter((unknown) => {
    const rate = [...used].some((name) => time && name.startsWith(`${unknown}_`) && name.endsWith(time.name));
    return !used.has(unknown) && !rate;
  });
}

/** A soft condition before it is known what is built in: whose each residual is, and of which kind. */
interface Condition extends Term {
  readonly of: readonly { readonly unknown: string; readonly kind: 'side' | 'start' | 'slope' }[];
}

function softConditions(problem: Problem, recipe: PinnRecipe): Condition[] {
  const sides = problem.axes.flatMap((axis, a) =>
    (['min', 'max'] as const).flatMap((end): Condition[] => {
      const side = problem.sides.find((one) => one.axis === axis.name && one.end === end);
      if (!side || side.kind === 'periodic') return [];
      const of: { unknown: string; kind: 'side' | 'slope' }[] = [];
      const residuals: Expr[] = [];
      for (const unknown of problem.unknowns) {
        const value = valuesAt(problem, unknown, axis.name)[end];
        const slope = `${unknown}_${axis.name}`;
        if (value) {
          residuals.push(minus(unknown, value));
          of.push({ unknown, kind: 'side' });
        } else if (side.kind === 'wall' && !isVelocity(problem, unknown) && unknown !== 'p') {
          residuals.push(parse(slope));
          of.push({ unknown, kind: 'slope' });
        } else if (side.kind === 'outflow') {
          residuals.push(unknown === 'p' ? parse('p') : parse(slope));
          of.push({ unknown, kind: 'slope' });
        }
      }
      for (const { unknown, terms, given } of side.equations) {
        const sum = Object.entries(terms).map(([name, factor]) => `(${toText(factor)})*${name}`);
        residuals.push(simplify(parse(`${sum.join(' + ')} - (${toText(given)})`)));
        of.push({ unknown, kind: 'slope' });
      }
      const name = `${axis.name}=${end === 'min' ? axis.min : axis.max}`;
      const [face, weight] = [{ axis: a, at: axis[end] }, recipe.sideWeight];
      return residuals.length === 0 ? [] : [{ name, residuals, of, face, points: recipe.sidePoints, weight }];
    }),
  );
  const { time } = problem;
  if (!time) return sides;
  const residuals: Expr[] = [];
  const of: { unknown: string; kind: 'start' }[] = [];
  for (const [name, value] of Object.entries(problem.initial)) {
    residuals.push(minus(name, value));
    of.push({ unknown: name.split('_')[0], kind: 'start' });
  }
  if (residuals.length === 0) return sides;
  const face = { axis: problem.axes.length, at: time.min };
  const [points, weight] = [recipe.startPoints, recipe.startWeight];
  return [...sides, { name: 'start', residuals, of, face, points, weight }];
}

/** What sensors measured, each weighed against the size of what they read. */
function measurements(problem: Problem, { dataWeight }: PinnRecipe): Term[] {
  const data = problem.data ?? [];
  const [unknown] = problem.inferred ?? [];
  if (unknown && data.length === 0) {
    const field = `parameters.${unknown.name}.infer`;
    throw new Failure('bad-input', `${field}: nothing is measured that could tell ${unknown.name}: give data`, field);
  }
  return data.map(({ field, places, values }, k): Term => {
    const size = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) || 1;
    const name = data.length > 1 ? `data${k + 1}` : 'data';
    const weight = Number((dataWeight / size).toPrecision(3));
    return { name, residuals: [parse(field)], face: null, points: values.length, weight, places, wanted: [values] };
  });
}

function minus(name: string, value: Expr): Expr {
  return simplify(parse(`${name} - (${toText(value)})`));
}

/** Refuses problems without conditions, by name. */
function refuseUnstated(
  problem: Problem,
  ansatz: readonly Ansatz[],
  soft: readonly Term[],
  floating: readonly string[],
): void {
  const body = problem.obstacles[0];
  if (body)
    throw new Failure('bad-input', `obstacles: method pinn does not know bodies yet: remove ${body.name}`, 'obstacles');
  if (problem.random)
    throw new Failure('bad-input', 'conditions: method pinn needs a start by formulas, not at random');
  // A steady problem on a torus needs none; an unknown beside others may be fixed by them but for a constant.
  const closed = !problem.time && problem.axes.some((axis) => isPeriodic(problem, axis));
  const softly = new Set(soft.flatMap(({ residuals }) => residuals.flatMap((residual) => [...symbolsOf(residual)])));
  for (const { unknown, sides, start } of ansatz) {
    const touched = [...softly].some((name) => name === unknown || name.startsWith(`${unknown}_`));
    if (sides || start || touched || closed) continue;
    if (floating.includes(unknown) && problem.unknowns.length > 1) continue;
    const fix = problem.time ? `say what ${unknown} is at t=${problem.time.min}` : `give ${unknown} on a side`;
    throw new Failure(
      'bad-input',
      `conditions: nothing is said of ${unknown}, so many solutions fit: ${fix}`,
      'conditions',
    );
  }
}
