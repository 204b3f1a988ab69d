import { Failure } from '../base/result';
import { broadcastTo, unbroadcast } from './broadcast';
import { add } from './elementwise';
import { literal, literalOf } from './leaves';
import { makeNode, type Node, type Op } from './node';
import { broadcastShapes, type Shape, shown, sizeOf } from './shape';
import { reshape, transpose } from './views';

/**
 * Matrix products [..., m, k] [..., k, n] -> [..., m, n]; the axes before the last two broadcast.
 * @throws Failure 'bad-input' where the inner extents differ.
 */
export function matmul(a: Node, b: Node): Node {
  if (a.shape.length < 2 || b.shape.length < 2 || a.shape.at(-1) !== b.shape.at(-2)) {
    throw new Failure(
      'bad-input',
      `matmul: ${shown(a.shape)} and ${shown(b.shape)} do not fit: [..., m, k] [..., k, n]`,
    );
  }
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [m, k] = a.shape.slice(-2);
  const n = b.shape.at(-1)!;
  if (literalOf(a) === 0 || literalOf(b) === 0) return literal(0, [...batch, m, n]);
  // One matrix for the whole batch: its rows are one tall matrix.
  if (sizeOf(b.shape) === k * n && sizeOf(a.shape) > m * k) {
    const tall = batched(reshape(a, [1, sizeOf(a.shape) / k, k]), reshape(b, [1, k, n]));
    return reshape(tall, [...batch, m, n]);
  }
  const flat = (x: Node, rows: number, columns: number): Node =>
    reshape(broadcastTo(x, [...batch, rows, columns]), [sizeOf(batch), rows, columns]);
  return reshape(batched(flat(a, m, k), flat(b, k, n)), [...batch, m, n]);
}

function batched(a: Node, b: Node): Node {
  return makeNode(a.shape[2] === 1 ? OUTER : MATMUL, [a, b], [a.shape[0], a.shape[1], b.shape[2]]);
}

const MATMUL: Op = {
  name: 'matmul',
  key: 'matmul',
  form: { kind: 'matmul' },
  evaluate: ([a, b], { inputs }) => product(a, b, inputs[0].shape, inputs[1].shape[2]),
  vjp: (g, { inputs: [a, b] }) => [
    unbroadcast(batched(g, transpose(b)), a.shape),
    unbroadcast(batched(transpose(a), g), b.shape),
  ],
  jvp: ([da, db], { inputs: [a, b] }) => {
    const terms = [da && batched(da, b), db && batched(a, db)].filter((term) => term !== null);
    return terms.length === 0 ? null : terms.reduce((x, y) => add(x, y));
  },
};

/** One product for each element: nothing is summed, so that it can be computed within other kernels. */
const OUTER: Op = {
  ...MATMUL,
  name: 'outer',
  key: 'outer',
  form: { kind: 'map', wgsl: (a, b) => `${a} * ${b}`, flops: 1 },
};

function product(a: Float64Array, b: Float64Array, [batch, m, k]: Shape, n: number): Float64Array {
  const result = new Float64Array(batch * m * n);
  for (let row = 0; row < batch * m; row++) {
    const offset = Math.floor(row / m) * k * n;
    for (let p = 0; p < k; p++) {
      const factor = a[row * k + p];
      for (let column = 0; column < n; column++) result[row * n + column] += factor * b[offset + p * n + column];
    }
  }
  return result;
}
