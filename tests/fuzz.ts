/** Cases of a fuzz test in the slow lane. */
const MANY = 100_000;

/**
 * How many cases of hostile input a test tries: `few`, or very many where NABLAB_FUZZ is set, as tests/fuzz.slow.ts
 * does. Always the same ones.
 */
export function cases(few: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: process.env.NABLAB_FUZZ ? MANY : few, seed: 20_261_126 };
}
