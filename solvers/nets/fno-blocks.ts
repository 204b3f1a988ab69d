import {
  add,
  concat,
  constant,
  div,
  type FourierLayer,
  fourierLayer,
  literal,
  matmul,
  mean,
  mul,
  type Node,
  pad,
  reshape,
  slice,
  sqrt,
  square,
  sub,
} from '../array';

/** What leads a layer's input past it: a matrix, a factor for each channel, the input itself, or nothing. */
export type Skip = 'linear' | 'soft-gating' | 'identity' | 'none';

/** A block of neuraloperator 2.0 (`FNOBlocks`), in which a Fourier layer is followed by a pointwise network. */
export interface FnoBlocks {
  /** Beside the convolution: `fno_skip`. */
  readonly skip: Skip;
  /** Hidden width of the pointwise network behind the activation; 0 = there is none, and the activation comes twice. */
  readonly mixing: number;
  /** Past both, from the block's input: `channel_mlp_skip`. */
  readonly mixingSkip: Skip;
  /** Each channel of each sample is brought to mean 0 and variance 1 behind the convolution, and behind the block. */
  readonly instanceNorm: boolean;
  /** Lifted fields are continued by zeros on both sides, by this part of each axis: `domain_padding`. */
  readonly padding: number;
}

/** What leads past a convolution, and past a whole block. */
export interface Skips {
  readonly skip: Skip;
  readonly past: Skip;
}

/** The skips that have their parameters in a network. */
export function skipsOf(blocks: FnoBlocks | undefined): Skips {
  if (!blocks) return { skip: 'linear', past: 'none' };
  return { skip: blocks.skip, past: blocks.mixing > 0 ? blocks.mixingSkip : 'none' };
}

/** The number of parameters of a skip. */
function skipCount(skip: Skip, width: number): number {
  if (skip === 'linear') return width ** 2;
  return skip === 'soft-gating' ? width : 0;
}

/** A pointwise network: widths behind the input's own, the activation between. */
export type Perceptron = (value: Node, widths: readonly number[]) => Node;

/** What a block needs of the network that it is in. */
interface Surroundings {
  /** The next parameters. */
  readonly take: (count: number) => Node;
  /** The weights of the convolution that come next, flat. */
  readonly spectral: () => Node;
  readonly through: Perceptron;
  /** Behind the convolution and behind the block; nothing in the last one. */
  readonly activation: (value: Node) => Node;
}

/** Of `torch.nn.functional.instance_norm`. */
const EPSILON = 1e-5;

/**
 * `forward_with_postactivation` of neuraloperator's `FNOBlocks`.
 * @param x [samples, n1, .., nd, width]
 */
export function block(
  x: Node,
  layer: FourierLayer,
  blocks: FnoBlocks,
  { take, spectral, through, activation }: Surroundings,
): Node {
  const { mixing, instanceNorm } = blocks;
  const { skip, past } = skipsOf(blocks);
  const width = layer.inputs;
  const taken = (kind: Skip): Node | null => (skipCount(kind, width) > 0 ? take(skipCount(kind, width)) : null);
  const modes = spectral();
  const [beside, bias, around] = [taken(skip), take(width), taken(past)];
  // The norm is of the convolution with its bias alone.
  const matrix = matrixOf(instanceNorm ? 'none' : skip, beside, width);
  let value = fourierLayer(x, concat([modes, matrix, bias], 0), layer);
  if (instanceNorm) value = plus(normalised(value), skipped(x, skip, beside));
  value = activation(value);
  if (mixing > 0) value = plus(through(value, [mixing, width]), skipped(x, past, around));
  return activation(instanceNorm ? normalised(value) : value);
}

/** Zeros on both sides of every axis, so many as Python rounds to. */
export function padded(x: Node, share: number): Node {
  return x.shape.slice(1, -1).reduce((value, n, axis) => {
    const count = roundedToEven(share * n);
    return count > 0 ? pad(value, axis + 1, count, count) : value;
  }, x);
}

/** The middle again, of `grid` points. */
export function unpadded(x: Node, grid: readonly number[]): Node {
  return grid.reduce((value, n, axis) => {
    const before = (value.shape[axis + 1] - n) / 2;
    return slice(value, axis + 1, before, before + n);
  }, x);
}

/** Halves go to the even neighbour. */
function roundedToEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}

/** A skip as a matrix, flat: it runs along with the convolution then. */
function matrixOf(skip: Skip, parameters: Node | null, width: number): Node {
  if (skip === 'linear' && parameters) return parameters;
  if (skip === 'none') return literal(0, [width ** 2]);
  const unit = constant(
    Float32Array.from({ length: width ** 2 }, (_, at) => Number(at % (width + 1) === 0)),
    [width, width],
  );
  return reshape(parameters ? mul(unit, reshape(parameters, [1, width])) : unit, [width ** 2]);
}

function skipped(x: Node, skip: Skip, parameters: Node | null): Node | null {
  const width = x.shape.at(-1)!;
  if (skip === 'none') return null;
  if (!parameters) return x;
  return skip === 'linear' ? matmul(x, reshape(parameters, [width, width])) : mul(x, parameters);
}

function plus(value: Node, other: Node | null): Node {
  return other ? add(value, other) : value;
}

function normalised(x: Node): Node {
  const axes = x.shape.slice(1, -1).map((_, axis) => axis + 1);
  const kept = [x.shape[0], ...axes.map(() => 1), x.shape.at(-1)!];
  const off = sub(x, reshape(mean(x, axes), kept));
  return div(off, sqrt(add(reshape(mean(square(off), axes), kept), EPSILON)));
}
