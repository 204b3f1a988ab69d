import type { Expert } from '../../../solvers/methods/solver';
import type { ExpertsReport } from '../../worker/inside';
import { formatNumber } from '../format';

/** How many experts answer and how their solves went, in one sentence. */
export function expertsInWords({ experts, borders }: ExpertsReport): string {
  const failed = experts.flatMap(({ outcome }, k) =>
    outcome.code === 'ok' ? [] : [`${k + 1} (${inWords(outcome.code)})`],
  );
  if (experts.every(({ residual }) => residual === null)) return 'No constraint is solved: the equation is a penalty.';
  const count = experts.length === 1 ? 'One constraint for the whole domain' : `${experts.length} experts`;
  const solved = failed.length === 0 ? 'all solved' : `not solved: ${failed.join(', ')}; they keep their damped best`;
  const jump = borders.reduce((most, own) => Math.max(most, own.jump), 0);
  const jumps = borders.length > 0 ? `; the largest jump at a border is ${formatNumber(jump, 2)}` : '';
  return `${count}, ${experts.length === 1 && failed.length === 0 ? 'solved' : solved}${jumps}.`;
}

/** A result code as people read it. */
export function inWords(code: Expert['outcome']['code']): string {
  return code === 'ok' ? 'solved' : code.replaceAll('-', ' ');
}

/** Place of a size on a scale of powers of ten, in per cent. */
export function onLogScale(value: number, [low, high]: readonly [number, number]): number {
  const share = (Math.log10(value) - Math.log10(low)) / (Math.log10(high) - Math.log10(low));
  return 100 * Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
}
