import { pairsOf } from './shape';

/** Operations that take as long as moving one byte to or from memory, at least, on any adapter tried. */
const FLOPS_A_BYTE = 4;
/** A pass of a transform over complex numbers reads and writes 8 bytes each. */
const PASS_BYTES = 16;
/** Axes of up to 16 numbers are one pass, longer ones two where memory is slow. */
const passes = (n: number): number => (n <= 16 ? 1 : 2);

/**
 * Whether the few modes of a layer are cheaper by sums over all places, which read the field once, than by whole
 * transforms that mostly compute what is dropped. Both counted for one channel, there and back.
 */
export function truncationPays([n1, n2]: readonly number[], [m1, m2]: readonly number[]): boolean {
  const sums = n1 * pairsOf(n2) * (2 + 4 * m2) + m2 * pairsOf(n1) * (m1 + 1) * 8;
  const half = Math.floor(n2 / 2) + 1;
  const butterflies = 5 * n1 * n2 * Math.log2(n2) + 5 * half * n1 * Math.log2(n1);
  // Besides the passes, the field's last axis is brought behind and back, and real rows are widened.
  const moved = n1 * n2 * (8 + (PASS_BYTES * passes(n2)) / 2 + 8) + half * n1 * PASS_BYTES * passes(n1);
  const through = 4 * n1 * n2 + 8 * n1 * m2;
  return sums + FLOPS_A_BYTE * through < butterflies + FLOPS_A_BYTE * moved;
}
