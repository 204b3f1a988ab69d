import { concat, fields, jets, mul, type Node, reshape } from '../../array';
import { randomUniform } from '../../base/random';
import { sine, tangent } from './activations';
import { jetOf, rateOf } from './inputs';
import { columns, compose, scaled } from './jet';
import type { Coordinates, Inputs, JetNetwork, NetworkOptions } from './jet-network';
import { type Draw, glorotNormal, type Layer, Layout, uniform } from './layout';

/** A chain of dense layers with one activation between them. */
interface Chain {
  readonly sizes: readonly number[];
  readonly layers: readonly Layer[];
  readonly activation: 'tanh' | 'sin';
  /** Factor of what each activation is taken of. */
  readonly frequency: number;
  /** Whether parameters are kept just as they act. */
  readonly asKept: boolean;
}

function sizesOf({ inputs, outputs, layers, width }: NetworkOptions): number[] {
  return [inputs, ...new Array<number>(layers).fill(width), outputs];
}

/**
 * A tanh network: weights normal with variance 2 / (in + out), those of the first layer `firstScale` times larger;
 * first biases uniform in (-1, 1), so that its features bend at different places, the others zero.
 */
export function perceptron(options: NetworkOptions & { readonly firstScale?: number }): JetNetwork {
  const sizes = sizesOf(options);
  const layout = new Layout(options);
  const layers = sizes.slice(1).map((outputs, k) => {
    const scale = k === 0 ? (options.firstScale ?? 1) : 1;
    const bias: Draw = k === 0 ? (seed, j) => 2 * randomUniform(seed + 1, j) - 1 : () => 0;
    return layout.dense(`layer${k}`, sizes[k], outputs, glorotNormal(sizes[k], outputs, scale), bias);
  });
  return chained(layout, { sizes, layers, activation: 'tanh', frequency: 1, asKept: !options.factorised });
}

/**
 * SIREN (Sitzmann et al. 2020, section 3.2): sin(omega (x W + b)) in every layer, first weights uniform in 1 / in,
 * later ones in sqrt(6 / in) / omega, so that all layers see arguments of the same spread.
 */
export function siren(options: NetworkOptions & { readonly omega: number }): JetNetwork {
  const sizes = sizesOf(options);
  const layout = new Layout(options);
  const layers = sizes.slice(1).map((outputs, k) => {
    const inputs = sizes[k];
    const bound = k === 0 ? 1 / inputs : Math.sqrt(6 / inputs) / options.omega;
    return layout.dense(`layer${k}`, inputs, outputs, uniform(bound), uniform(1 / Math.sqrt(inputs) / options.omega));
  });
  return chained(layout, { sizes, layers, activation: 'sin', frequency: options.omega, asKept: false });
}

function chained(layout: Layout, chain: Chain): JetNetwork {
  return {
    count: layout.count,
    stretches: layout.stretches,
    initial: (seed) => layout.initial(seed),
    fields: (parameters, inputs) =>
      'parts' in inputs ? plain(parameters, inputs, chain) : fused(parameters, inputs, chain),
  };
}

/** By the hand-written kernels, one dispatch forwards: where coordinates enter as they are. */
function fused(parameters: Node, { channels, points, rates }: Coordinates, chain: Chain): Node[][] {
  const { sizes, activation, asKept } = chain;
  const jet = jets(asKept ? parameters : acting(parameters, chain), points, { sizes, channels, activation });
  return fields(jet).map((own) => own.map((value, c) => mul(rateOf(channels[c], rates), value)));
}

/** The parameters as they act: factors multiplied out, and arguments of the activation with their frequency. */
function acting(parameters: Node, { layers, frequency }: Chain): Node {
  const flat = layers.flatMap((layer, k): Node[] => {
    const { weights, bias } = layer.values(parameters);
    const factor = k + 1 < layers.length ? frequency : 1;
    return [weights, bias].map((array) => reshape(mul(factor, array), [sizeOf(array.shape)]));
  });
  return concat(flat);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function plain(parameters: Node, inputs: Inputs, { layers, activation, frequency }: Chain): Node[][] {
  const sigma = activation === 'tanh' ? tangent : sine;
  const last = layers.length - 1;
  const jet = layers.reduce((own, layer, k) => {
    const sums = layer.apply(parameters, own);
    return k === last ? sums : compose(scaled(sums, frequency), sigma);
  }, jetOf(inputs));
  return columns(jet);
}
