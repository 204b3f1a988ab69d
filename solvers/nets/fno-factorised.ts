import { add, concat, constant, type FourierLayer, matmul, type Node, neg, reshape, slice, transpose } from '../array';
import { Failure } from '../base/result';
import type { PartArray } from './part-array';

/*
 * Factorised Fourier layers (Tran, Mathews, Xie and Ong 2023, equations 6 to 8): a transform along each axis by itself,
 * sum_d irfft_d(R_d rfft_d(x)).
 */

/**
 * For each axis R_d [m_d, 2 (re, im), inputs, outputs], of the variance of `xavier_normal_` in the authors' code
 * (fourierflow, mesh_2d.py at commit 82d1689).
 */
export function axesArrays({ inputs, outputs, modes }: FourierLayer): PartArray[] {
  return modes.map((count, axis) => ({
    key: `axis.${axis}`,
    shape: [count, 2, inputs, outputs],
    start: Math.sqrt(3 / (count * (inputs + outputs))),
  }));
}

/**
 * The sum over all axes. Transforms are products with tables of 2 m waves: 8 m operations a number and axis, there and
 * back together, and 8 inputs outputs for each wave in between.
 * @param x [samples, n1, .., nd, inputs]; @param take the next parameters
 * @returns [samples, n1, .., nd, outputs]
 * @throws Failure 'bad-input' where there are more modes than frequencies
 */
export function factorisedConvolution(x: Node, take: (count: number) => Node, layer: FourierLayer): Node {
  const all = axesArrays(layer).map(({ shape }, axis) => {
    return alongAxis(x, reshape(take(shape.reduce((a, b) => a * b, 1)), shape), axis + 1);
  });
  return all.reduce(add);
}

function alongAxis(x: Node, weights: Node, axis: number): Node {
  const [modes, , inputs, outputs] = weights.shape;
  const n = x.shape[axis];
  if (modes > Math.floor(n / 2) + 1) {
    throw new Failure('bad-input', `${n} points have not the frequencies of ${modes} modes`);
  }
  const size = (from: number, to: number): number => x.shape.slice(from, to).reduce((a, b) => a * b, 1);
  const [before, behind] = [size(0, axis), size(axis + 1, x.shape.length - 1)];
  const waves = matmul(analysis(n, modes), reshape(x, [before, n, behind * inputs]));
  const rows = transpose(reshape(waves, [before, modes, 2, behind, inputs]), [1, 0, 3, 2, 4]);
  const mixed = matmul(reshape(rows, [modes, before * behind, 2 * inputs]), acting(weights));
  const back = transpose(reshape(mixed, [modes, before, behind, 2, outputs]), [1, 0, 3, 2, 4]);
  const value = matmul(synthesis(n, modes), reshape(back, [before, 2 * modes, behind * outputs]));
  return reshape(value, [...x.shape.slice(0, -1), outputs]);
}

/** Complex matrices [m, 2, inputs, outputs] as real ones [m, 2 inputs, 2 outputs] that act on both parts. */
function acting(weights: Node): Node {
  const [modes, , inputs, outputs] = weights.shape;
  const [re, im] = [slice(weights, 1, 0, 1), slice(weights, 1, 1, 2)];
  const pairs = reshape(concat([re, im, neg(im), re], 1), [modes, 2, 2, inputs, outputs]);
  return reshape(transpose(pairs, [0, 1, 3, 2, 4]), [modes, 2 * inputs, 2 * outputs]);
}

/** [2 m, n]: real and imaginary part of exp(-2 pi i j k / n) for each frequency k < m. */
function analysis(n: number, modes: number): Node {
  return table(2 * modes, n, (row, j) => {
    const angle = (-2 * Math.PI * ((j * Math.floor(row / 2)) % n)) / n;
    return row % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
}

/** [n, 2 m]: back to real places; frequencies stand for their conjugates, but for 0 and n / 2. */
function synthesis(n: number, modes: number): Node {
  return table(n, 2 * modes, (j, column) => {
    const k = Math.floor(column / 2);
    const angle = (2 * Math.PI * ((j * k) % n)) / n;
    const share = (k === 0 || 2 * k === n ? 1 : 2) / n;
    return share * (column % 2 === 0 ? Math.cos(angle) : -Math.sin(angle));
  });
}

function table(rows: number, columns: number, of: (row: number, column: number) => number): Node {
  const data = Float64Array.from({ length: rows * columns }, (_, at) => of(Math.floor(at / columns), at % columns));
  return constant(data, [rows, columns]);
}
