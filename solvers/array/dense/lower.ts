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
const EPS_F32 = 2 ** -24;

/** What a problem costs, or a right-hand side. */
type Cost = Kernel['cost'];

interface Parts {
  readonly name: string;
  readonly wgsl: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly operands: Readonly<Record<string, Operand>>;
}

/** One dispatch with a thread for each of `count` things. */
function byThread(
  { name, wgsl, constants, operands }: Parts,
  count: number,
  cost: Cost,
  scratch: number[] = [],
): Lowered {
  const kernel: Kernel = { name: `dense/${name}`, wgsl, workgroup: [WORKGROUP, 1, 1], cost, constants };
  return { stages: [{ kernel, operands, extent: foldItems(count, WORKGROUP) }], scratch };
}

/** One dispatch with a thread for each problem of up to {@link SERIAL} columns, a workgroup for each larger one. */
function byProblem(parts: Parts, problems: number, n: number, cost: Cost, scratch: number[] = []): Lowered {
  const constants = { ...parts.constants, PROBLEMS: problems };
  if (n <= SERIAL) return byThread({ ...parts, wgsl: thread + parts.wgsl, constants }, problems, cost, scratch);
  const share = { flops: cost.flops / WORKGROUP, bytes: cost.bytes / WORKGROUP };
  return byThread({ ...parts, wgsl: group + parts.wgsl, constants }, problems * WORKGROUP, share, scratch);
}

/**
 * A = L L^T, zero above the diagonal. Pivots not above n eps max(a_ii) are raised to that, so that nothing becomes
 * infinite; scratch 0 holds a word for each problem: 0, or 1 + the index of the first pivot that was raised.
 */
export function lowerCholesky({ problems, n }: CholeskyShape, context: StageContext): Lowered {
  const constants = {
    N: n,
    FLOOR: n * EPS_F32,
    SRC_OFFSET: context.inputOffset(0),
    DST_OFFSET: context.outputOffset,
  };
  const operands = {
    src: { kind: 'input', index: 0 },
    dst: { kind: 'output' },
    status: { kind: 'scratch', index: 0 },
  } as const;
  const cost = { flops: n ** 3 / 3, bytes: 8 * n * n };
  return byProblem({ name: 'cholesky', wgsl: cholesky, constants, operands }, problems, n, cost, [problems]);
}

/** X from op(T) X = B, inputs T and B; a thread for each right-hand side. A zero pivot divides by zero. */
export function lowerTriangularSolve(shape: TriangularShape, context: StageContext): Lowered {
  const { problems, n, columns, lower, transposed, matrixRows = n, rhsRows = n } = shape;
  const count = problems * columns;
  const constants = {
    COUNT: count,
    N: n,
    K: columns,
    MATRIX_ROWS: matrixRows,
    RHS_ROWS: rhsRows,
    LOWER: Number(lower),
    TRANSPOSED: Number(transposed),
    MATRIX_OFFSET: context.inputOffset(0),
    RHS_OFFSET: context.inputOffset(1),
    X_OFFSET: context.outputOffset,
  };
  const operands = {
    matrix: { kind: 'input', index: 0 },
    rhs: { kind: 'input', index: 1 },
    x: { kind: 'output' },
  } as const;
  const cost = { flops: n * n, bytes: (2 * n * (n + 1)) / columns + 8 * n };
  return byThread({ name: 'triangular', wgsl: triangular, constants, operands }, count, cost);
}

/** The packed QR. Throws `bad-input` where there are fewer rows than columns. */
export function lowerQr({ problems, rows, columns }: QrShape, context: StageContext): Lowered {
  if (!(rows >= columns && columns >= 1)) {
    throw new Failure('bad-input', `A QR needs at least as many rows as columns, not ${rows} x ${columns}.`);
  }
  const constants = {
    M: rows,
    N: columns,
    SRC_OFFSET: context.inputOffset(0),
    DST_OFFSET: context.outputOffset,
  };
  const operands = { src: { kind: 'input', index: 0 }, dst: { kind: 'output' } } as const;
  const cost = { flops: 2 * columns ** 2 * (rows - columns / 3), bytes: 4 * (2 * rows + 1) * columns };
  return byProblem({ name: 'qr', wgsl: qr, constants, operands }, problems, columns, cost);
}

/** Q^T B or Q B, inputs the packed QR and B; a thread for each column of B. */
export function lowerQTimes(shape: QTimesShape, context: StageContext): Lowered {
  const { problems, rows, columns, width, transposed } = shape;
  const count = problems * width;
  const constants = {
    COUNT: count,
    M: rows,
    N: columns,
    K: width,
    TRANSPOSED: Number(transposed),
    PACKED_OFFSET: context.inputOffset(0),
    SRC_OFFSET: context.inputOffset(1),
    DST_OFFSET: context.outputOffset,
  };
  const operands = {
    packed: { kind: 'input', index: 0 },
    src: { kind: 'input', index: 1 },
    dst: { kind: 'output' },
  } as const;
  const cost = {
    flops: 4 * columns * rows - 2 * columns ** 2,
    bytes: (4 * (rows + 1) * columns) / width + 8 * rows,
  };
  return byThread({ name: 'q_times', wgsl: qTimes, constants, operands }, count, cost);
}
