import type { Channel } from '../../../array/jets/channels';
import { Failure } from '../../../base/result';
import { channelsOf, closeChannels, type Expr, symbolsOf } from '../../../expr';
import type { Axis, Problem } from '../../problem';
import type { PinnRecipe } from '../recipe';
import { type Ansatz, ansatzOf, join } from './ansatz';
import { refuseUnbalanced } from './balance';
import { measurements, softConditions } from './conditions';
import { type Entry, type Feature, featuresOf } from './features';
import { type InputSymbol, inputSymbols } from './input-tables';
import { growthNear, type Jump, jumpsOf } from './jumps';
import { coordinatesOf, residualsOf, scopeOf } from './scope';
import { isPeriodic } from './sides';
import { withStart } from './start';
import { type StartTable, startTables, startTerms } from './start-tables';
import { steadyOf } from './steady';
import { evenAxes, mirrorsOf } from './symmetry';
import type { Term } from './term';

export type { Term };

/** What a network is trained for. */
export interface Statement {
  readonly problem: Problem;
  readonly axes: readonly Axis[];
  readonly channels: readonly Channel[];
  readonly features: readonly Feature[];
  readonly ansatz: readonly Ansatz[];
  /** Arrays that the equations use. */
  readonly inputs: readonly InputSymbol[];
  /** The equations first, then soft conditions. */
  readonly terms: readonly Term[];
  /** Where conditions that meet contradict each other: residuals fade away there, over `fade` of the box. */
  readonly jumps: readonly Jump[];
  readonly fade: number;
  /** Unknowns that the equations fix only up to a constant. */
  readonly floating: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Reads a problem as residuals of a network.
 * @param handed what unknowns start from in place of formulas
 * @throws Failure 'bad-input' where it is not one that can be trained: no conditions, too few, bodies
 */
export function statementOf(given: Problem, recipe: PinnRecipe, handed: readonly StartTable[] = []): Statement {
  const equations = residualsOf(given, recipe.steady);
  const { rest, tables: read } = startTables(recipe.steady ? steadyOf(given) : given);
  const tables = [...read, ...handed];
  const { problem, notes: granted } = withStart(
    rest,
    equations,
    tables.map(({ unknown }) => unknown),
  );
  const scope = scopeOf(problem);
  const axes = coordinatesOf(problem);
  const conditions = softConditions(problem, recipe);
  const used = channelsOf([...equations, ...conditions.flatMap(({ residuals }) => residuals)], scope);
  const channels = closeChannels([...used.values()].flat());
  const inputs = inputSymbols(problem, equations);
  const symmetric = recipe.symmetry && tables.length + inputs.length === 0;
  const mirrors = recipe.hard && symmetric ? mirrorsOf(problem, equations) : new Map();
  // What starts with a value but has no rate is free again afterwards.
  const always = conditions.filter(({ name }) => name !== 'start');
  const floating = floatingOf(problem, [...equations, ...always.flatMap(({ residuals }) => residuals)]);
  const jumps = jumpsOf(problem);
  const growth = growthNear(jumps, recipe.fade, axes);
  const ansatz = ansatzOf(problem, channels, recipe.hard, mirrors).map((own): Ansatz => {
    return growth && floating.includes(own.unknown) ? { ...own, factor: join(own.factor, '*', growth) } : own;
  });
  const interior: Term = { name: 'equations', residuals: equations, face: null, points: recipe.points, weight: 1 };
  const started = problem.time ? startTerms(tables, problem.time, recipe, problem.seed) : [];
  const onFaces = conditions.flatMap(({ of, ...term }): Term[] => {
    if (term.face && mirrors.has(axes[term.face.axis].name)) return [];
    const residuals = term.residuals.filter((_, k) => {
      const own = ansatz.find(({ unknown }) => unknown === of[k].unknown)!;
      return !(of[k].kind === 'side' && own.sides) && !(of[k].kind === 'start' && own.start);
    });
    return residuals.length === 0 ? [] : [{ ...term, residuals }];
  });
  const soft = [...onFaces, ...started];
  const mirrored = symmetric ? evenAxes(problem, equations) : [];
  const entries = axes.map((axis, a): Entry => {
    if (mirrors.has(axis.name)) return 'mirrored';
    // Along an axis that no equation differentiates by, a start with a kink keeps it: waves could not follow.
    if (!isPeriodic(problem, axis) || channels.every((channel) => channel[a] === 0)) return 'plain';
    return mirrored.includes(axis.name) ? 'even' : 'periodic';
  });
  const even = axes.filter((_, a) => entries[a] === 'even').map(({ name }) => name);
  refuseUnstated(problem, ansatz, soft, floating);
  refuseUnbalanced(problem, equations);
  const measured = measurements(problem, recipe);
  const turns = jumps.flatMap((jump): Feature[] => {
    return jump.turns ? [{ axis: jump.at[0].axis, wave: null, turn: jump.at }] : [];
  });
  const notes = [
    ...ansatz.map(({ unknown, sides, start }) => {
      const built = [...(sides ? ['sides'] : []), ...(start ? ['start'] : [])];
      return `${unknown}: ${built.length > 0 ? `${built.join(' and ')} built in` : 'no condition built in'}`;
    }),
    ...soft.map(({ name, points, weight }) => `${name}: soft, ${points} points, residual times ${weight}`),
    ...(recipe.steady && given.time ? [`steady: nothing depends on ${given.time.name}`] : []),
    ...granted,
    ...jumps.map(({ text, turns }) =>
      turns ? `${text}: the network knows the angle, the equations fade there` : `${text}: residuals fade there`,
    ),
    ...[...mirrors.keys()].map((name) => `${name}: the sides are mirrors, built in by half waves`),
    ...even.map((name) => `mirror symmetry in ${name} found and built in`),
    ...(problem.inferred ?? []).map(({ name, start }) => `${name} is unknown: searched from ${start} on`),
    ...measured.map(({ name, points, weight }) => `${name}: ${points} values, residual times ${weight}`),
  ];
  return {
    problem,
    axes,
    channels,
    features: [...featuresOf(entries, recipe.harmonics), ...turns],
    ansatz,
    inputs,
    terms: [interior, ...soft, ...measured],
    jumps,
    fade: recipe.fade,
    floating,
    notes,
  };
}

/** The jumps near which the residuals of a term fade: sides between which the network can turn are both held. */
export function fadingOf({ jumps }: Statement, { face }: Term): readonly Jump[] {
  return face ? jumps.filter(({ turns }) => !turns) : jumps;
}

/** The unknowns of which only derivatives in space occur, so that a constant may be added to them. */
function floatingOf({ unknowns, time }: Problem, residuals: readonly Expr[]): string[] {
  const used = new Set(residuals.flatMap((residual) => [...symbolsOf(residual)]));
  return unknowns.filter((unknown) => {
    const rate = [...used].some((name) => time && name.startsWith(`${unknown}_`) && name.endsWith(time.name));
    return !used.has(unknown) && !rate;
  });
}

/** Refuses problems without conditions, by name. */
function refuseUnstated(
  problem: Problem,
  ansatz: readonly Ansatz[],
  soft: readonly Term[],
  floating: readonly string[],
): void {
  if (problem.equations.length < problem.unknowns.length && !problem.data) {
    const [few, many] = [problem.equations.length, problem.unknowns.length];
    throw new Failure('bad-input', `equations: ${few} for ${many} unknowns: many solutions fit`, 'equations');
  }
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
