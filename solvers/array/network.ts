import { Failure } from '../base/result';
import { broadcastTo } from './broadcast';
import { add, cos, mul, neg, sin, square, sub, tanh } from './elementwise';
import { jvp, vjp } from './grad';
import { interpret } from './interpret';
import { type ActivationName, type Channel, lowerJetBackward, lowerJetForward } from './jets';
import { faaDiBruno } from './jets/channels';
import { literal, variable } from './leaves';
import { matmul } from './matmul';
import { makeNode, type Node, type Op } from './node';
import { shown } from './shape';
import { concat, reshape, slice, transpose } from './views';

/** A multilayer perceptron whose derivatives by its inputs are wanted. */
export interface Network {
  /** Widths: inputs, hidden layers, outputs. */
  readonly sizes: readonly number[];
  /** Derivatives as counts along each input, the value [0, ...] first, each after the lower ones that it rests on. */
  readonly channels: readonly Channel[];
  readonly activation: ActivationName;
}

/** Numbers of parameters of a network: W [in, out] row by row, then b [out], layer by layer. */
export function parameterCount({ sizes }: Pick<Network, 'sizes'>): number {
  return sizes.slice(1).reduce((total, outputs, k) => total + (sizes[k] + 1) * outputs, 0);
}

/**
 * A network and its derivatives (Taylor jets) at points, forwards in one dispatch; its gradient takes two or three.
 * Differentiable again by `parameters`; for `points`, which are data, the derivative is taken for zero.
 * @param parameters flat, {@link parameterCount}; @param points [P, inputs]
 * @returns [outputs, channels, P]; {@link fields} takes it apart
 * @throws Failure 'bad-input' where shapes or channels do not fit
 */
export function jets(parameters: Node, points: Node, network: Network): Node {
  const { sizes, channels } = network;
  const count = parameterCount(network);
  const [rows, columns] = points.shape;
  if (parameters.shape.length !== 1 || parameters.shape[0] !== count) {
    throw new Failure('bad-input', `jets: ${sizes.join('-')} has ${count} parameters, not ${shown(parameters.shape)}`);
  }
  if (points.shape.length !== 2 || columns !== sizes[0]) {
    throw new Failure('bad-input', `jets: points are [P, ${sizes[0]}], not ${shown(points.shape)}`);
  }
  const shape = { ...network, points: rows };
  const key = `${sizes.join('-')} ${network.activation} ${channels.map(shown).join('')}`;
  const gradient = gradientOp(key, network, shape);
  const op: Op = {
    name: 'jets',
    key: `jets ${key}`,
    form: { kind: 'stages', lower: (context) => lowerJetForward(shape, context) },
    evaluate: ([p, x]) => {
      const [own, at] = [variable('parameters', [count]), variable('points', points.shape)];
      return interpret(
        [plainJets(own, at, network)],
        new Map([
          [own, p],
          [at, x],
        ]),
      )[0];
    },
    vjp: (cotangent, node) => [makeNode(gradient, [...node.inputs, node, cotangent], [count]), null],
    jvp: ([tangent], { inputs: [p, x] }) => tangent && jvp([plainJets(p, x, network)], [p], [tangent])[0],
  };
  return makeNode(op, [parameters, points], [sizes.at(-1)!, channels.length, rows]);
}

/**
 * Derivatives of a network by output and channel, each [P]: `fields(jets(...))[0][2]` is the third channel of the
 * first output. Slices of one axis, so that their gradients stand side by side and need no sums.
 */
export function fields(jet: Node): Node[][] {
  const [outputs, channels, points] = jet.shape;
  const rows = reshape(jet, [outputs * channels, points]);
  const row = (k: number): Node => reshape(slice(rows, 0, k, k + 1), [points]);
  return Array.from({ length: outputs }, (_, j) => Array.from({ length: channels }, (__, c) => row(j * channels + c)));
}

