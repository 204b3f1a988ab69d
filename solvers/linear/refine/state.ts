import { Failure } from '../../base/result';

/** How a solve on the device stands; the words of `state.code` in this order. */
export const CODES = ['running', 'converged', 'stagnated', 'limit', 'indefinite', 'breakdown', 'diverged'] as const;
export type SolveCode = (typeof CODES)[number];

/** Fields of the state that a solve keeps on the device, in their order; all are 32 bits. */
const FIELDS = {
  code: 'u32',
  /** Corrections so far. */
  iterations: 'u32',
  /** Whether a residual was judged. */
  judged: 'u32',
  /** Iterations without a new best norm. */
  idle: 'u32',
  /** Norm of r / diagonal now, sqrt of (r, r / diagonal), largest |r|, the first norm, the best. */
  norm: 'f32',
  natural: 'f32',
  largest: 'f32',
  first: 'f32',
  best: 'f32',
  /** Length of the next correction. */
  step: 'f32',
  /** Mean that the next projection takes away. */
  mean: 'f32',
  /** Conjugate gradients: weight of the last direction, and (p, A p) of it. */
  beta: 'f32',
  energy: 'f32',
  /** BiCGStab: (shadow, r), (shadow, A p) weights, and the norm of the shadow residual. */
  rho: 'f32',
  alpha: 'f32',
  omega: 'f32',
  shadow: 'f32',
  /** BiCGStab: whether the next step starts anew, and how often that was. */
  anew: 'u32',
  restarts: 'u32',
} as const;

export type SolveState = { readonly [Field in Exclude<keyof typeof FIELDS, 'code'>]: number } & {
  readonly code: SolveCode;
};

const NAMES = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/** Bytes of the state. */
export const STATE_BYTES = 4 * NAMES.length;

/** Its place in WGSL: the structure `State` and the codes as constants. */
export const STATE_SOURCE = [
  'struct State {',
  ...NAMES.map((name) => `  ${name}: ${FIELDS[name]},`),
  '}',
  ...CODES.map((code, k) => `const ${code.toUpperCase()} = ${k}u;`),
  '',
].join('\n');

/** A state at its start, with some fields set. */
export function stateWords(fields: Partial<Record<keyof typeof FIELDS, number>> = {}): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(NAMES.length);
  const floats = new Float32Array(words.buffer);
  for (const [name, value] of Object.entries(fields)) {
    const place = NAMES.indexOf(name as keyof typeof FIELDS);
    if (FIELDS[NAMES[place]!] === 'f32') floats[place] = value;
    else words[place] = value;
  }
  return words;
}

/** What the device says of a solve. Throws `breakdown` where it is no state. */
export function readState(bytes: ArrayBuffer): SolveState {
  const words = new Uint32Array(bytes);
  const floats = new Float32Array(bytes);
  const value = (name: keyof typeof FIELDS, k: number) => (FIELDS[name] === 'f32' ? floats[k]! : words[k]!);
  const numbers = Object.fromEntries(NAMES.map((name, k) => [name, value(name, k)]));
  const code = CODES[numbers.code!];
  if (code === undefined) throw new Failure('breakdown', 'The state of a linear solve was overwritten.');
  return { ...numbers, code } as SolveState;
}
