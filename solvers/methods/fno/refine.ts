/**
 * Periodic values on a grid `finer` times as fine, by the trigonometric polynomial through them: exact for fields
 * without waves of half the points and more.
 * @param shape points along y, x as far as they exist
 */
export function refine(values: Float64Array, shape: readonly number[], finer: number): Float64Array {
  if (finer === 1) return values;
  let data = values;
  const sizes = [...shape];
  for (const [axis, count] of shape.entries()) {
    const weights = dirichlet(count, finer);
    const behind = sizes.slice(axis + 1).reduce((product, n) => product * n, 1);
    const before = sizes.slice(0, axis).reduce((product, n) => product * n, 1);
    const next = new Float64Array(before * count * finer * behind);
    for (let b = 0; b < before; b++) {
      for (let i = 0; i < count * finer; i++) {
        const to = (b * count * finer + i) * behind;
        for (let j = 0; j < count; j++) {
          const weight = weights[(i - j * finer + count * finer) % (count * finer)];
          const from = (b * count + j) * behind;
          for (let a = 0; a < behind; a++) next[to + a] += weight * data[from + a];
        }
      }
    }
    data = next;
    sizes[axis] = count * finer;
  }
  return data;
}

/** Every `finer`-th value along each axis. @param fine points along y, x as far as they exist */
export function coarsen(values: ArrayLike<number>, fine: readonly number[], finer: number): Float64Array {
  const shape = fine.map((count) => count / finer);
  const size = shape.reduce((product, n) => product * n, 1);
  return Float64Array.from({ length: size }, (_, at) => {
    let [rest, stride, from] = [at, size, 0];
    for (const [axis, count] of shape.entries()) {
      stride /= count;
      from = from * fine[axis] + finer * Math.floor(rest / stride);
      rest %= stride;
    }
    return values[from];
  });
}

/** What a value counts at each distance from it, in steps of the fine grid round the whole circle. */
function dirichlet(count: number, finer: number): Float64Array {
  return Float64Array.from({ length: count * finer }, (_, distance) => {
    let sum = 1;
    for (let k = 1; 2 * k < count; k++) sum += 2 * Math.cos((2 * Math.PI * k * distance) / (count * finer));
    if (count % 2 === 0) sum += Math.cos((Math.PI * distance) / finer);
    return sum / count;
  });
}
