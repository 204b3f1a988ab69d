import type { HostField, Metric } from '../solver';

/** The mean and mean square of every field, and how far they are from where they began. */
export class Invariants {
  readonly #periodic: ReadonlySet<string>;
  readonly #start = new Map<string, { readonly mean: number; readonly square: number }>();

  /** @param periodic names of periodic axes */
  constructor(periodic: ReadonlySet<string>) {
    this.#periodic = periodic;
  }

  /** Forgets where they began. */
  clear(): void {
    this.#start.clear();
  }

  measure(fields: readonly HostField[]): Record<string, Metric> {
    const metrics: Record<string, Metric> = {};
    for (const field of fields) {
      const { name } = field;
      const mean = average(field, this.#periodic, (value) => value);
      const square = average(field, this.#periodic, (value) => value * value);
      const start = this.#start.get(name) ?? { mean, square };
      this.#start.set(name, start);
      const size = Math.sqrt(start.square) || 1;
      metrics[`mean.${name}`] = { value: mean, unit: '' };
      metrics[`drift.mean.${name}`] = { value: (mean - start.mean) / size, unit: '' };
      metrics[`drift.square.${name}`] = { value: (square - start.square) / size ** 2, unit: '' };
    }
    return metrics;
  }
}

/** The average over the box: each point counts for its share, by the trapezoidal rule where there are ends. */
function average(
  { data, shape, coordinates }: HostField,
  periodic: ReadonlySet<string>,
  of: (value: number) => number,
): number {
  const weights = Object.entries(coordinates).map(([name, points]) => weightsOf(points, periodic.has(name)));
  let [sum, total] = [0, 0];
  for (let at = 0; at < data.length; at++) {
    let [rest, weight] = [at, 1];
    for (let a = shape.length - 1; a >= 0; a--) {
      weight *= weights[a][rest % shape[a]];
      rest = Math.floor(rest / shape[a]);
    }
    sum += weight * of(data[at]);
    total += weight;
  }
  return sum / total;
}

/** The share of each point: all alike on a period, where the first point has its image at the other end. */
function weightsOf(points: Float64Array, periodic: boolean): Float64Array {
  const last = points.length - 1;
  if (periodic) return new Float64Array(points.length).fill(1);
  return points.map((_, j) => (points[Math.min(last, j + 1)] - points[Math.max(0, j - 1)]) / 2);
}
