import { Failure } from '../../base/result';
import { type Adapter, common, range, sharingOf, sumsOf } from '../sharing';
import type { ActivationName } from './activation';
import { type Channel, checkChannels } from './channels';

/** A multilayer perceptron and the derivatives of it that are wanted at `points` points. */
export interface JetShape {
  /** Widths: inputs, hidden layers, outputs. */
  readonly sizes: readonly number[];
  readonly channels: readonly Channel[];
  readonly points: number;
  readonly activation: ActivationName;
}

/** Weights in one flat array, layer by layer: W [in, out] row by row, then b [out]. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** First element of W among the parameters. */
  readonly start: number;
}

/**
 * How the work lies in memory. Points are cut into tiles of `threads` x `lanes`; thread t of a tile has `lanes`
 * neighbouring points as one WGSL value V. An array holds for each tile its rows, one for each feature and channel
 * (feature slower), of `threads` values: what a tile needs lies together, and no thread reads what another has written.
 */
export interface JetPlan {
  readonly shape: JetShape;
  readonly count: number;
  readonly parameters: number;
  readonly lanes: 1 | 2 | 4;
  /** Threads of a workgroup: few on a processor, so that a layer of its tile fits the first cache. */
  readonly threads: number;
  /**
   * Threads of a subgroup that load a weight each and hand them round, or 0 where every thread loads every weight.
   * On llvmpipe a load takes as long as 12 fused multiply-adds, whether its threads read one place or several, and
   * handing round takes one; SwiftShader hands round as slowly as it loads.
   */
  readonly sharing: number;
  /** Numbers of a sum that a thread holds at once. Processors keep those that spill in their first cache. */
  readonly sums: number;
  readonly tiles: number;
  /** WGSL type of `lanes` numbers. */
  readonly type: string;
  readonly layers: readonly Layer[];
  /** Rows of the tape, and where H_k (activations; 0 is the input) and Z_k (what they are of, k from 1) begin. */
  readonly tapeRows: number;
  hRow(k: number): number;
  zRow(k: number): number;
  /** Rows of the cotangents of Z_k, k from 1; the last is the output. */
  readonly deltaRows: number;
  deltaRow(k: number): number;
}

/** @throws Failure 'bad-input' where sizes, channels or points make no network. */
export function planJets(shape: JetShape, adapter: Adapter): JetPlan {
  const { sizes, channels, points } = shape;
  if (sizes.length < 2 || ![...sizes, points].every((size) => Number.isInteger(size) && size > 0)) {
    throw new Failure('bad-input', `Sizes ${sizes.join('-')} at ${points} points make no network.`, 'sizes');
  }
  checkChannels(channels, sizes[0]);
  const count = channels.length;
  const { software } = adapter;
  const sharing = sharingOf(adapter);
  const threads = software ? Math.max(sharing, 8) : 32;
  // The fewer channels, the more points share the loads of the weights.
  const few = count === 1 ? 4 : count < 4 || (sharing > 0 && count <= 6) ? 2 : 1;
  const lanes = software && sharing === 0 ? 4 : few;
  let start = 0;
  const layers = sizes.slice(1).map((outputs, k): Layer => {
    const layer = { inputs: sizes[k], outputs, start };
    start += (layer.inputs + 1) * outputs;
    return layer;
  });
  const last = layers.length;
  const before = (k: number): number => sizes.slice(1, k).reduce((sum, size) => sum + size, 0);
  const zRow = (k: number): number => count * (sizes[0] + 2 * before(k));
  return {
    shape,
    count,
    parameters: start,
    lanes,
    threads,
    sharing,
    sums: sumsOf(adapter),
    tiles: Math.ceil(points / (threads * lanes)),
    type: lanes === 1 ? 'f32' : `vec${lanes}f`,
    layers,
    tapeRows: zRow(last) + count * sizes[last],
    hRow: (k) => (k === 0 ? 0 : zRow(k) + count * sizes[k]),
    zRow,
    deltaRows: count * (before(last) + sizes[last]),
    deltaRow: (k) => count * before(k),
  };
}

/** Features of which a thread holds the sums at once, for layers of these widths: loads and overhang cost least. */
export function blockOf({ count, lanes, sharing, sums }: JetPlan, widths: readonly number[]): number {
  const most = Math.max(1, Math.min(32, Math.floor(sums / (count * lanes))));
  let best = 1;
  let least = Number.POSITIVE_INFINITY;
  for (let block = 1; block <= most; block++) {
    const weights = sharing > 0 ? LOAD * Math.ceil(block / sharing) + HANDING * block : LOAD * block;
    const each = count * lanes * block + LOAD * count * lanes + weights;
    const cost = widths.reduce((sum, width) => sum + Math.ceil(width / block) * each, 0);
    if (cost <= least) [best, least] = [block, cost];
  }
  return best;
}

/** What a load from storage costs on software adapters, and handing a number round, in fused multiply-adds. */
export const LOAD = 12;
export const HANDING = 2;

/** Statements that define w0, w1, ... of type V, the weights of a block: at `address` of each one's place in it. */
export function loadWeights({ sharing }: JetPlan, block: number, address: (place: string) => string): string {
  const loads = common(sharing, 'weight', block, (place) => `params[${address(place)}]`);
  return `${loads} ${range(block)
    .map((r) => `let w${r} = V(weight${r});`)
    .join(' ')}`;
}
