import type { Race, RaceSide } from '../worker/protocol';
import { formatNumber } from './format';

/** Above this a network has not learned its problem yet. */
const LEARNED = 0.1;

/** What two answers took and how good they are, in one honest sentence; every number was measured. */
export function verdictOf(race: Race | null, working: boolean): string {
  if (!race) return '';
  const { answer, rival, truth, rivalIsTruth } = race;
  const error = answer.errors.at(-1);
  if (error === undefined) {
    const known = inWords(rival);
    return known === '' ? '' : `${known}; the ${answer.title} has not been measured yet`;
  }
  const own = `${formatError(error)} after ${formatSeconds(answer.seconds.at(-1)!)}`;
  if (rivalIsTruth) {
    const took = rival.effort ? `, which took ${formatSeconds(rival.effort.seconds)}` : '';
    const slower = rival.effort && error <= LEARNED ? `: ${ratio(answer.seconds.at(-1)!, rival.effort.seconds)}` : '';
    return `${lead(error, working)}the ${answer.title} is ${formatError(error)} from ${truth}${took}, after ${formatSeconds(answer.seconds.at(-1)!)}${slower}`;
  }
  const best = rival.errors.at(-1);
  if (best === undefined || !rival.effort) return `${lead(error, working)}the ${answer.title}: ${own}`;
  const met = firstBelow(answer, best);
  // How fast something bad is made tells nothing.
  if (error > LEARNED) return `${inWords(rival)}; ${lead(error, working)}the ${answer.title}: ${own}`;
  const comparison =
    met === null
      ? ratio(answer.seconds.at(-1)!, rival.effort.seconds)
      : `as good after ${formatSeconds(met)}, ${ratio(met, rival.effort.seconds)}`;
  return `${inWords(rival)}; the ${answer.title}: ${own}, ${comparison}`;
}

function lead(error: number, working: boolean): string {
  return error > LEARNED && working ? 'still learning: ' : '';
}

function inWords({ title, errors, effort }: RaceSide): string {
  const error = errors.at(-1);
  if (error === undefined || !effort) return '';
  return `${title}: ${formatError(error)} in ${formatSeconds(effort.seconds)}`;
}

/** Seconds after which a side was first at least so good; null = never. */
function firstBelow({ errors, seconds }: RaceSide, error: number): number | null {
  const at = errors.findIndex((own) => own <= error);
  return at < 0 ? null : seconds[at]!;
}

function ratio(own: number, other: number): string {
  const factor = own / other;
  if (factor > 0.9 && factor < 1.1) return 'as fast';
  return factor > 1 ? `${formatNumber(factor, 2)} times slower` : `${formatNumber(1 / factor, 2)} times faster`;
}

/** A relative error: per cent where it is large. */
function formatError(error: number): string {
  return error >= 0.01 ? `${formatNumber(100 * error, 2)}\u202f%` : formatNumber(error, 2);
}

function formatSeconds(seconds: number): string {
  if (seconds >= 120) return `${formatNumber(seconds / 60, 2)}\u202fmin`;
  return seconds >= 1 ? `${formatNumber(seconds, 2)}\u202fs` : `${formatNumber(1000 * seconds, 2)}\u202fms`;
}
