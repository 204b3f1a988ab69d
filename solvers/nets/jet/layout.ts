import { exp, mul, type Node, reshape, slice } from '../../array';
import { randomNormal, randomUniform } from '../../base/random';
import { dense, type Jet } from './jet';

/** A draw of first values, number k of a part, from `seed`; each part has its own seed. */
export type Draw = (seed: number, k: number) => number;

/** A named stretch of the flat parameters. */
export interface Stretch {
  readonly name: string;
  readonly start: number;
  readonly shape: readonly number[];
}

/** A dense layer among the parameters. */
export interface Layer {
  /** x W + b */
  apply(parameters: Node, jet: Jet): Jet;
  /** W [in, out] and b [out], as they act. */
  values(parameters: Node): { readonly weights: Node; readonly bias: Node };
}

/** How layers are kept. */
export interface LayoutOptions {
  /**
   * Random weight factorisation (Wang, Wang, Seidman, Perdikaris 2022): W = V diag(exp s) with s normal about 1, of
   * deviation 0.1, V so that W is drawn as ever. The directions and the sizes of neurons' weights then learn apart.
   */
  readonly factorised?: boolean;
}

const LOG_SCALE = { mean: 1, deviation: 0.1 };

/** Lays parameters one after the other in a flat array, and draws their first values. */
export class Layout {
  readonly stretches: Stretch[] = [];
  readonly #draws: Draw[] = [];
  readonly #factorised: boolean;
  #count = 0;

  constructor({ factorised = false }: LayoutOptions = {}) {
    this.#factorised = factorised;
  }

  /** How many numbers there are so far. */
  get count(): number {
    return this.#count;
  }

  /** An array of its own; returns how to find it among the parameters. */
  array(name: string, shape: readonly number[], draw: Draw): (parameters: Node) => Node {
    const start = this.#count;
    const end = start + shape.reduce((product, extent) => product * extent, 1);
    this.stretches.push({ name, start, shape });
    this.#draws.push(draw);
    this.#count = end;
    return (parameters) => reshape(slice(parameters, 0, start, end), shape);
  }

  /** A dense layer: W [inputs, outputs], then b [outputs] (factorised: V, s, b). */
  dense(name: string, inputs: number, outputs: number, weight: Draw, bias: Draw = () => 0): Layer {
    const weights = this.#weights(name, inputs, outputs, weight);
    const shift = this.array(`${name}.b`, [outputs], bias);
    const values = (parameters: Node) => ({ weights: weights(parameters), bias: shift(parameters) });
    return {
      values,
      apply: (parameters, jet) => {
        const own = values(parameters);
        return dense(jet, own.weights, own.bias);
      },
    };
  }

  #weights(name: string, inputs: number, outputs: number, weight: Draw): (parameters: Node) => Node {
    if (!this.#factorised) return this.array(`${name}.W`, [inputs, outputs], weight);
    // V is drawn with its own seed, by which s is known.
    const logScale = (seed: number, j: number): number =>
      LOG_SCALE.mean + LOG_SCALE.deviation * randomNormal(seed + 7919, j);
    let own = 0;
    const directions = this.array(`${name}.V`, [inputs, outputs], (seed, k) => {
      own = seed;
      return weight(seed, k) / Math.exp(logScale(seed, k % outputs));
    });
    const scales = this.array(`${name}.s`, [outputs], (_, j) => logScale(own, j));
    return (parameters) => mul(directions(parameters), exp(scales(parameters)));
  }

  /** First values; the same for the same seed. */
  initial(seed: number): Float64Array {
    const values = this.stretches.flatMap(({ shape }, part) => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      return Array.from({ length: size }, (_, k) => this.#draws[part](1009 * seed + part, k));
    });
    return Float64Array.from(values);
  }
}

/** Normal with variance 2 / (in + out) (Glorot and Bengio 2010), `scale` times as large. */
export function glorotNormal(inputs: number, outputs: number, scale = 1): Draw {
  const deviation = scale * Math.sqrt(2 / (inputs + outputs));
  return (seed, k) => deviation * randomNormal(seed, k);
}

/** Uniform in (-bound, bound). */
export function uniform(bound: number): Draw {
  return (seed, k) => bound * (2 * randomUniform(seed, k) - 1);
}
