import type { Curves } from './curves';

/** Runs beside the present one in a chart: more cannot be told apart by colour. */
export const MOST_OVERLAID = 4;

/** The names that at least one of these courses has, in the order of the first that has them. */
export function metricsOf(all: readonly Curves[]): string[] {
  return [...new Set(all.flatMap(({ columns }) => columns.map(({ name }) => name)))];
}

/**
 * One metric of several runs over the same steps: the steps of all, and for each run its values there; null where it
 * has none, and where a logarithm would have none.
 */
export function overlaid(
  all: readonly Curves[],
  metric: string,
  isLog: boolean,
): readonly [number[], ...(readonly (number | null)[])[]] {
  const steps = [...new Set(all.flatMap((curves) => [...curves.steps]))].sort((a, b) => a - b);
  const columns = all.map((curves) => {
    const values = curves.columns.find(({ name }) => name === metric)?.values;
    const at = new Map(Array.from(curves.steps, (step, k) => [step, values?.[k] ?? Number.NaN] as const));
    return steps.map((step) => {
      const value = at.get(step) ?? Number.NaN;
      return Number.isNaN(value) || (isLog && value <= 0) ? null : value;
    });
  });
  return [steps, ...columns];
}

/** Whether a metric is drawn by powers of ten: what is above 0 and spans more than two of them. */
export function isLogarithmic(all: readonly Curves[], metric: string): boolean {
  const values = all.flatMap(({ columns }) =>
    columns.filter(({ name }) => name === metric).flatMap((column) => [...column.values]),
  );
  const known = values.filter((value) => Number.isFinite(value) && value !== 0);
  if (known.length === 0 || known.some((value) => value < 0)) return false;
  const least = known.reduce((a, b) => Math.min(a, b));
  return known.reduce((a, b) => Math.max(a, b)) / least > 100;
}
