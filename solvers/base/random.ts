/**
 * Counter-based random numbers: the value depends only on (seed, counter), so the same stream can be
 * drawn in TypeScript and in WGSL, in any order. PCG output permutation applied as a hash, as in
 * Jarzynski & Olano, "Hash functions for GPU rendering", JCGT 9(3), 2020 (pcg4d reduced to two words).
 */

function pcg(value: number): number {
  const state = (Math.imul(value, 747796405) + 2891336453) >>> 0;
  const word = Math.imul(((state >>> ((state >>> 28) + 4)) ^ state) >>> 0, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0;
}

/** 32 random bits of draw `counter` of stream `seed`; both are taken modulo 2^32. */
export function randomBits(seed: number, counter: number): number {
  return pcg((pcg(seed >>> 0) + counter) >>> 0);
}

/** Uniform in the open interval (0, 1), on a lattice of 2^-24 (the same value in f32 and f64). */
export function randomUniform(seed: number, counter: number): number {
  return ((randomBits(seed, counter) >>> 8) + 0.5) / 16777216;
}

/** Standard normal by Box-Muller; uses counters 2c and 2c + 1. */
export function randomNormal(seed: number, counter: number): number {
  const a = randomUniform(seed, 2 * counter);
  const b = randomUniform(seed, 2 * counter + 1);
  return Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
}
