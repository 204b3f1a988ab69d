import parameters from './workloads.json';

/** Sizes, seeds and settings of the workloads W1 to W6, the protocol of timing them, and Adam's constants. */
export { parameters };

type BurgersParameters = typeof parameters.W1;
type CavityParameters = typeof parameters.W2;
type FnoParameters = typeof parameters.W3;
type FftParameters = typeof parameters.W4;
type MatmulParameters = typeof parameters.W5;

/** Weights of a dense layer: W [in, out] in C order, b [out]. */
export interface Dense {
  readonly W: Float32Array<ArrayBuffer>;
  readonly b: Float32Array<ArrayBuffer>;
  readonly in: number;
  readonly out: number;
}

/** What a physics-informed net trains on. */
export interface PinnData {
  readonly params: readonly Dense[];
  /** Interior points [nf, 2]: columns x, t or x, y. */
  readonly X: Float32Array<ArrayBuffer>;
  /** Points with known values [nd, 2] (Burgers: the initial ones, then those on the sides), and the values [nd, k]. */
  readonly D: Float32Array<ArrayBuffer>;
  readonly Y: Float32Array<ArrayBuffer>;
  readonly nd: number;
}

/** A Fourier layer: spectral weights [corner, in, out, m, m], real and imaginary part, and the dense bypass. */
interface FourierLayer {
  readonly Rr: Float32Array<ArrayBuffer>;
  readonly Ri: Float32Array<ArrayBuffer>;
  readonly W: Float32Array<ArrayBuffer>;
  readonly b: Float32Array<ArrayBuffer>;
}

export interface FnoData {
  readonly lift: Dense;
  readonly layers: readonly FourierLayer[];
  readonly proj1: Dense;
  readonly proj2: Dense;
  /** [batch, n, n, 3]: the coefficient a, then x and y. */
  readonly inp: Float32Array<ArrayBuffer>;
  /** [batch, n, n]. */
  readonly tgt: Float32Array<ArrayBuffer>;
}

/** The linear congruential generator that all implementations share; numbers in [0, 1). */
class Lcg {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  next(): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return this.state / 2 ** 32;
  }

  fill(count: number, low: number, high: number): Float32Array<ArrayBuffer> {
    return Float32Array.from({ length: count }, () => low + (high - low) * this.next());
  }
}

/** For each layer W from U(+-sqrt(6 / (in + out))), then b from U(+-0.1). */
function mlp(random: Lcg, sizes: readonly number[]): Dense[] {
  return sizes.slice(1).map((out, i) => {
    const inputs = sizes[i]!;
    const bound = Math.sqrt(6 / (inputs + out));
    return { W: random.fill(inputs * out, -bound, bound), b: random.fill(out, -0.1, 0.1), in: inputs, out };
  });
}

/** Burgers' equation: the initial values -sin(pi x), zero on both sides. */
export function burgersData(w: BurgersParameters): PinnData {
  const random = new Lcg(w.seed);
  const params = mlp(random, [w.in, ...w.hidden, w.out]);
  const X = new Float32Array(2 * w.nf);
  for (let i = 0; i < w.nf; i++) X.set([-1 + 2 * random.next(), random.next()], 2 * i);
  const nd = w.nic + w.nbc;
  const D = new Float32Array(2 * nd);
  const Y = new Float32Array(nd);
  for (let i = 0; i < w.nic; i++) {
    const x = -1 + 2 * random.next();
    D[2 * i] = x;
    Y[i] = -Math.sin(Math.PI * x);
  }
  for (let i = 0; i < w.nbc; i++) D.set([i & 1 ? 1 : -1, random.next()], 2 * (w.nic + i));
  return { params, X, D, Y, nd };
}

/** The lid-driven cavity on (0, 1)^2: u = 1 on the lid y = 1, else u = v = 0 on the walls. */
export function cavityData(w: CavityParameters): PinnData {
  const random = new Lcg(w.seed);
  const params = mlp(random, [w.in, ...w.hidden, w.out]);
  const X = random.fill(2 * w.nf, 0, 1);
  const D = new Float32Array(2 * w.nbc);
  const Y = new Float32Array(2 * w.nbc);
  for (let i = 0; i < w.nbc; i++) {
    const along = random.next();
    const [x, y] = [
      [along, 1],
      [along, 0],
      [0, along],
      [1, along],
    ][i & 3]!;
    D.set([x!, y!], 2 * i);
    Y[2 * i] = (i & 3) === 0 ? 1 : 0;
  }
  return { params, X, D, Y, nd: w.nbc };
}

/** Sums of eight sine modes a, and what a Poisson solve would roughly make of them. */
export function fnoData(w: FnoParameters): FnoData {
  const random = new Lcg(w.seed);
  const { width, modes, n, batch } = w;
  const [lift] = mlp(random, [w.inChannels, width]);
  const scale = 1 / width ** 2;
  const layers = Array.from({ length: w.layers }, () => {
    const count = 2 * width ** 2 * modes ** 2;
    const Rr = random.fill(count, 0, scale);
    const Ri = random.fill(count, 0, scale);
    const [bypass] = mlp(random, [width, width]);
    return { Rr, Ri, W: bypass!.W, b: bypass!.b };
  });
  const [proj1, proj2] = mlp(random, [width, w.proj, 1]);
  const inp = new Float32Array(3 * batch * n * n);
  const tgt = new Float32Array(batch * n * n);
  for (let sample = 0; sample < batch; sample++) {
    const amplitudes = Array.from({ length: 8 }, () => -1 + 2 * random.next());
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const x = i / (n - 1);
        const y = j / (n - 1);
        let a = 0;
        let t = 0;
        for (const [k, amplitude] of amplitudes.entries()) {
          const p = 1 + (k >> 1);
          const q = 1 + ((k * 3) & 3);
          const mode = amplitude * Math.sin(Math.PI * p * x) * Math.cos(Math.PI * q * y);
          a += mode;
          t += mode / (p * p + q * q);
        }
        const cell = (sample * n + i) * n + j;
        inp.set([a, x, y], 3 * cell);
        tgt[cell] = t;
      }
    }
  }
  return { lift: lift!, layers, proj1: proj1!, proj2: proj2!, inp, tgt };
}

/** White noise in [-1, 1): real and imaginary part, each [batch, n, n]. */
export function fftData(w: FftParameters): { re: Float32Array<ArrayBuffer>; im: Float32Array<ArrayBuffer> } {
  const random = new Lcg(w.seed);
  const count = w.batch * w.n ** 2;
  return { re: random.fill(count, -1, 1), im: random.fill(count, -1, 1) };
}

/** Two factors of white noise in [-1, 1): A [m, k] and B [k, n]. */
export function matmulData(w: MatmulParameters): { A: Float32Array<ArrayBuffer>; B: Float32Array<ArrayBuffer> } {
  const random = new Lcg(w.seed);
  return { A: random.fill(w.m * w.k, -1, 1), B: random.fill(w.k * w.n, -1, 1) };
}
