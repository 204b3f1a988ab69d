import type { FieldInSpace } from '../../worker/inside';
import { formatNumber } from '../format';

type Triple = readonly [number, number, number];

/** A place in words: "(0.5, 0.5, 0)". */
function placeInWords(at: Triple): string {
  return `(${at.map((own) => formatNumber(own, 3)).join(', ')})`;
}

/** Where a field is least and largest, and what it is where the planes meet. */
export function fieldInWords({ value, least, largest }: FieldInSpace, title: string, unit: string, at: Triple): string {
  const quantity = (number: number): string => `${formatNumber(number)}${unit === '' ? '' : ` ${unit}`}`;
  if (!least || !largest) return `${title} holds no numbers.`;
  return (
    `${title}: ${quantity(value)} where the planes meet, ${placeInWords(at)}; ` +
    `least ${quantity(least.value)} at ${placeInWords(least.at)}, largest ${quantity(largest.value)} at ${placeInWords(largest.at)}.`
  );
}
