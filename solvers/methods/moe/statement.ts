import { Failure } from '../../base/result';
import { derivativeOf, type Expr, parse, type Scope, simplify, substitute, symbolsOf } from '../../expr';
import { childrenOf, withChildren } from '../../expr/ast';
import type { Problem, Side } from '../problem';

/** A residual at every point of the grid: linear in none, one or more derivatives of the unknown. */
export interface Residual {
  readonly expr: Expr;
  /** The unknown and its derivatives that it uses, by name, with the axes they are taken along. */
  readonly terms: readonly Term[];
}

export interface Term {
  readonly name: string;
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
  readonly start: Condition;
  readonly sides: readonly Condition[];
  /** Names of axes that repeat. */
  readonly periodic: ReadonlySet<string>;
}

const ONE = parse('1');

/** @throws Failure 'bad-input' with the reason why a problem cannot be stated as a constraint linear in a basis */
export function statementOf(problem: Problem, floor: number): Statement {
  const refuse = (reason: string, field?: string): never => {
    throw new Failure('bad-input', `hard constraints need ${reason}`, field);
  };
  const { time, axes, unknowns, equations } = problem;
  if (!time) return refuse('a time interval: add t to the coordinates', 'coordinates');
  if (axes.length !== 1) return refuse('one axis in space', 'coordinates');
  if (unknowns.length !== 1 || equations.length !== 1) return refuse('one unknown and one equation', 'equations');
  if (problem.obstacles.length > 0) return refuse('a domain without bodies', 'obstacles');
  const [unknown] = unknowns;
  const initial = problem.initial[unknown];
  if (!initial) return refuse(`a start for ${unknown} as a formula`, 'conditions');
  const scope: Scope = {
    unknowns,
    coordinates: [...axes.map(({ name }) => name), time.name],
    parameters: Object.keys(problem.parameters),
    definitions: [],
  };
  const inputs = Object.entries(problem.inputs).map(([name, { formula }]) => {
    if (!formula) return refuse(`a formula for ${name}`, `inputs.${name}`);
    return [name, { parameters: [], value: formula }] as const;
  });
  const sides = new Map([
    ['left', { parameters: [], value: equations[0].left }],
    ['right', { parameters: [], value: equations[0].right }],
  ]);
  const whole = substitute(substitute(parse('left - right'), sides, ''), new Map(inputs), '');
  const expr = simplify(softened(whole, floor, (name) => isTerm(name, scope)));
  const equation = { expr, terms: termsOf(expr, scope) };
  const high = equation.terms.find(({ by }) => by.some((axis) => by.filter((other) => other === axis).length > 2));
  if (high) return refuse(`derivatives up to the second along each axis, not ${high.name}`, 'equations');
  if (!equation.terms.some(({ by }) => by.includes(time.name))) return refuse('a derivative by time', 'equations');
  return {
    problem,
    unknown,
    scope,
    equation,
    start: { axis: time.name, end: 'min', terms: [{ name: unknown, by: [], factor: ONE }], given: initial },
    sides: problem.sides.flatMap((side) => conditionsOf(side, unknown, scope)),
    periodic: new Set(problem.sides.filter(({ kind }) => kind === 'periodic').map(({ axis }) => axis)),
  };
}

function isTerm(name: string, scope: Scope): boolean {
  return scope.unknowns.includes(name) || derivativeOf(name, scope) !== null;
}

function termsOf(expr: Expr, scope: Scope): Term[] {
  const names = [...symbolsOf(expr)].filter((name) => isTerm(name, scope));
  return names.sort().map((name) => ({ name, by: derivativeOf(name, scope)?.by ?? [] }));
}

function conditionsOf({ axis, end, kind, values, equations }: Side, unknown: string, scope: Scope): Condition[] {
  if (kind === 'periodic') return [];
  const term = (name: string, factor: Expr) => ({ name, by: derivativeOf(name, scope)?.by ?? [], factor });
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
