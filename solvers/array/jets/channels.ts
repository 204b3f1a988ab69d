import { Failure } from '../../base/result';

/** A partial derivative: how often it is taken along each input coordinate. The value itself is all zeros. */
export type Channel = readonly number[];

/** Channels up to this total order: the activations know one derivative more, for the backward pass. */
const MAX_ORDER = 4;

/** One product of h_alpha = sum of coefficient * sigma^(order)(z) * product of z_factor. */
export interface Term {
  readonly coefficient: number;
  readonly order: number;
  /** Indices of channels, ascending, with repetition. */
  readonly factors: readonly number[];
}

export const orderOf = (channel: Channel): number => channel.reduce((sum, count) => sum + count, 0);

/**
 * Checks that `channels` can be carried through a network of `inputs` coordinates: the value first, orders ascending
 * and at most 4, nothing twice, and with each derivative all the lower ones that its chain rule needs.
 * @throws Failure 'bad-input' naming the channel that does not fit.
 */
export function checkChannels(channels: readonly Channel[], inputs: number): void {
  const refuse = (channel: Channel, why: string): never => {
    throw new Failure('bad-input', `Channel [${channel.join(', ')}] ${why}`, 'channels');
  };
  const seen = new Set<string>();
  let order = 0;
  for (const channel of channels) {
    if (channel.length !== inputs) refuse(channel, `needs ${inputs} counts, one for each input`);
    if (!channel.every((count) => Number.isInteger(count) && count >= 0)) refuse(channel, 'needs counts of 0 or more');
    const own = orderOf(channel);
    if (own > MAX_ORDER) refuse(channel, `is of order ${own}: the highest is ${MAX_ORDER}`);
    if (own < order) refuse(channel, 'must stand before those of higher order');
    if (seen.has(String(channel))) refuse(channel, 'is there twice');
    order = own;
    seen.add(String(channel));
    channel.forEach((count, axis) => {
      if (count === 0) return;
      const lower = channel.with(axis, count - 1);
      if (!seen.has(String(lower))) refuse(channel, `needs channel [${lower.join(', ')}] before it`);
    });
  }
  if (!seen.has(String(new Array(inputs).fill(0)))) refuse(new Array(inputs).fill(0), 'must be the first');
}

/**
 * The chain rule of h = sigma(z) for each channel (Faa di Bruno, several variables): a sum over the partitions of the
 * set of differentiations, each block of which is a channel of z. `channels` as {@link checkChannels} wants them.
 */
export function faaDiBruno(channels: readonly Channel[]): Term[][] {
  const index = new Map(channels.map((channel, k) => [String(channel), k]));
  return channels.map((channel) => {
    const axes = channel.flatMap((count, axis) => new Array<number>(count).fill(axis));
    const terms = new Map<string, Term>();
    for (const blocks of partitions(axes.length)) {
      const factors = blocks.map((block) => {
        const own = channel.map((_, axis) => block.filter((element) => axes[element] === axis).length);
        return index.get(String(own))!;
      });
      factors.sort((a, b) => a - b);
      const coefficient = (terms.get(String(factors))?.coefficient ?? 0) + 1;
      terms.set(String(factors), { coefficient, order: factors.length, factors });
    }
    return [...terms.values()];
  });
}

/** All partitions of {0, ..., n - 1} into blocks; of the empty set there is one, without blocks. */
function partitions(n: number): number[][][] {
  if (n === 0) return [[]];
  const last = n - 1;
  return partitions(last).flatMap((blocks) => [
    ...blocks.map((block, k) => blocks.with(k, [...block, last])),
    [...blocks, [last]],
  ]);
}
