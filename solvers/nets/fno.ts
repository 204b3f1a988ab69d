import {
  add,
  concat,
  type FourierLayer,
  fourierLayer,
  fourierLayerCount,
  gelu,
  mul,
  type Node,
  pointwise,
  slice,
  tanh,
} from '../array';
import { Failure } from '../base/result';
import { block, type Perceptron, padded, unpadded } from './fno-blocks';
import { factorisedConvolution } from './fno-factorised';
import { type Fno, fnoCount, fnoParts, partCount } from './fno-parts';
import { tuckerCount, tuckerModes } from './fno-tucker';
import { uLayers, uShaped } from './fno-u-shaped';

type Activation = (x: Node) => Node;

/** GELU by the error function, and its form with tanh (Hendrycks and Gimpel 2016). */
const ACTIVATIONS: Readonly<Record<Fno['activation'], Activation>> = {
  gelu,
  'gelu-tanh': (x) => {
    const inner = mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, mul(mul(x, x), x))));
    return mul(mul(0.5, x), add(1, tanh(inner)));
  },
};

/** The next of the parameters. */
type Take = (count: number) => Node;

/**
 * The network at fields on a uniform periodic grid.
 * @param parameters flat, `fnoCount`, in the order of `fnoParts`
 * @param fields [samples, n1, .., nd, inputs]
 * @returns [samples, n1, .., nd, outputs]
 * @throws Failure 'bad-input' where shapes or modes do not fit
 */
export function fno(parameters: Node, fields: Node, network: Fno): Node {
  const count = fnoCount(network);
  if (parameters.shape.length !== 1 || parameters.shape[0] !== count) {
    throw new Failure('bad-input', `this operator has ${count} parameters, not [${parameters.shape.join(', ')}]`);
  }
  const { lift, width, projection, outputs } = network;
  const take = cursor(parameters);
  const activation = ACTIVATIONS[network.activation];
  const through: Perceptron = (value, widths) => {
    return widths.reduce((hidden, outputs, k) => {
      const own = pointwise(hidden, take((hidden.shape.at(-1)! + 1) * outputs), outputs);
      return k < widths.length - 1 ? activation(own) : own;
    }, value);
  };
  const lifted = through(fields, [...lift, width]);
  const convolutions = tensorised(parameters, network);
  const spectral = (layer: FourierLayer): Node => {
    const own = convolutions.shift();
    const plain = take(own?.parameters ?? fourierLayerCount(layer) - (layer.inputs + 1) * layer.outputs);
    return own?.modes ?? plain;
  };
  return through(layered(lifted, network, { take, spectral, through }), [...projection, outputs]);
}

/** Tensorised weights of all layers, made together, and how many parameters each takes. */
function tensorised(parameters: Node, network: Fno): { readonly parameters: number; readonly modes: Node }[] {
  const { width, modes, variant } = network;
  if (variant?.kind !== 'tucker') return [];
  const layer = { inputs: width, outputs: width, modes };
  const count = tuckerCount(layer, variant.ranks);
  let start = 0;
  const blocks = fnoParts(network).flatMap((part) => {
    const from = start;
    start += partCount(part);
    return part.kind === 'spectral' ? slice(parameters, 0, from, from + count) : [];
  });
  return tuckerModes(blocks, layer, variant.ranks).map((own) => ({ parameters: count, modes: own }));
}

/** What layers need of the network that they are in. */
interface Surroundings {
  readonly take: Take;
  /** The next weights of a convolution, flat. */
  readonly spectral: (layer: FourierLayer) => Node;
  readonly through: Perceptron;
}

/** All Fourier layers. */
function layered(x: Node, network: Fno, { take, spectral, through }: Surroundings): Node {
  const { width, layers, modes, blocks, variant } = network;
  const layer: FourierLayer = { inputs: width, outputs: width, modes };
  const active = (k: number): Activation => (k < layers - 1 ? ACTIVATIONS[network.activation] : (value) => value);
  if (variant?.kind === 'u-shaped') {
    const all = uLayers({ width, layers, modes });
    return uShaped(x, all, (value, k) => active(k)(plainLayer(value, all[k].layer, take)));
  }
  if (variant?.kind === 'factorised') {
    // x + W2 gelu(W1 K(x) + b1) + b2 (equation 8; the authors take ReLU).
    return repeat(layers, x, (value) => {
      return add(value, through(factorisedConvolution(value, take, layer), [variant.mixing, width]));
    });
  }
  if (blocks) {
    const value = repeat(layers, padded(x, blocks.padding), (own, k) => {
      return block(own, layer, blocks, { take, spectral: () => spectral(layer), through, activation: active(k) });
    });
    return unpadded(value, x.shape.slice(1, -1));
  }
  if (!variant) return repeat(layers, x, (value, k) => active(k)(plainLayer(value, layer, take)));
  return repeat(layers, x, (value, k) => {
    return active(k)(fourierLayer(value, concat([spectral(layer), take((width + 1) * width)], 0), layer));
  });
}

function plainLayer(x: Node, layer: FourierLayer, take: Take): Node {
  return fourierLayer(x, take(fourierLayerCount(layer)), layer);
}

function repeat(count: number, x: Node, of: (value: Node, k: number) => Node): Node {
  return Array.from({ length: count }, (_, k) => k).reduce(of, x);
}

/** Hands out a flat array from front to back. */
function cursor(parameters: Node): Take {
  let start = 0;
  return (count) => {
    const from = start;
    start += count;
    return slice(parameters, 0, from, start);
  };
}
