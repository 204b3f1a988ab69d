/** The middle of some numbers, of which there must be one. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear between the values next to it, as numpy's default. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = part * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (place - Math.floor(place)) * (above - below);
}

/** Median absolute deviation from the median, times what makes it the standard deviation of normal numbers. */
export function deviation(values: readonly number[]): number {
  const middle = median(values);
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)));
}

/** y = factor x^slope. */
export interface PowerLaw {
  readonly slope: number;
  readonly factor: number;
  /** Largest factor between a value and the law, 1 or more. */
  readonly off: number;
}

/** Least squares of logarithms; null with fewer than two different x, or a number that is not above 0. */
export function powerLaw(points: readonly (readonly [x: number, y: number])[]): PowerLaw | null {
  if (!points.every(([x, y]) => x > 0 && y > 0 && Number.isFinite(x) && Number.isFinite(y))) return null;
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (k: 0 | 1): number => logs.reduce((sum, point) => sum + point[k], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const spread = logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  if (points.length < 2 || !(spread > 0)) return null;
  const slope = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread;
  const start = my - slope * mx;
  const off = Math.exp(Math.max(...logs.map(([x, y]) => Math.abs(y - start - slope * x))));
  return { slope, factor: Math.exp(start), off };
}
