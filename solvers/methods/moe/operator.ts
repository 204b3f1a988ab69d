import { add, fourierLayer, gelu, matmul, type Node, pointwise, reshape, slice, transpose } from '../../array';
import { type Fno, type FnoPart, fnoParts, partCount } from '../../nets';
import { fromWaves, toWaves } from './waves';

/** A Fourier layer with a matrix beside it and nothing past it. */
type PlainLayer = Omit<FnoPart & { kind: 'spectral' }, 'skip' | 'past'>;

/** `fno` of solvers/nets, in three dimensions by products with small matrices, which saves most of its dispatches. */
export function operator(parameters: Node, fields: Node, network: Fno): Node {
  let start = 0;
  let value = fields;
  for (const part of fnoParts(network)) {
    const end = start + partCount(part);
    value = partOf(value, slice(parameters, 0, start, end), part);
    if (part.active) value = gelu(value);
    start = end;
  }
  return value;
}

function partOf(value: Node, own: Node, part: FnoPart): Node {
  if (part.kind === 'dense') return pointwise(value, own, part.outputs);
  return part.layer.modes.length < 3 ? fourierLayer(value, own, part.layer) : fourierLayerByProducts(value, own, part);
}

/**
 * irfft(R rfft(x)) + x W + b of few modes in any number of dimensions: two small products an axis and four dispatches
 * more. Shapes as those of `fourierLayer`.
 */
export function fourierLayerByProducts(x: Node, parameters: Node, { layer }: PlainLayer): Node {
  const { inputs, outputs } = layer;
  const [batch, ...points] = x.shape.slice(0, -1);
  const kept = layer.modes.map((count, axis) => (axis === layer.modes.length - 1 ? count : 2 * count));
  const modes = kept.reduce((product, count) => product * count, 1);
  const weights = 2 * modes * inputs * outputs;
  const part = (from: number, shape: readonly number[]): Node => {
    return reshape(slice(parameters, 0, from, from + shape.reduce((a, b) => a * b, 1)), shape);
  };
  // All products of parts of waves and matrices in one, added up by the first transform back.
  const waves = reshape(toWaves(x, { points, kept }), [batch * 2, modes, inputs]);
  const rows = transpose(waves, [1, 0, 2]);
  const matrices = transpose(part(0, [modes, 2, inputs, outputs]), [0, 2, 1, 3]);
  const products = matmul(rows, reshape(matrices, [modes, inputs, 2 * outputs]));
  const mixed = transpose(reshape(products, [modes, batch, 4, outputs]), [1, 2, 0, 3]);
  const spectral = fromWaves(reshape(mixed, [batch, 4, ...kept, outputs]), { points, kept }, 'products');
  // W and b lie behind R as a dense layer's parameters do.
  const beside = pointwise(x, part(weights, [(inputs + 1) * outputs]), outputs);
  return add(spectral, beside);
}
