import { Failure } from '../base/result';
import { type Expr, symbolNodes } from './ast';
import { derivativeName, derivativeOf, type Scope } from './scope';

/** A partial derivative as its order by each coordinate of the scope: with x and t, `u_xxt` is [2, 1]. */
export type Channel = readonly number[];

/**
 * The derivative channels that the formulas need of each unknown, in the order of the scope's unknowns: the value
 * first, whether they use it or not, then by total order, then as in a dictionary (u_x, u_t, u_xx, u_xt, u_tt).
 * Names that are neither an unknown nor a derivative do not count.
 */
export function channelsOf(exprs: readonly Expr[], scope: Scope): Map<string, Channel[]> {
  const found = new Map(scope.unknowns.map((name): [string, Channel[]] => [name, [scope.coordinates.map(() => 0)]]));
  for (const expr of exprs) {
    for (const { name } of symbolNodes(expr)) {
      const derivative = derivativeOf(name, scope);
      if (derivative !== null) found.get(derivative.unknown)?.push(channelOf(derivative.by, scope));
    }
  }
  return new Map([...found].map(([name, channels]) => [name, sortChannels(channels)]));
}

/** The order by each coordinate of a row of coordinates such as x, x, t. */
export function channelOf(by: readonly string[], scope: Scope): Channel {
  return scope.coordinates.map((coordinate) => by.filter((name) => name === coordinate).length);
}

/** The symbol of a channel, such as `u_xxt`; the unknown itself for its value. */
export function channelName(unknown: string, channel: Channel, scope: Scope): string {
  const by = scope.coordinates.flatMap((coordinate, i) => Array<string>(channel[i]).fill(coordinate));
  return derivativeName(unknown, by, scope);
}

/** Most channels of one unknown, closed: order 8 in three coordinates has 165. */
const MAX_CHANNELS = 256;

/**
 * The channels and all below them, which Taylor jets carry: with [2, 1] also [1, 1], [2, 0], [1, 0], [0, 1] and
 * [0, 0]; in the order of {@link channelsOf}.
 * @throws Failure 'bad-input' where they are more than 256.
 */
export function closeChannels(channels: readonly Channel[]): Channel[] {
  const closed = new Map<string, Channel>();
  const waiting = [...channels];
  for (let channel = waiting.pop(); channel !== undefined; channel = waiting.pop()) {
    const key = channel.join();
    if (closed.has(key)) continue;
    closed.set(key, channel);
    if (closed.size > MAX_CHANNELS) {
      throw new Failure(
        'bad-input',
        `the equations need more than ${MAX_CHANNELS} derivatives of one unknown: use lower orders`,
      );
    }
    for (const [axis, order] of channel.entries()) if (order > 0) waiting.push(channel.with(axis, order - 1));
  }
  return sortChannels([...closed.values()]);
}

/** Sorted, each once. */
function sortChannels(channels: readonly Channel[]): Channel[] {
  return [...new Map(channels.map((channel) => [channel.join(), channel])).values()].sort(compareChannels);
}

/** Below 0 where `a` stands before `b`: lower total order first, then more of the earlier coordinates. */
export function compareChannels(a: Channel, b: Channel): number {
  const axis = a.findIndex((order, i) => order !== b[i]);
  return orderOf(a) - orderOf(b) || (axis < 0 ? 0 : b[axis] - a[axis]);
}

/** The total order of a channel. */
export function orderOf(channel: Channel): number {
  return channel.reduce((sum, order) => sum + order, 0);
}
