import source from '../../shaders/implicit/fine-triangular.wgsl?raw';
import type { Node } from '../array';
import { triangularSolveF64 } from '../array/dense/dense-f64';
import { makeNode, type Op } from '../array/node';
import { foldItems, type Kernel } from '../gpu';
import { DOUBLE_SINGLE } from '../gpu/double-single';

const WORKGROUP = 64;

/**
 * x of R x = b, or of R^T x = b, for right-hand sides in rows [members, k, n] and R in the upper triangle of `packed`
 * [members, n or more, n]; in double-single on the device, rounded to f32 at the end. `rest`: what rounding took from b.
 * One dispatch; no derivative: whoever builds on it gives one.
 */
export function fineTriangular(packed: Node, b: Node, transposed: boolean, rest?: Node): Node {
  const [problems, packedRows, n] = packed.shape;
  const columns = b.shape[1];
  const count = problems * columns;
  const op: Op = {
    name: 'fine triangular solve',
    key: `fine triangular ${transposed}`,
    form: {
      kind: 'stages',
      lower: ({ inputOffset, outputOffset }) => {
        const sizes = [count, n, columns, packedRows, Number(transposed), Number(rest !== undefined)];
        const last = rest ? 2 : 1;
        const offsets = [inputOffset(0), inputOffset(1), inputOffset(last), outputOffset];
        const table = Uint32Array.from([...sizes, ...offsets, 0]);
        const operands = {
          packed: { kind: 'input', index: 0 },
          rhs: { kind: 'input', index: 1 },
          rest: { kind: 'input', index: last },
          x: { kind: 'output' },
          low: { kind: 'scratch', index: 0 },
          sizes: { kind: 'table', data: table },
        } as const;
        return {
          stages: [{ kernel: kernelFor(n), operands, extent: foldItems(count, WORKGROUP) }],
          scratch: [count * n],
        };
      },
    },
    evaluate: ([matrix, high, low]) => {
      const rows = low ? high.map((v, k) => v + low[k]) : high;
      const shape = { problems, n, columns, lower: false, transposed, matrixRows: packedRows };
      const x = triangularSolveF64(matrix, turned(rows, problems, columns, n), shape);
      return turned(x, problems, n, columns);
    },
  };
  return makeNode(op, rest ? [packed, b, rest] : [packed, b], b.shape);
}

function kernelFor(n: number): Kernel {
  return {
    name: 'implicit/fine_triangular',
    // Guarded: what compilers do to error-free transforms cannot be asked while a program is being built.
    wgsl: DOUBLE_SINGLE.guarded + source,
    workgroup: [WORKGROUP, 1, 1],
    cost: { flops: 22 * n * n, bytes: 16 * n },
  };
}

/** [problems, rows, columns] as [problems, columns, rows]. */
function turned(x: ArrayLike<number>, problems: number, rows: number, columns: number): Float64Array {
  const out = new Float64Array(problems * rows * columns);
  for (let p = 0; p < problems; p++) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) out[(p * columns + j) * rows + i] = x[(p * rows + i) * columns + j];
    }
  }
  return out;
}
