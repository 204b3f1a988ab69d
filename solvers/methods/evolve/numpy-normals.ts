const [M64, M128] = [(1n << 64n) - 1n, (1n << 128n) - 1n];
const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
/** Layers of the ziggurat, where its tail begins, and the area of each layer. */
const LAYERS = 256;
const TAIL = 3.6541528853610088;
const AREA = 0.004928673233974658;
const TWO52 = 2 ** 52;

const bell = (x: number) => Math.exp(-0.5 * x * x);
const times = (a: number, b: number) => Math.imul(a, b) >>> 0;

/**
 * The normal numbers of numpy's `default_rng(seed).standard_normal`, so that fields that were made there can be made
 * here: SeedSequence, PCG64 (O'Neill 2014, XSL-RR 128/64) and the ziggurat of 256 layers (Marsaglia and Tsang 2000).
 * The same to a few roundings of f64.
 */
export class NumpyNormals {
  #state = 0n;
  readonly #increment: bigint;

  /** @param seed a whole number below 2^32 */
  constructor(seed: number) {
    const words = seedWords(seed, 8).map(BigInt);
    const [a, b, c, d] = [0, 2, 4, 6].map((k) => words[k] | (words[k + 1] << 32n));
    this.#increment = ((((c << 64n) | d) << 1n) | 1n) & M128;
    this.#advance();
    this.#state = (this.#state + ((a << 64n) | b)) & M128;
    this.#advance();
  }

  next(): number {
    for (;;) {
      const bits = this.#bits();
      const layer = Number(bits & 0xffn);
      const size = Number((bits >> 9n) & 0x000fffffffffffffn);
      const x = ((bits >> 8n) & 1n ? -size : size) * ZIGGURAT.widths[layer];
      if (size < ZIGGURAT.inside[layer]) return x;
      if (layer === 0) return this.#tail() * ((size / 256) & 1 ? -1 : 1);
      const [low, high] = [ZIGGURAT.heights[layer], ZIGGURAT.heights[layer - 1]];
      if ((high - low) * this.#uniform() + low < bell(x)) return x;
    }
  }

  #tail(): number {
    for (;;) {
      const x = -Math.log1p(-this.#uniform()) / TAIL;
      const y = -Math.log1p(-this.#uniform());
      if (2 * y > x * x) return TAIL + x;
    }
  }

  #uniform(): number {
    return Number(this.#bits() >> 11n) / 2 ** 53;
  }

  #bits(): bigint {
    this.#advance();
    const folded = ((this.#state >> 64n) ^ this.#state) & M64;
    const turn = this.#state >> 122n;
    return ((folded >> turn) | (folded << (64n - turn))) & M64;
  }

  #advance(): void {
    this.#state = (this.#state * MULTIPLIER + this.#increment) & M128;
  }
}

/** What SeedSequence makes of a seed: `count` words of 32 bits. */
function seedWords(seed: number, count: number): number[] {
  let hash = 0x43b0d7e5;
  const hashed = (value: number): number => {
    const mixed = (value ^ hash) >>> 0;
    hash = times(hash, 0x931e8875);
    const product = times(mixed, hash);
    return (product ^ (product >>> 16)) >>> 0;
  };
  const pool = [seed >>> 0, 0, 0, 0].map(hashed);
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) {
      if (from === to) continue;
      const mixed = (times(0xca01f9dd, pool[to]) - times(0x4973f715, hashed(pool[from]))) >>> 0;
      pool[to] = (mixed ^ (mixed >>> 16)) >>> 0;
    }
  }
  let other = 0x8b51f9dd;
  return Array.from({ length: count }, (_, k) => {
    const mixed = (pool[k % 4] ^ other) >>> 0;
    other = times(other, 0x58f38ded);
    const product = times(mixed, other);
    return (product ^ (product >>> 16)) >>> 0;
  });
}

/** Heights of the layers, their widths over 2^52, and below which of 2^52 parts a point lies inside for sure. */
const ZIGGURAT = ziggurat();

function ziggurat(): { heights: Float64Array; widths: Float64Array; inside: Float64Array } {
  const x = new Float64Array(LAYERS);
  x[LAYERS - 1] = TAIL;
  for (let k = LAYERS - 2; k > 0; k--) x[k] = Math.sqrt(-2 * Math.log(AREA / x[k + 1] + bell(x[k + 1])));
  const widths = x.map((value) => value / TWO52);
  widths[0] = AREA / bell(TAIL) / TWO52;
  const inside = x.map((value, k) => (k < 2 ? 0 : Math.floor((x[k - 1] / value) * TWO52)));
  inside[0] = Math.floor(((TAIL * bell(TAIL)) / AREA) * TWO52);
  return { heights: x.map(bell), widths, inside };
}
