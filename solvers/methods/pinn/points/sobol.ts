import { randomBits } from '../../../base/random';

/** Primitive polynomials and first direction numbers of dimensions 2 to 4: Joe and Kuo, new-joe-kuo-6.21201. */
const PRIMITIVE = [
  { degree: 1, middle: 0, first: [1] },
  { degree: 2, middle: 1, first: [1, 3] },
  { degree: 3, middle: 1, first: [1, 3, 1] },
];

const DIRECTIONS: readonly Uint32Array[] = [
  Uint32Array.from({ length: 32 }, (_, k) => 2 ** (31 - k)),
  ...PRIMITIVE.map(({ degree, middle, first }) => {
    const v = new Uint32Array(32);
    for (let k = 0; k < 32; k++) {
      if (k < degree) {
        v[k] = first[k] * 2 ** (31 - k);
        continue;
      }
      let value = v[k - degree] ^ (v[k - degree] >>> degree);
      for (let i = 1; i < degree; i++) if ((middle >>> (degree - 1 - i)) & 1) value ^= v[k - i];
      v[k] = value >>> 0;
    }
    return v;
  }),
];

/**
 * Number `dimension` of point `index` of a Sobol sequence in up to four dimensions, in (0, 1), shifted at random by
 * `seed` (Owen's digital shift): any stretch of the sequence can be drawn by itself.
 */
export function sobol(index: number, dimension: number, seed: number): number {
  const directions = DIRECTIONS[dimension];
  let bits = 0;
  for (let k = 0, rest = index; rest > 0; k++, rest = Math.floor(rest / 2)) if (rest % 2 === 1) bits ^= directions[k];
  const shifted = (bits ^ randomBits(seed, dimension)) >>> 0;
  return (shifted + 0.5) / 2 ** 32;
}
