import type { Channel } from '../../../array/jets/channels';
import {
  channelName,
  compile,
  differentiate,
  type Evaluate,
  type Expr,
  linearise,
  type Scope,
  symbolsOf,
} from '../../../expr';

/** The derivative of a residual by one derivative of one unknown. */
interface Partial {
  /** Number of the unknown's derivative: unknown * C + channel. */
  readonly slot: number;
  readonly evaluate: Evaluate;
}

/** A residual with its linearisation, in f64. Values are [unknown * C + channel], then coordinates, inputs, parameters. */
export interface Residual {
  readonly evaluate: Evaluate;
  readonly partials: readonly Partial[];
  /** The derivative by each parameter that is to be inferred; null where it does not occur. */
  readonly byParameter: readonly (Evaluate | null)[];
}

/** Names of what residuals are evaluated with, in order; `inputs` are known at each point. */
export function valueNames(scope: Scope, channels: readonly Channel[], inputs: readonly string[] = []): string[] {
  const derivatives = scope.unknowns.flatMap((unknown) =>
    channels.map((channel) => channelName(unknown, channel, scope)),
  );
  return [...derivatives, ...scope.coordinates, ...inputs, ...scope.parameters];
}

export function residualOf(
  formula: Expr,
  scope: Scope,
  channels: readonly Channel[],
  inferred: readonly string[] = [],
  inputs: readonly string[] = [],
): Residual {
  const names = valueNames(scope, channels, inputs);
  const partials = linearise(formula, scope).terms.map(({ name, coefficient }): Partial => {
    return { slot: names.indexOf(name), evaluate: compile(coefficient, names) };
  });
  const used = symbolsOf(formula);
  const byParameter = inferred.map((name) => (used.has(name) ? compile(differentiate(formula, name), names) : null));
  return { evaluate: compile(formula, names), partials, byParameter };
}

/** One term of (d N)^(alpha) = sum of binomial * d^(alpha - beta) * N^(beta). */
export interface LeibnizTerm {
  readonly ofNetwork: number;
  readonly ofFactor: number;
  readonly binomial: number;
}

/** Leibniz's rule for each channel; `channels` hold with each all lower ones. */
export function leibniz(channels: readonly Channel[]): LeibnizTerm[][] {
  const index = new Map(channels.map((channel, k) => [channel.join(), k]));
  return channels.map((alpha) =>
    channels.flatMap((beta, ofNetwork): LeibnizTerm[] => {
      const rest = alpha.map((order, axis) => order - beta[axis]);
      if (rest.some((order) => order < 0)) return [];
      const binomial = alpha.reduce((product, order, axis) => product * choose(order, beta[axis]), 1);
      return [{ ofNetwork, ofFactor: index.get(rest.join())!, binomial }];
    }),
  );
}

function choose(n: number, k: number): number {
  let value = 1;
  for (let i = 0; i < k; i++) value = (value * (n - i)) / (i + 1);
  return value;
}
