import { concat, type FourierLayer, matmul, type Node, neg, reshape, slice, transpose } from '../array';
import type { PartArray } from './part-array';

/*
 * Tensorised Fourier layers (Kossaifi, Kovachki, Azizzadenesheli and Anandkumar 2024, section 4): the weights
 * R [inputs, outputs, modes ..] are a small core, of ranks r, times a matrix along each axis, all complex:
 * R[i, o, k ..] = sum core[a, b, c ..] F_0[i, a] F_1[o, b] F_2[k, c] ..
 */

/** Numbers along the axes of the weights: inputs, outputs, frequencies of either sign (last axis: of one). */
export function tuckerExtents({ inputs, outputs, modes }: FourierLayer): number[] {
  return [inputs, outputs, ...modes.map((count, axis) => (axis < modes.length - 1 ? 2 * count : count))];
}

/**
 * Ranks that keep about a share of the weights: c times each extent, where c^N times their product and c times the sum of
 * their squares, the factors, are that share (`validate_tucker_rank` of tensorly).
 * @param share from 0 to 1
 */
export function tuckerRanks(layer: FourierLayer, share: number): number[] {
  const extents = tuckerExtents(layer);
  const whole = extents.reduce((product, n) => product * n, 1);
  const squares = extents.reduce((sum, n) => sum + n ** 2, 0);
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (whole * middle ** extents.length + squares * middle > share * whole) high = middle;
    else low = middle;
  }
  return extents.map((n) => Math.max(1, roundedToEven(low * n)));
}

/** As numpy rounds: halves to the even neighbour. */
function roundedToEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}

/**
 * Core [2 (re, im), ranks ..] and factors [2, extent, rank] in the order of {@link tuckerExtents}. They begin so that the
 * weights they make have the variance that plain ones begin with.
 */
export function tuckerArrays(layer: FourierLayer, ranks: readonly number[]): PartArray[] {
  const { inputs, outputs } = layer;
  // An element is a sum of so many products of N + 1 complex numbers, each of the same variance.
  const terms = ranks.reduce((product, rank) => product * rank, 1);
  const wanted = 2 / (3 * (inputs * outputs) ** 2);
  const start = Math.sqrt(1.5 * (wanted / terms) ** (1 / (ranks.length + 1)));
  return [
    { key: 'core', shape: [2, ...ranks], start },
    ...tuckerExtents(layer).map((extent, axis) => ({ key: `factor.${axis}`, shape: [2, extent, ranks[axis]], start })),
  ];
}

/**
 * The weights that core and factors make, of some layers at once: [2 m1, .., md, 2, inputs, outputs] flat for each, as a
 * plain layer takes them. Cost: 8 operations for each of them and rank of the last axis, and less for those before.
 * @param blocks the arrays of each layer, flat, one behind the other
 */
export function tuckerModes(blocks: readonly Node[], layer: FourierLayer, ranks: readonly number[]): Node[] {
  const layers = blocks.length;
  const [core, ...factors] = stacked(blocks, layer, ranks);
  const [inputs, outputs, ...kept] = tuckerExtents(layer);
  // Channels first, each becoming the last axis: [layers, 2, r_2, .., inputs, outputs].
  let value = core;
  for (const [axis, extent] of [inputs, outputs].entries()) {
    const rest = sizeOf(value.shape) / (2 * layers * ranks[axis]);
    const product = matmul(acting(factors[axis], 'first'), reshape(value, [layers, 2 * ranks[axis], rest]));
    value = transpose(reshape(product, [layers, 2, extent, rest]), [0, 1, 3, 2]);
  }
  // Then frequencies, real and imaginary part behind them: [layers, kept .., 2, r .., inputs outputs].
  let before = 1;
  for (const [k, extent] of kept.entries()) {
    const rank = ranks[k + 2];
    const rest = sizeOf(value.shape) / (2 * layers * before * rank);
    const matrix = reshape(acting(factors[k + 2], 'last'), [layers, 1, 2 * extent, 2 * rank]);
    value = matmul(matrix, reshape(value, [layers, before, 2 * rank, rest]));
    before *= extent;
  }
  const size = 2 * before * inputs * outputs;
  const all = reshape(value, [layers * size]);
  return blocks.map((_, k) => slice(all, 0, k * size, (k + 1) * size));
}

/** The number of parameters of core and factors. */
export function tuckerCount(layer: FourierLayer, ranks: readonly number[]): number {
  return tuckerArrays(layer, ranks).reduce((count, { shape }) => count + sizeOf(shape), 0);
}

/** Core and factors with an axis of layers in front. */
function stacked(blocks: readonly Node[], layer: FourierLayer, ranks: readonly number[]): Node[] {
  let from = 0;
  return tuckerArrays(layer, ranks).map(({ shape }) => {
    const to = from + sizeOf(shape);
    const parts = blocks.map((own) => slice(own, 0, from, to));
    from = to;
    return reshape(concat(parts, 0), [blocks.length, ...shape]);
  });
}

/** Complex matrices [layers, 2, extent, rank] as real ones; the parts of what comes out in front of rows or behind. */
function acting(factor: Node, parts: 'first' | 'last'): Node {
  const [layers, , extent, rank] = factor.shape;
  const [re, im] = [slice(factor, 1, 0, 1), slice(factor, 1, 1, 2)];
  const pairs = reshape(concat([re, neg(im), im, re], 1), [layers, 2, 2, extent, rank]);
  const order = parts === 'first' ? [0, 1, 3, 2, 4] : [0, 3, 1, 2, 4];
  return reshape(transpose(pairs, order), [layers, 2 * extent, 2 * rank]);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
