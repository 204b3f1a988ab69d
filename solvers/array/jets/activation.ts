/** An activation as WGSL: what is computed once from z, and its derivatives in those terms, to the fifth order. */
export interface Activation {
  /** Statements that define what {@link derivative} needs, from the variable `z` of type V. */
  readonly prepare: string;
  /** The expression of the k-th derivative; k = 0 is the value. */
  derivative(order: number): string;
  /** About what {@link prepare} costs: flops of an exponential or a sine count as 10. */
  readonly flops: number;
}

export type ActivationName = 'tanh' | 'sin';

const SINES = ['s', 'c', '(-s)', '(-c)'];

export const ACTIVATIONS: Readonly<Record<ActivationName, Activation>> = {
  /**
   * The argument is clamped to where f32 gives +-1: some drivers overflow beyond 44.
   * t' = 1 - t^2: the k-th derivative is (1 - t^2) q_k(t), with q_1 = 1 and q_(k+1) = (1 - t^2) q_k' - 2 t q_k.
   */
  tanh: {
    prepare: 'let t = tanh(clamp(z, V(-15.0), V(15.0))); let u = t * t; let d = 1.0 - u;',
    derivative: (order) => (order === 0 ? 't' : times('d', tanhFactor(order))),
    flops: 12,
  },
  /** For arguments of a few periods: WGSL's sine loses accuracy with their size. */
  sin: {
    prepare: 'let s = sin(z); let c = cos(z);',
    derivative: (order) => SINES[order % 4],
    flops: 20,
  },
};

const times = (a: string, b: string): string => (b === '1.0' ? a : `${a} * ${b}`);

/** q_k in Horner's form of u = t^2; it is even or odd. */
function tanhFactor(order: number): string {
  let q = [1];
  for (let k = 1; k < order; k++) {
    const next = new Array<number>(q.length + 1).fill(0);
    q.forEach((value, power) => {
      if (power > 0) next[power - 1] += power * value;
      next[power + 1] -= (power + 2) * value;
    });
    q = next;
  }
  const odd = order % 2 === 0;
  const halves = q.filter((_, power) => power % 2 === (odd ? 1 : 0));
  const even = halves.reduceRight((text, value) => (text ? `(${literal(value)} + u * ${text})` : literal(value)), '');
  return odd ? `t * ${even}` : even;
}

/** A WGSL literal of an integer, in brackets where negative. */
function literal(value: number): string {
  return value < 0 ? `(${value}.0)` : `${value}.0`;
}
