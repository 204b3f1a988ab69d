import { Failure } from '../../base/result';
import {
  compile,
  derivativeOf,
  type Expr,
  linearise,
  parse,
  type Scope,
  simplify,
  substitute,
  symbolsOf,
} from '../../expr';
import { childrenOf, withChildren } from '../../expr/ast';
import type { Problem, RandomField, Side } from '../problem';
import { type Conservation, conservationOf, OUTFLOW } from './conservation';

/** A residual at every point of the grid: linear in none, one or more derivatives of the unknown. */
export interface Residual {
  readonly expr: Expr;
  /** The unknown and its derivatives that it uses, by name, with the axes they are taken along. */
  readonly terms: readonly Term[];
}

export interface Term {
  readonly name: string;
  /** Whether it is of the second unknown, which follows from the first. */
  readonly follows: boolean;
  readonly by: readonly string[];
}

/**
 * How a second unknown follows from the first on periodic axes, as a stream function from vorticity: an equation without
 * time, sum of factor times derivative over both unknowns = 0.
 */
export interface Follower {
  readonly unknown: string;
  readonly own: readonly Part[];
  readonly leader: readonly Part[];
}

/** A constant times a derivative along these axes. */
interface Part {
  readonly factor: number;
  readonly by: readonly string[];
}

/** What holds at the start or on a side: sum of factor * term = given, in coordinates and parameters. */
export interface Condition {
  /** The axis whose end it is. */
  readonly axis: string;
  readonly end: 'min' | 'max';
  readonly terms: readonly (Term & { readonly factor: Expr })[];
  readonly given: Expr;
}

/** A problem as a constraint sees it. */
export interface Statement {
  readonly problem: Problem;
  readonly unknown: string;
  readonly scope: Scope;
  readonly equation: Residual;
  readonly follower: Follower | null;
  /** Null where it is drawn at random. */
  readonly start: Condition | null;
  readonly random: RandomField | null;
  /** Of problems without time: a balance of cells, in which the sides are held. */
  readonly conservation: Conservation | null;
  readonly sides: readonly Condition[];
  /** Names of axes that repeat. */
  readonly periodic: ReadonlySet<string>;
}

const ONE = parse('1');

/** @throws Failure 'bad-input' with the reason why a problem cannot be stated as a constraint linear in a basis */
export function statementOf(problem: Problem, floor: number): Statement {
  const { time, axes, unknowns } = problem;
  if (!time) return steadyStatement(problem);
  if (axes.length < 1 || axes.length > 2) return refuse('one or two axes in space', 'coordinates');
  if (problem.obstacles.length > 0) return refuse('a domain without bodies', 'obstacles');
  const scope: Scope = {
    unknowns,
    coordinates: [...axes.map(({ name }) => name), time.name],
    parameters: Object.keys(problem.parameters),
    definitions: [],
  };
  const residuals = residualsOf(problem).map((expr) => {
    return simplify(softened(expr, floor, (name) => isTerm(name, scope)));
  });
  const moving = residuals.filter((expr) => termNames(expr, scope).some(({ by }) => by.includes(time.name)));
  if (moving.length !== 1) return refuse('one equation with a derivative by time', 'equations');
  const [expr] = moving;
  const periodic = new Set(problem.sides.filter(({ kind }) => kind === 'periodic').map(({ axis }) => axis));
  const unknown = termNames(expr, scope).find(({ by }) => by.includes(time.name))!.unknown;
  const others = residuals.filter((other) => other !== expr);
  const follower = followerOf(unknown, others, scope, periodic);
  const equation = { expr, terms: termsOf(expr, scope, unknown) };
  const high = equation.terms.find(({ by }) => by.some((axis) => by.filter((other) => other === axis).length > 2));
  if (high) return refuse(`derivatives up to the second along each axis, not ${high.name}`, 'equations');
  const initial = problem.initial[unknown];
  const random = problem.randomFields.find((field) => field.unknown === unknown) ?? null;
  if (!initial && !random) return refuse(`a start for ${unknown}`, 'conditions');
  if (random && periodic.size < axes.length) return refuse('periodic sides around a random start', 'conditions');
  const own: Term = { name: unknown, follows: false, by: [] };
  const start = { axis: time.name, end: 'min', terms: [{ ...own, factor: ONE }], given: initial } as const;
  return {
    problem,
    unknown,
    scope,
    equation,
    follower,
    start: initial ? start : null,
    random: initial ? null : random,
    conservation: null,
    sides: problem.sides.flatMap((side) => conditionsOf(side, unknown, scope)),
    periodic,
  };
}

