import type { Expected, Scene } from '../../scenes';
import type { Metric } from '../../solvers/methods/solver';

/** What tells how a run went, not what came out; and what depends on what else is shown. */
const NO_ANSWER =
  /^(iterations|rejected|damping|workUnits|difference|weight|cosine|causal|dt|missedProjections|count)(\.|$)/;
/** What is better the smaller it is: a rerun may be better. */
const ERRORS = /^(relL2|loss|residual|change|maxDiv|drift)(\.|$)|\.error$/;
/** A rerun on another GPU may have errors that much larger; other numbers may be off by this part. */
const [WORSE, OFF] = [2, 0.01];
/** Numbers below it are 0 but for rounding. */
const TINY = 1e-6;
/** Numbers that a link carries. */
const MOST = 8;

/** What a rerun must meet, from the metrics of a finished run: errors at most twice as large, the rest within 1 %. */
export function expectOf(metrics: Readonly<Record<string, Metric>>): NonNullable<Scene['expect']> {
  const told = Object.entries(metrics).filter(([name, { value }]) => !NO_ANSWER.test(name) && Number.isFinite(value));
  const ranked = told.sort(([a], [b]) => Number(!a.startsWith('relL2')) - Number(!b.startsWith('relL2')));
  return Object.fromEntries(
    ranked.slice(0, MOST).map(([name, { value }]) => {
      if (ERRORS.test(name)) return [name, { max: rounded(Math.max(WORSE * Math.abs(value), TINY)) }];
      const slack = Math.max(OFF * Math.abs(value), TINY);
      return [name, { min: rounded(value - slack), max: rounded(value + slack) }];
    }),
  );
}

/** Digits that nobody needs make links longer. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** How one expectation fared. */
export interface Judged extends Expected {
  /** Null where it was not measured. */
  readonly value: number | null;
  readonly isMet: boolean;
}

/** Measured numbers beside what was expected of them. */
export function judge(expected: readonly Expected[], metrics: Readonly<Record<string, Metric>>): Judged[] {
  return expected.map((own) => {
    const value = metrics[own.metric]?.value ?? null;
    const { min, max } = own;
    return { ...own, value, isMet: value !== null && value >= (min ?? -Infinity) && value <= (max ?? Infinity) };
  });
}

/** All of it in one sentence; empty where nothing was measured. */
export function verdictOf(judged: readonly Judged[], gpu: string, format: (value: number) => string): string {
  const measured = judged.filter(({ value }) => value !== null);
  if (measured.length === 0) return '';
  const missed = measured.filter(({ isMet }) => !isMet);
  if (missed.length === 0) return `Reproduced within tolerance on your GPU (${gpu}).`;
  const words = missed.map(({ metric, value, min, max }) => {
    const over = max !== null && value! > max;
    return `${metric} is ${format(value!)}, ${over ? 'above' : 'below'} ${format((over ? max : min)!)}`;
  });
  return `Not reproduced on your GPU (${gpu}): ${words.join('; ')}.`;
}
