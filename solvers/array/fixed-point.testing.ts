import type { Kernel } from '../gpu';
import * as A from '.';
import type { Operand } from './stage';

const DATA = `@group(0) @binding(0) var<storage, read> w: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> x: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
@group(0) @binding(4) var<storage, read_write> done: array<u32>;
@group(0) @binding(5) var<storage, read> sizes: array<u32>;
`;

function kernel(name: string, body: string, flops: number): Kernel {
  const wgsl = `${DATA}
@compute @workgroup_size(64)
fn ${name}(@builtin(global_invocation_id) id: vec3u) {
  let n = sizes[0];
  let at = sizes[1];
  let i = id.x;
  ${body}
}
`;
  return { name: `fixed point/${name}`, wgsl, workgroup: [64, 1, 1], cost: { flops, bytes: 4 } };
}

/**
 * x = tanh(W x + b) by iteration from zero, until two values differ by less than `tolerance` or `bound` iterations are
 * done; the status is their number and that difference. Differentiated implicitly.
 */
export function fixedPoint(w: A.Node, b: A.Node, tolerance: number, bound: number): A.Called {
  const [n] = b.shape;
  const subprogram: A.Subprogram = {
    name: 'fixed point',
    key: `${tolerance} ${bound}`,
    shape: [n],
    status: 2,
    lower: ({ inputOffset, outputOffset }) => {
      const numbers = [n, outputOffset, inputOffset(0), inputOffset(1)];
      const operands: Record<string, Operand> = {
        w: { kind: 'input', index: 0 },
        b: { kind: 'input', index: 1 },
        x: { kind: 'output' },
        y: { kind: 'scratch', index: 0 },
        done: { kind: 'scratch', index: 1 },
        sizes: { kind: 'table', data: Uint32Array.from(numbers) },
      };
      const begin = kernel(
        'begin',
        `if (i < n + 2u) { x[at + i] = 0.0; }
  if (i == 0u) { done[0] = 0u; }`,
        0,
      );
      const sweep = kernel(
        'sweep',
        `if (i >= n || done[0] != 0u) { return; }
  var sum = b[sizes[3] + i];
  for (var j = 0u; j < n; j++) { sum += w[sizes[2] + i * n + j] * x[at + j]; }
  y[i] = tanh(sum);`,
        2 * n,
      );
      const judge = kernel(
        'judge',
        `if (i > 0u || done[0] != 0u) { return; }
  var change = 0.0;
  for (var j = 0u; j < n; j++) {
    change = max(change, abs(y[j] - x[at + j]));
    x[at + j] = y[j];
  }
  x[at + n] += 1.0;
  x[at + n + 1u] = change;
  done[0] = u32(change < ${tolerance.toExponential()});`,
        3 * n,
      );
      const once = [
        { kernel: sweep, operands, extent: [n] as const },
        { kernel: judge, operands, extent: [1] as const },
      ];
      const iterations = Array.from({ length: bound }, () => once).flat();
      return { stages: [{ kernel: begin, operands, extent: [n + 2] }, ...iterations], scratch: [n, 1] };
    },
    evaluate: ([matrix, shift]) => {
      let x = new Float64Array(n);
      for (let count = 1; ; count++) {
        const y = shift.map((value, i) => Math.tanh(x.reduce((sum, v, j) => sum + matrix[i * n + j] * v, value)));
        const change = Math.max(...y.map((value, i) => Math.abs(value - x[i])));
        x = y;
        if (change < tolerance || count === bound) return { value: x, status: [count, change] };
      }
    },
    vjp: (g, x) => {
      const slope = A.sub(1, A.square(x));
      const moved = A.mul(slope, A.leastSquares(A.transpose(jacobian(w, slope)), g));
      return [A.mul(A.reshape(moved, [n, 1]), x), moved];
    },
    jvp: ([dw, db], x) => {
      const slope = A.sub(1, A.square(x));
      const own = dw && A.reshape(A.matmul(dw, A.reshape(x, [n, 1])), [n]);
      return A.leastSquares(jacobian(w, slope), A.mul(slope, A.add(own ?? 0, db ?? 0)));
    },
  };
  return A.call(subprogram, [w, b]);
}

/** 1 - diag(slope) W */
function jacobian(w: A.Node, slope: A.Node): A.Node {
  const [n] = slope.shape;
  const unit = A.constant(
    Array.from({ length: n * n }, (_, k) => Number(k % (n + 1) === 0)),
    [n, n],
    'unit',
  );
  return A.sub(unit, A.mul(A.reshape(slope, [n, 1]), w));
}
