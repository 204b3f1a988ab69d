import cholesky from '../../../shaders/array/dense/cholesky.wgsl?raw';
import group from '../../../shaders/array/dense/group.wgsl?raw';
import qTimes from '../../../shaders/array/dense/q_times.wgsl?raw';
import qr from '../../../shaders/array/dense/qr.wgsl?raw';
import thread from '../../../shaders/array/dense/thread.wgsl?raw';
import triangular from '../../../shaders/array/dense/triangular.wgsl?raw';
import { Failure } from '../../base/result';
import { foldItems, type Kernel } from '../../gpu';
import type { Lowered, Operand, StageContext } from '../stage';
import type { CholeskyShape, QrShape, QTimesShape, TriangularShape } from './shapes';

const WORKGROUP = 64;
/** Up to so many columns one thread does a whole problem. */
const SERIAL = 8;

/** What a problem costs, or a right-hand side. */
type Cost = Kernel['cost'];

interface Parts {
  readonly name: string;
  readonly wgsl: string;
  readonly operands: Readonly<Record<string, Operand>>;
  /**
   * The fields of the kernel's structure of sizes. A table and not constants of the source: compilers unroll loops
   * whose ends they know (7 x 7 took 6 s), and one pipeline serves all sizes.
   */
  readonly sizes: readonly number[];
}

/** One dispatch with a thread for each of `count` things. */
function byThread({ name, wgsl, operands, sizes }: Parts, count: number, cost: Cost, scratch: number[] = []): Lowered {
  const kernel: Kernel = { name: `dense/${name}`, wgsl, workgroup: [WORKGROUP, 1, 1], cost };
  const all = { ...operands, sizes: { kind: 'table', data: Uint32Array.from(sizes) } } as const;
  return { stages: [{ kernel, operands: all, extent: foldItems(count, WORKGROUP) }], scratch };
}

/** One dispatch with a thread for each problem of up to {@link SERIAL} columns, a workgroup for each larger one. */
function byProblem(parts: Parts, problems: number, n: number, cost: Cost, scratch: number[] = []): Lowered {
  if (n <= SERIAL) return byThread({ ...parts, wgsl: thread + parts.wgsl }, problems, cost, scratch);
  const share = { flops: cost.flops / WORKGROUP, bytes: cost.bytes / WORKGROUP };
  return byThread({ ...parts, wgsl: group + parts.wgsl }, problems * WORKGROUP, share, scratch);
}

/**
 * A = L L^T, zero above the diagonal. Pivots not above n eps max(a_ii) are raised to that, so that nothing becomes
 * infinite; scratch 0 holds a word for each problem: 0, or 1 + the index of the first pivot that was raised.
 */
export function lowerCholesky({ problems, n }: CholeskyShape, context: StageContext): Lowered {
  const sizes = [problems, n, context.inputOffset(0), context.outputOffset];
  const operands = {
    src: { kind: 'input', index: 0 },
    dst: { kind: 'output' },
    status: { kind: 'scratch', index: 0 },
  } as const;
  const cost = { flops: n ** 3 / 3, bytes: 8 * n * n };
  return byProblem({ name: 'cholesky', wgsl: cholesky, operands, sizes }, problems, n, cost, [problems]);
}

/** X from op(T) X = B, inputs T and B; a thread for each right-hand side. A zero pivot divides by zero. */
export function lowerTriangularSolve(shape: TriangularShape, context: StageContext): Lowered {
  const { problems, n, columns, lower, transposed, matrixRows = n, rhsRows = n } = shape;
  const count = problems * columns;
  const sizes = [
    count,
    n,
    columns,
    matrixRows,
    rhsRows,
    Number(lower),
    Number(transposed),
    context.inputOffset(0),
    context.inputOffset(1),
    context.outputOffset,
  ];
  const operands = {
    matrix: { kind: 'input', index: 0 },
    rhs: { kind: 'input', index: 1 },
    x: { kind: 'output' },
  } as const;
  const cost = { flops: n * n, bytes: (2 * n * (n + 1)) / columns + 8 * n };
  return byThread({ name: 'triangular', wgsl: triangular, operands, sizes }, count, cost);
}

/** The packed QR. Throws `bad-input` where there are fewer rows than columns. */
export function lowerQr({ problems, rows, columns }: QrShape, context: StageContext): Lowered {
  if (!(rows >= columns && columns >= 1)) {
    throw new Failure('bad-input', `A QR needs at least as many rows as columns, not ${rows} x ${columns}.`);
  }
  const sizes = [problems, rows, columns, context.inputOffset(0), context.outputOffset];
  const operands = { src: { kind: 'input', index: 0 }, dst: { kind: 'output' } } as const;
  const cost = { flops: 2 * columns ** 2 * (rows - columns / 3), bytes: 4 * (2 * rows + 1) * columns };
  return byProblem({ name: 'qr', wgsl: qr, operands, sizes }, problems, columns, cost);
}

/** Q^T B or Q B, inputs the packed QR and B; a thread for each column of B. */
export function lowerQTimes(shape: QTimesShape, context: StageContext): Lowered {
  const { problems, rows, columns, width, transposed } = shape;
  const count = problems * width;
  const sizes = [
    count,
    rows,
    columns,
    width,
    Number(transposed),
    context.inputOffset(0),
    context.inputOffset(1),
    context.outputOffset,
  ];
  const operands = {
    packed: { kind: 'input', index: 0 },
    src: { kind: 'input', index: 1 },
    dst: { kind: 'output' },
  } as const;
  const cost = {
    flops: 4 * columns * rows - 2 * columns ** 2,
    bytes: (4 * (rows + 1) * columns) / width + 8 * rows,
  };
  return byThread({ name: 'q_times', wgsl: qTimes, operands, sizes }, count, cost);
}
