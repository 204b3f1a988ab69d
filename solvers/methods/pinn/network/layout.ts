import type { Channel } from '../../../array/jets/channels';

/** Points that lie side by side in memory, and the multiple that numbers of points and rows are rounded up to. */
export const TILE = 8;

/** A tanh network of features that vary from point to point, with derivatives of its outputs by the coordinates. */
export interface NetworkShape {
  /** Widths: features, hidden layers, outputs. */
  readonly sizes: readonly number[];
  /** Derivatives by the coordinates, the value first, as Taylor jets carry them. */
  readonly channels: readonly Channel[];
}

/** One dense layer: W [in, out] row by row from `start` among the parameters, then b [out]. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly start: number;
  /** Row of the tape where its inputs begin, and where its sums (before the activation) begin. */
  readonly from: number;
  readonly to: number;
  /** Row of the cotangents where those of its sums begin. */
  readonly delta: number;
}

/**
 * Where everything lies. A tape holds for each tile of 8 points its rows, one for each feature and channel (feature
 * slower): the features, then for each hidden layer its sums and activations, then the outputs. Cotangents lie alike,
 * layer by layer, of the sums only.
 */
export interface NetworkLayout extends NetworkShape {
  readonly layers: readonly Layer[];
  readonly parameters: number;
  /** Channels. */
  readonly count: number;
  readonly tapeRows: number;
  readonly deltaRows: number;
}

export function layoutOf(shape: NetworkShape): NetworkLayout {
  const { sizes, channels } = shape;
  const count = channels.length;
  let start = 0;
  let from = 0;
  let delta = 0;
  const layers = sizes.slice(1).map((outputs, k): Layer => {
    const layer = { inputs: sizes[k], outputs, start, from, to: from + count * sizes[k], delta };
    start += (layer.inputs + 1) * outputs;
    from = layer.to + count * outputs;
    delta += count * outputs;
    return layer;
  });
  const last = layers.at(-1)!;
  return { ...shape, layers, parameters: start, count, tapeRows: last.to + count * last.outputs, deltaRows: delta };
}

/** `count` rounded up to whole tiles. */
export function wholeTiles(count: number): number {
  return Math.ceil(count / TILE) * TILE;
}

/** The table that all kernels of a network read: two vec4u a layer. */
export function layerTable({ layers }: NetworkLayout): Uint32Array {
  return Uint32Array.from(
    layers.flatMap(({ inputs, outputs, start, from, to, delta }) => [inputs, outputs, start, from, to, delta, 0, 0]),
  );
}
