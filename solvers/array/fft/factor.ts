/** Radices with a butterfly in registers, widest first. */
const RADICES = [16, 15, 14, 12, 10, 9, 8, 7, 6, 5, 4, 3, 2];

/**
 * The fewest radices of at most 16 whose product is `n`, as equal as can be (a wide butterfly next to a narrow one
 * leaves threads idle); none for 1, null where a prime factor is over 7.
 */
export function radicesOf(n: number): readonly number[] | null {
  const known = new Map<number, readonly number[] | null>([[1, []]]);
  const best = (rest: number): readonly number[] | null => {
    const found = known.get(rest);
    if (found !== undefined) return found;
    let least: readonly number[] | null = null;
    for (const radix of RADICES) {
      const tail = rest % radix === 0 ? best(rest / radix) : null;
      if (!tail) continue;
      const candidate = [radix, ...tail].sort((a, b) => b - a);
      const [length, width] = [least?.length ?? Number.POSITIVE_INFINITY, least?.[0] ?? 0];
      if (candidate.length < length || (candidate.length === length && candidate[0] < width)) least = candidate;
    }
    known.set(rest, least);
    return least;
  };
  return best(n);
}

/** Prime factors in rising order, with 4 for each pair of twos: the radices of the f64 transform. */
export function primesOf(n: number): number[] {
  const factors: number[] = [];
  let rest = n;
  while (rest % 4 === 0) {
    factors.push(4);
    rest /= 4;
  }
  for (let prime = 2; prime * prime <= rest; prime++) {
    while (rest % prime === 0) {
      factors.push(prime);
      rest /= prime;
    }
  }
  if (rest > 1) factors.push(rest);
  return factors;
}

/** The least smooth length that holds the circular convolution of Bluestein's algorithm for `n` numbers. */
export function paddedLength(n: number): number {
  let length = 2 * n - 1;
  while (!radicesOf(length)) length++;
  return length;
}
