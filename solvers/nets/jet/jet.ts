import { add, concat, matmul, mul, type Node, reshape, slice, sub } from '../../array';
import { type Channel, faaDiBruno } from '../../array/jets/channels';

/**
 * Fields at points with their derivatives by the coordinates: for each channel an array [P, F], or one that broadcasts
 * to it. Channels as Taylor jets want them: the value first, with each derivative all lower ones.
 */
export interface Jet {
  readonly channels: readonly Channel[];
  readonly parts: readonly Node[];
}

/** An activation by its derivatives at z, from order 0 up to `order`. */
export type Derivatives = (z: Node, order: number) => Node[];

/** x W + b of each point, one product for all channels. @param weights [F, G]; @param bias [G], of the value alone */
export function dense({ channels, parts }: Jet, weights: Node, bias: Node): Jet {
  const [points] = parts[0].shape;
  const product = matmul(concat(parts), weights);
  const all = channels.map((_, c) => slice(product, 0, c * points, (c + 1) * points));
  return { channels, parts: all.with(0, add(all[0], bias)) };
}

/** sigma(z), elementwise, by the chain rule of Faa di Bruno. */
export function compose({ channels, parts }: Jet, sigma: Derivatives): Jet {
  const terms = faaDiBruno(channels);
  const derivatives = sigma(parts[0], Math.max(...terms.flat().map(({ order }) => order)));
  const composed = terms.map((own) =>
    own
      .map(({ coefficient, order, factors }) =>
        factors.reduce((product, factor) => mul(product, parts[factor]), mul(coefficient, derivatives[order])),
      )
      .reduce((a, b) => add(a, b)),
  );
  return { channels, parts: composed };
}

/** One term of the derivative of a product: binomial * a^(first) * b^(second). */
interface ProductTerm {
  readonly first: number;
  readonly second: number;
  readonly binomial: number;
}

/** Leibniz's rule for each channel. */
function leibniz(channels: readonly Channel[]): ProductTerm[][] {
  const index = new Map(channels.map((channel, k) => [String(channel), k]));
  return channels.map((channel) =>
    channels.flatMap((lower, first): ProductTerm[] => {
      const rest = channel.map((order, axis) => order - lower[axis]);
      if (rest.some((order) => order < 0)) return [];
      const binomial = channel.reduce((product, order, axis) => product * choose(order, lower[axis]), 1);
      return [{ first, second: index.get(String(rest))!, binomial }];
    }),
  );
}

function choose(n: number, k: number): number {
  let value = 1;
  for (let i = 0; i < k; i++) value = (value * (n - i)) / (i + 1);
  return value;
}

/** a b, elementwise; extents of 1 stretch. */
export function times(a: Jet, b: Jet): Jet {
  const parts = leibniz(a.channels).map((terms) =>
    terms
      .map(({ first, second, binomial }) => mul(binomial, mul(a.parts[first], b.parts[second])))
      .reduce((x, y) => add(x, y)),
  );
  return { channels: a.channels, parts };
}

/** a + b */
export function plus(a: Jet, b: Jet): Jet {
  return { channels: a.channels, parts: a.parts.map((part, c) => add(part, b.parts[c])) };
}

/** a times a number that is the same at all points: a node that broadcasts to [P, F]. */
export function scaled(a: Jet, factor: Node | number): Jet {
  return { channels: a.channels, parts: a.parts.map((part) => mul(factor, part)) };
}

/** Between `low` and `high`, as `gate` says: gate * high + (1 - gate) * low. */
export function gated(gate: Jet, high: Jet, low: Jet): Jet {
  const difference = { channels: high.channels, parts: high.parts.map((part, c) => sub(part, low.parts[c])) };
  return plus(low, times(gate, difference));
}

/** Each feature and channel by itself: [feature][channel], each [P]. */
export function columns({ parts }: Jet): Node[][] {
  const [points, features] = parts[0].shape;
  return Array.from({ length: features }, (_, f) => {
    return parts.map((part) => reshape(slice(part, 1, f, f + 1), [points]));
  });
}
