import { div, literal, mul, type Node, reshape, slice, sub } from '../../array';
import { randomUniform } from '../../base/random';
import { exponential, tangent } from './activations';
import { jetOf } from './inputs';
import { columns, compose, dense, type Jet, plus, scaled, times } from './jet';
import type { JetNetwork, NetworkOptions } from './jet-network';
import { glorotNormal, Layout } from './layout';

/** Settings of {@link gaussians}. */
export interface GaussianOptions extends NetworkOptions {
  /** How many, and their first deviation in scaled coordinates. */
  readonly gaussians: number;
  readonly deviation: number;
  /** Features that they give. */
  readonly features: number;
}

/**
 * Physics-informed Gaussians (Kang, Oh, Hong and Park 2024): features phi = sum over g of w_g exp(-1/2 sum over axes
 * ((x - mu) / sigma)^2), centres, deviations and weights trained, then a small tanh network. Centres are drawn evenly
 * from the cube (-1, 1).
 */
export function gaussians(options: GaussianOptions): JetNetwork {
  const { inputs, outputs, layers, width, features, deviation } = options;
  const bells = options.gaussians;
  const layout = new Layout(options);
  const centres = layout.array('centres', [inputs, bells], (seed, k) => 2 * randomUniform(seed, k) - 1);
  const deviations = layout.array('deviations', [inputs, bells], () => deviation);
  const mix = layout.array('mix', [bells, features], glorotNormal(bells, features));
  const sizes = [features, ...new Array<number>(layers).fill(width), outputs];
  const head = sizes.slice(1).map((size, k) => {
    return layout.dense(`layer${k}`, sizes[k], size, glorotNormal(sizes[k], size));
  });
  return {
    count: layout.count,
    stretches: layout.stretches,
    initial: (seed) => layout.initial(seed),
    fields(parameters, input) {
      const jet = jetOf(input);
      const [at, spread] = [centres(parameters), deviations(parameters)];
      const squares = Array.from({ length: inputs }, (_, axis) => {
        const own = offset(jet, axis, row(at, axis), row(spread, axis));
        return times(own, own);
      });
      const values = compose(scaled(squares.reduce(plus), -0.5), exponential);
      const mixed = dense(values, mix(parameters), literal(0, [features]));
      const end = head.reduce((own, layer, k) => {
        const sums = layer.apply(parameters, own);
        return k === layers ? sums : compose(sums, tangent);
      }, mixed);
      return columns(end);
    },
  };
}

/** Row `axis` of [axes, n] as [1, n]. */
function row(array: Node, axis: number): Node {
  return reshape(slice(array, 0, axis, axis + 1), [1, array.shape[1]]);
}

/** (x - centre) / deviation along one axis, [P, n]. */
function offset({ channels, parts }: Jet, axis: number, centre: Node, deviation: Node): Jet {
  const rate = div(1, deviation);
  return {
    channels,
    parts: parts.map((part, c) => {
      const own = slice(part, 1, axis, axis + 1);
      return mul(c === 0 ? sub(own, centre) : own, rate);
    }),
  };
}
