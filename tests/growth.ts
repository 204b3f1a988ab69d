/**
 * How much values grow from the first look to the last, by the line that fits best by least squares.
 * @param looks pairs of when and how much
 */
export function growthOf(looks: readonly (readonly [at: number, value: number])[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [middle, level] = [mean(looks.map(([at]) => at)), mean(looks.map(([, value]) => value))];
  const slope =
    mean(looks.map(([at, value]) => (at - middle) * (value - level))) / mean(looks.map(([at]) => (at - middle) ** 2));
  return slope * (looks.at(-1)![0] - looks[0]![0]);
}
