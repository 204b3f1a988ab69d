/** Points that one place of the picture is made of, about: their noise is a fifth. */
const POINTS = 30;
/** The kernel ends where it has fallen to so many widths. */
const REACH = 3;

/**
 * Points per area, relative to their mean, from counts in cells: a Gaussian blur wide enough to hold some 30 points,
 * divided by the blur of a constant so that edges are not dark. @param counts [ny][nx], `points` in all
 * @param isPlane false for a band, whose rows are all the same
 */
export function blurredDensity(
  counts: Float64Array,
  nx: number,
  ny: number,
  points: number,
  isPlane: boolean,
): Float32Array {
  const perCell = points / (isPlane ? nx * ny : nx);
  const width = isPlane ? Math.sqrt(POINTS / (4 * Math.PI * perCell)) : POINTS / (2 * Math.sqrt(Math.PI) * perCell);
  const across = blur(counts, nx, ny, width, (j, i) => j * nx + i);
  if (isPlane) {
    const up = blur(across, ny, nx, width, (i, j) => j * nx + i);
    return Float32Array.from(up, (value) => value / perCell);
  }
  const sums = Float64Array.from({ length: nx }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < ny; j++) sum += across[j * nx + i];
    return sum;
  });
  return Float32Array.from(across, (_, k) => sums[k % nx] / perCell);
}

/** Blurs every line of `length` numbers by a Gaussian of `width` cells; `at(line, k)` is a number's place. */
function blur(
  values: Float64Array,
  length: number,
  lines: number,
  width: number,
  at: (line: number, k: number) => number,
): Float64Array {
  const reach = Math.ceil(REACH * width);
  const kernel = Float64Array.from({ length: reach + 1 }, (_, k) => Math.exp(-(k * k) / (2 * width * width)));
  const result = new Float64Array(values.length);
  for (let line = 0; line < lines; line++) {
    for (let k = 0; k < length; k++) {
      let [sum, weight] = [0, 0];
      for (let other = Math.max(0, k - reach); other <= Math.min(length - 1, k + reach); other++) {
        const own = kernel[Math.abs(k - other)];
        sum += own * values[at(line, other)];
        weight += own;
      }
      result[at(line, k)] = sum / weight;
    }
  }
  return result;
}
