/**
 * Numbers as the unevaluated sum hi + lo of two f32, |lo| <= 2^-24 |hi|: about 48 bits. A field of them is planar,
 * f32 [2][count]: all hi, then all lo, so that the first half is the f32 field by itself.
 */

/** f64 numbers as pairs, f32 [2][count]; relative error at most 2^-48 while lo is a normal number. */
export function splitDoubles(values: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const count = values.length;
  const pairs = new Float32Array(2 * count);
  for (let k = 0; k < count; k++) {
    const hi = Math.fround(values[k]!);
    pairs[k] = hi;
    pairs[count + k] = values[k]! - hi;
  }
  return pairs;
}

/** The f64 numbers of pairs, f32 [2][count]. */
export function joinDoubles(pairs: Float32Array, count: number): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: count }, (_, k) => pairs[k]! + pairs[count + k]!);
}
