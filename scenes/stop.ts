import { evaluateConstant } from '../solvers/expr';
import type { Scene } from './schema';

/** When a run stops before its end; null where it does not. */
export interface StopRules {
  readonly steps: number | null;
  /** Of the steps alone. */
  readonly seconds: number | null;
  readonly metrics: readonly {
    readonly metric: string;
    readonly below: number | null;
    readonly above: number | null;
  }[];
}

/** How far a run has come. */
interface Reached {
  readonly step: number;
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, { readonly value: number }>>;
}

/** When a scene wants its run to stop. */
export function stopRules({ stop = {} }: Scene): StopRules {
  const constant = (given: number | string | undefined): number | null =>
    given === undefined ? null : evaluateConstant(given);
  return {
    steps: constant(stop.steps),
    seconds: constant(stop.seconds),
    metrics: Object.entries(stop.metrics ?? {}).map(([metric, { below, above }]) => ({
      metric,
      below: constant(below),
      above: constant(above),
    })),
  };
}

/** Why a run has to stop, as half a sentence; null where it may go on. Metrics that are not there stop nothing. */
export function stopReason({ steps, seconds, metrics }: StopRules, reached: Reached): string | null {
  if (steps !== null && reached.step >= steps) return `it has made ${steps} steps`;
  if (seconds !== null && reached.seconds >= seconds) return `it has run for ${seconds} s`;
  for (const { metric, below, above } of metrics) {
    const value = Object.hasOwn(reached.metrics, metric) ? reached.metrics[metric]!.value : Number.NaN;
    if (below !== null && value < below) return `${metric} is below ${below}`;
    if (above !== null && value > above) return `${metric} is above ${above}`;
  }
  return null;
}