/** outflow + c u - f, cell by cell. */
function steadyStatement(problem: Problem): Statement {
  const conservation = conservationOf(problem);
  const { axes, unknowns, parameters, inputs } = problem;
  const [unknown] = unknowns;
  const scope = {
    unknowns,
    coordinates: axes.map(({ name }) => name),
    parameters: [...Object.keys(parameters), ...Object.keys(inputs)],
    definitions: [],
  };
  const { c, f } = conservation;
  const own: Term = { name: unknown, follows: false, by: [] };
  const out: Term = { name: OUTFLOW, follows: false, by: [OUTFLOW] };
  const parts = new Map(Object.entries({ c, f }));
  const expr = simplify(filled(parse(`${OUTFLOW} + c*${unknown} - f`), parts));
  const terms = symbolsOf(expr).has(unknown) ? [out, own] : [out];
  return {
    problem,
    unknown,
    scope,
    equation: { expr, terms },
    follower: null,
    start: null,
    random: null,
    conservation,
    sides: [],
    periodic: new Set(),
  };
}

/** Names replaced by formulas, in which the same names mean something else. */
function filled(expr: Expr, by: ReadonlyMap<string, Expr>): Expr {
  if (expr.kind === 'symbol') return by.get(expr.name) ?? expr;
  return withChildren(
    expr,
    childrenOf(expr).map((child) => filled(child, by)),
  );
}

function refuse(reason: string, field?: string): never {
  throw new Failure('bad-input', `hard constraints need ${reason}`, field);
}

/** left - right of each equation, with the formulas of input fields put in. */
function residualsOf({ inputs, equations }: Problem): Expr[] {
  const given = Object.entries(inputs).map(([name, { formula }]) => {
    if (!formula) return refuse(`a formula for ${name}`, `inputs.${name}`);
    return [name, { parameters: [], value: formula }] as const;
  });
  return equations.map(({ left, right }) => {
    const sides = new Map([
      ['left', { parameters: [], value: left }],
      ['right', { parameters: [], value: right }],
    ]);
    return substitute(substitute(parse('left - right'), sides, ''), new Map(given), '');
  });
}

function followerOf(
  unknown: string,
  equations: readonly Expr[],
  scope: Scope,
  periodic: ReadonlySet<string>,
): Follower | null {
  const others = scope.unknowns.filter((name) => name !== unknown);
  if (others.length === 0 && equations.length === 0) return null;
  if (others.length !== 1 || equations.length !== 1) {
    return refuse('one unknown, or two of which one follows from the other', 'equations');
  }
  const [expr] = equations;
  const { terms, linear } = linearise(expr, scope);
  const constant = terms.every(({ coefficient }) => symbolsOf(coefficient).size === 0);
  if (!linear || !constant || periodic.size < scope.coordinates.length - 1) {
    return refuse(`a linear equation with constant factors for ${others[0]}, and periodic sides`, 'equations');
  }
  const parts = (of: string): Part[] =>
    terms
      .filter((term) => term.unknown === of)
      .map(({ name, coefficient }) => ({
        factor: compile(coefficient, [])([]),
        by: derivativeOf(name, scope)?.by ?? [],
      }));
  return { unknown: others[0], own: parts(others[0]), leader: parts(unknown) };
}

function isTerm(name: string, scope: Scope): boolean {
  return scope.unknowns.includes(name) || derivativeOf(name, scope) !== null;
}

/** The unknowns and derivatives that a formula uses. */
function termNames(expr: Expr, scope: Scope): { name: string; unknown: string; by: readonly string[] }[] {
  const names = [...symbolsOf(expr)].filter((name) => isTerm(name, scope)).sort();
  return names.map((name) => derivativeOf(name, scope) ?? { name, unknown: name, by: [] });
}

function termsOf(expr: Expr, scope: Scope, unknown: string): Term[] {
  return termNames(expr, scope).map(({ name, by, unknown: of }) => ({ name, by, follows: of !== unknown }));
}

function conditionsOf({ axis, end, kind, values, equations }: Side, unknown: string, scope: Scope): Condition[] {
  if (kind === 'periodic') return [];
  const term = (name: string, factor: Expr) => {
    return { name, by: derivativeOf(name, scope)?.by ?? [], follows: false, factor };
  };
  const said = [
    ...Object.entries(values).map(([name, given]): Condition => ({ axis, end, terms: [term(name, ONE)], given })),
    ...equations.map(({ terms, given }): Condition => {
      return { axis, end, terms: Object.entries(terms).map(([name, factor]) => term(name, factor)), given };
    }),
  ];
  if (kind !== 'wall' || said.length > 0) return said;
  return [{ axis, end, terms: [term(`${unknown}_${axis}`, ONE)], given: parse('0') }];
}

/** Fractional powers of what depends on the unknown are singular at 0: their base becomes max(base, 0) + floor. */
function softened(expr: Expr, floor: number, isUnknown: (name: string) => boolean): Expr {
  const children = childrenOf(expr).map((child) => softened(child, floor, isUnknown));
  const own = withChildren(expr, children);
  if (floor === 0 || own.kind !== 'binary' || own.op !== '^') return own;
  const exponent = simplify(own.right);
  const size = exponent.kind === 'unary' ? exponent.operand : exponent;
  const whole = size.kind === 'number' && Number.isInteger(size.value);
  if (whole || ![...symbolsOf(own.left)].some(isUnknown)) return own;
  const base = new Map([['base', { parameters: [], value: own.left }]]);
  return withChildren(own, [substitute(parse(`max(base, 0) + ${floor}`), base, ''), own.right]);
}
