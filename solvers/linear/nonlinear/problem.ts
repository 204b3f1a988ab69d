import { CAPS } from '../../base/caps';
import { Failure } from '../../base/result';
import { channelName, channelsOf, type Expr, linearise, type Scope } from '../../expr';

/** Cells along an axis at most. */
const MAX_CELLS = 4096;

/** What holds on a side: u itself, or its derivative along the outward normal, as a formula of the place. */
export interface NonlinearSide {
  readonly kind: 'dirichlet' | 'neumann';
  readonly value: Expr;
}

export const SIDES = ['west', 'east', 'south', 'north'] as const;
export type SideName = (typeof SIDES)[number];

/**
 * F(u) = 0 in a rectangle, one unknown, derivatives up to second order, central differences on the nodes of a grid.
 * Node (i, j) has index i + (cells[0] + 1) j.
 */
export interface NonlinearProblem {
  /** F as a normal form (see `normalForm`) of the unknown, its derivatives, the two coordinates and parameters. */
  readonly residual: Expr;
  readonly scope: Scope;
  readonly parameters: Readonly<Record<string, number>>;
  readonly box: { readonly min: readonly [number, number]; readonly max: readonly [number, number] };
  /** Cells along each axis; nodes are one more. */
  readonly cells: readonly [number, number];
  readonly sides: Readonly<Record<SideName, NonlinearSide>>;
}

/** A derivative of the unknown as a difference: none, first or second order along each axis. */
export const CHANNELS = ['value', 'x', 'y', 'xx', 'xy', 'yy'] as const;
export type ChannelKey = (typeof CHANNELS)[number];

const ORDERS: Readonly<Record<ChannelKey, readonly [number, number]>> = {
  value: [0, 0],
  x: [1, 0],
  y: [0, 1],
  xx: [2, 0],
  xy: [1, 1],
  yy: [0, 2],
};

/** The symbol of each derivative, such as `u_xx`, in the order of {@link CHANNELS}. */
export function channelSymbols({ scope }: Pick<NonlinearProblem, 'scope'>): string[] {
  return CHANNELS.map((key) => channelName(scope.unknowns[0]!, ORDERS[key], scope));
}

/** dF by each derivative that F uses. */
export function partials(problem: NonlinearProblem): Map<ChannelKey, Expr> {
  const { terms } = linearise(problem.residual, problem.scope);
  const keyOf = (channel: readonly number[]) => CHANNELS.find((key) => ORDERS[key].join() === channel.join())!;
  return new Map(terms.map(({ channel, coefficient }) => [keyOf(channel), coefficient]));
}

/** Does F use the mixed derivative, and so the diagonal neighbours? */
export function usesCorners(problem: NonlinearProblem): boolean {
  return partials(problem).has('xy');
}

/** @throws Failure 'bad-input' where the problem is none of this kind, or nothing could fix its answer. */
export function assertProblem(problem: NonlinearProblem): void {
  const { residual, scope, parameters, box, cells, sides } = problem;
  const refuse = (what: string, field: string): never => {
    throw new Failure('bad-input', what, field);
  };
  if (scope.unknowns.length !== 1) refuse('this solver takes one unknown: give a single equation', 'unknowns');
  if (scope.coordinates.length !== 2 || scope.coordinates.includes('t')) {
    refuse('this solver takes two coordinates of space: give x and y', 'coordinates');
  }
  const used = channelsOf([residual], scope).get(scope.unknowns[0]!)!;
  const high = used.find(([a, b]) => a! + b! > 2);
  if (high) refuse('this solver takes derivatives up to second order: split the equation', 'equations');
  const second = used.some(([a, b]) => a! + b! === 2);
  if (!second) refuse('the equation has no second derivative: it is not elliptic', 'equations');
  if (scope.parameters.length > CAPS.parameters) {
    refuse(`${scope.parameters.length} parameters: this solver takes at most ${CAPS.parameters}`, 'parameters');
  }
  for (const name of scope.parameters) {
    const value = parameters[name];
    if (value === undefined || !Number.isFinite(value)) {
      refuse(`the parameter ${name} is ${value}: give it a finite value`, `parameters.${name}`);
    }
  }
  for (const axis of [0, 1]) {
    if (!(box.max[axis]! > box.min[axis]! && Number.isFinite(box.max[axis]! - box.min[axis]!))) {
      refuse(`the box has no extent along ${scope.coordinates[axis]}: give two numbers in order`, 'box');
    }
    const count = cells[axis]!;
    if (!(Number.isInteger(count) && count >= 2 && count <= MAX_CELLS)) {
      refuse(`${count} cells along ${scope.coordinates[axis]}: give a whole number from 2 to ${MAX_CELLS}`, 'grid.n');
    }
  }
  const free = SIDES.every((side) => sides[side].kind === 'neumann');
  if (free && !partials(problem).has('value')) {
    refuse(
      'only slopes are given and the equation does not use the unknown itself: give its value on one side',
      'sides',
    );
  }
}
