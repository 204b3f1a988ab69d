import { literal, type Node, sub } from '../../array';
import { tangent } from './activations';
import { jetOf } from './inputs';
import { columns, compose, gated, type Jet, plus, scaled } from './jet';
import type { JetNetwork, NetworkOptions } from './jet-network';
import { type Draw, glorotNormal, type Layer, Layout } from './layout';

/** A tanh layer. */
function active(layer: Layer, parameters: Node, jet: Jet): Jet {
  return compose(layer.apply(parameters, jet), tangent);
}

/** Dense layers with Glorot's normal weights. */
function denseLayer(layout: Layout, name: string, inputs: number, outputs: number, bias?: Draw): Layer {
  return layout.dense(name, inputs, outputs, glorotNormal(inputs, outputs), bias);
}

function network(layout: Layout, fields: JetNetwork['fields']): JetNetwork {
  return { count: layout.count, stretches: layout.stretches, initial: (seed) => layout.initial(seed), fields };
}

/**
 * The modified network of Wang, Teng and Perdikaris 2021 (section 2.7): two encodings U and V of the input, between
 * which every hidden layer chooses, H <- Z U + (1 - Z) V with Z = tanh(H W + b).
 */
export function modifiedPerceptron(options: NetworkOptions): JetNetwork {
  const { inputs, outputs, layers, width } = options;
  const layout = new Layout(options);
  const [first, second] = ['encoder0', 'encoder1'].map((name) => denseLayer(layout, name, inputs, width));
  const hidden = Array.from({ length: layers }, (_, k) =>
    denseLayer(layout, `layer${k}`, k === 0 ? inputs : width, width),
  );
  const last = denseLayer(layout, 'output', width, outputs);
  return network(layout, (parameters, input) => {
    const jet = jetOf(input);
    const [u, v] = [first, second].map((layer) => active(layer, parameters, jet));
    const end = hidden.reduce((own, layer) => gated(active(layer, parameters, own), u, v), jet);
    return columns(last.apply(parameters, end));
  });
}

/**
 * PirateNet (Wang, Li, Chen and Perdikaris 2024, equations 4.1 to 4.8): blocks of three gated layers around which a
 * shortcut leads, x <- a h(x) + (1 - a) x, with a = 0 at the start, so that the network begins as a linear one of its
 * features, of which there are `width`.
 */
export function pirateNet(options: NetworkOptions): JetNetwork {
  const { inputs, outputs, layers, width } = options;
  const layout = new Layout(options);
  const [first, second] = ['encoder0', 'encoder1'].map((name) => denseLayer(layout, name, inputs, width));
  const embed = inputs === width ? null : denseLayer(layout, 'embedding', inputs, width);
  const blocks = Array.from({ length: layers }, (_, k) => ({
    steps: [0, 1, 2].map((step) => denseLayer(layout, `block${k}.${step}`, width, width)),
    share: layout.array(`block${k}.share`, [1], () => 0),
  }));
  const last = denseLayer(layout, 'output', width, outputs);
  return network(layout, (parameters, input) => {
    const jet = jetOf(input);
    const [u, v] = [first, second].map((layer) => active(layer, parameters, jet));
    const end = blocks.reduce(
      (own, { steps: [one, two, three], share }) => {
        const inner = gated(active(one, parameters, own), u, v);
        const outer = gated(active(two, parameters, inner), u, v);
        const part = share(parameters);
        return plus(scaled(active(three, parameters, outer), part), scaled(own, sub(literal(1, [1]), part)));
      },
      embed ? embed.apply(parameters, jet) : jet,
    );
    return columns(last.apply(parameters, end));
  });
}
