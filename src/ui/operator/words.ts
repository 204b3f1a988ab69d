import type { StoredFacts } from '../../../solvers/methods/solver';
import type { OperatorSpectrum } from '../../worker/inside';
import { formatCount, formatNumber } from '../format';

/** An invented wave is more than this many times the solver's. */
const INVENTED = 2;
/** Waves below this part of the largest are not judged. */
const NOISE = 1e-4;

/** A relative error in per cent. */
export function formatPercent(error: number): string {
  return `${formatNumber(100 * error, 3)}\u202f%`;
}

/** Up to where an answer has the right waves, what its layers keep, and what its grid can hold, in one sentence. */
export function aliasingInWords(
  { waves, answer, solved, difference }: OperatorSpectrum,
  points: number,
  modes: number | null,
): string {
  const largest = Math.max(...solved);
  const told = [...waves.keys()].filter((k) => solved[k]! > NOISE * largest);
  const wrong = told.findIndex((k) => difference[k]! > 0.5 * solved[k]!);
  const last = waves[told[(wrong < 0 ? told.length : wrong) - 1] ?? -1];
  const right =
    last === undefined
      ? 'Not even the longest wave is right within 50\u202f%'
      : `Waves are right within 50\u202f% up to ${formatNumber(last, 3)} across the domain`;
  const made = [...waves.keys()].filter((k) => answer[k]! > INVENTED * solved[k]! && answer[k]! > NOISE * largest);
  const invented = made.length > 0 ? `; the operator makes up some from ${formatNumber(waves[made[0]!]!, 3)} on` : '';
  const layers = modes === null ? '' : `. Its layers keep ${modes}`;
  return `${right}${invented}${layers}; ${points} points hold ${formatNumber(points / 2, 3)}.`;
}

const LAYOUTS: Readonly<Record<StoredFacts['layout'], string>> = {
  PDEBench: "PDEBench's layout",
  neuraloperator: "neuraloperator's layout",
  names: 'arrays by name',
};

/** What an operator learns of, in words. */
export function learnsInWords(stored: StoredFacts | null): string {
  if (!stored) return 'Examples that are made and solved meanwhile.';
  const { name, training, tests, shape, layout } = stored;
  const points = shape.map((n) => formatCount(n)).join(' × ');
  return `${name}: ${formatCount(training)} samples to learn, ${formatCount(tests)} kept for errors; ${points} points; ${LAYOUTS[layout]}.`;
}

/** The middle of some numbers. */
export function medianOf(values: readonly number[]): number {
  const order = [...values].sort((a, b) => a - b);
  const half = order.length >> 1;
  return order.length % 2 === 1 ? order[half]! : (order[half - 1]! + order[half]!) / 2;
}
