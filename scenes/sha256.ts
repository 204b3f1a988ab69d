/**
 * SHA-256 (FIPS 180-4) of a byte string, as 64 lower-case hex digits.
 *
 * Why our own: `crypto.subtle` is missing on pages served by plain http from another machine, and it is
 * asynchronous, where reading a link is not. Scenes are a few kilobytes, so speed does not matter.
 */
export function sha256(bytes: Uint8Array): string {
  const padded = new Uint8Array((bytes.length + 72) & ~63);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);

  const state = INITIAL.slice();
  const words = new Uint32Array(64);
  for (let start = 0; start < padded.length; start += 64) compress(state, words, view, start);
  return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

/** The first 32 bits of the fractional part of a root of a prime, exact in integers. */
function rootWord(prime: number, root: 2 | 3): number {
  const scale = 32n * BigInt(root);
  const target = BigInt(prime) << scale;
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(root) <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffffffffn);
}

const PRIMES: number[] = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((p) => n % p !== 0)) PRIMES.push(n);

const INITIAL = Uint32Array.from(PRIMES.slice(0, 8), (p) => rootWord(p, 2));
const ROUND = Uint32Array.from(PRIMES, (p) => rootWord(p, 3));

function rotate(x: number, n: number): number {
  return (x >>> n) | (x << (32 - n));
}

/** One block of 64 bytes. */
function compress(state: Uint32Array, w: Uint32Array, view: DataView, start: number): void {
  for (let i = 0; i < 16; i++) w[i] = view.getUint32(start + 4 * i);
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15];
    const b = w[i - 2];
    const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
    const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] += sums[i];
}