/** The gradient by the parameters; inputs: parameters, points, the forward node, the cotangent of its value. */
function gradientOp(key: string, network: Network, shape: Parameters<typeof lowerJetBackward>[0]): Op {
  const plain = (p: Node, x: Node, cotangent: Node): Node => vjp([plainJets(p, x, network)], [p], [cotangent])[0];
  return {
    name: 'jet gradient',
    key: `jet gradient ${key}`,
    form: { kind: 'stages', lower: (context) => lowerJetBackward(shape, context) },
    evaluate: ([p, x, , g], { inputs }) => {
      const own = [inputs[0], inputs[1], inputs[3]].map((input) => variable('operand', input.shape));
      const given = new Map(own.map((node, k) => [node, [p, x, g][k]]));
      return interpret([plain(own[0], own[1], own[2])], given)[0];
    },
    vjp: (g, { inputs: [p, x, , cotangent] }) => {
      const [byParameters, byCotangent] = vjp([plain(p, x, cotangent)], [p, cotangent], [g]);
      return [byParameters, null, null, byCotangent];
    },
    jvp: ([dp, , , dc], { inputs: [p, x, , cotangent] }) => {
      const tangents = [dp ?? literal(0, p.shape), dc ?? literal(0, cotangent.shape)];
      return jvp([plain(p, x, cotangent)], [p, cotangent], tangents)[0];
    },
  };
}

/** The same by plain operations: what the fused kernels are checked against, and how they are differentiated again. */
export function plainJets(parameters: Node, points: Node, { sizes, channels, activation }: Network): Node {
  const rows = points.shape[0];
  const terms = faaDiBruno(channels);
  const last = sizes.length - 2;
  let start = 0;
  let values = channels.map((channel) => seed(channel, points));
  for (let layer = 0; layer <= last; layer++) {
    const [inputs, outputs] = [sizes[layer], sizes[layer + 1]];
    const weights = reshape(slice(parameters, 0, start, start + inputs * outputs), [inputs, outputs]);
    const bias = slice(parameters, 0, start + inputs * outputs, start + (inputs + 1) * outputs);
    start += (inputs + 1) * outputs;
    const z = values.map((value, c) => {
      const product = matmul(value, weights);
      return c === 0 ? add(product, bias) : product;
    });
    if (layer === last) {
      const rowsOf = (value: Node): Node => reshape(transpose(broadcastTo(value, [rows, outputs])), [outputs, 1, rows]);
      return concat(z.map(rowsOf), 1);
    }
    const order = Math.max(...terms.flat().map((term) => term.order));
    const derivatives = activationDerivatives(activation, z[0], order);
    values = terms.map((own) =>
      own
        .map(({ coefficient, order: k, factors }) =>
          factors.reduce((product, factor) => mul(product, z[factor]), mul(coefficient, derivatives[k])),
        )
        .reduce((a, b) => add(a, b)),
    );
  }
  throw new Failure('bad-input', 'jets: a network has at least one layer');
}

/** The channel of the inputs themselves: their values, ones and zeros. */
function seed(channel: Channel, points: Node): Node {
  const order = sumOf(channel);
  if (order === 0) return points;
  const rows = channel.map((count) => literal(order === 1 && count === 1 ? 1 : 0, [points.shape[0], 1]));
  return concat(rows, 1);
}

function sumOf(channel: Channel): number {
  return channel.reduce((total, count) => total + count, 0);
}

/** sigma and its derivatives at z, up to `order`. */
function activationDerivatives(activation: ActivationName, z: Node, order: number): Node[] {
  if (activation === 'sin') {
    const cycle = [sin(z), cos(z), neg(sin(z)), neg(cos(z))];
    return Array.from({ length: order + 1 }, (_, k) => cycle[k % 4]);
  }
  const t = tanh(z);
  const slope = sub(1, square(t));
  // sigma^(k) = p_k(t) with p_(k+1) = p_k' (1 - t^2), coefficients by power of t.
  let polynomial = [0, 1];
  return Array.from({ length: order + 1 }, (_, k) => {
    if (k > 0) {
      const derivative = polynomial.slice(1).map((value, power) => (power + 1) * value);
      polynomial = Array.from(
        { length: derivative.length + 2 },
        (_, power) => (derivative[power] ?? 0) - (derivative[power - 2] ?? 0),
      );
    }
    if (k === 0) return t;
    if (k === 1) return slope;
    return polynomial.reduceRight<Node>((value, c) => add(mul(value, t), c), literal(0, z.shape));
  });
}
