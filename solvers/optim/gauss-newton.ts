import {
  concat,
  constant,
  jvp,
  leastSquares,
  literal,
  matmul,
  mul,
  type Node,
  neg,
  pad,
  reshape,
  solveGram,
  sqrt,
  transpose,
  vjp,
} from '../array';
import { Failure } from '../base/result';

/** Up to so many passes a Jacobian is built of. */
const MAX_PASSES = 256;

/**
 * The derivatives [N, P] of residuals [N] by parameters [P]: a forward pass for each parameter, or a backward one for
 * each residual where those are fewer. For small problems: the graph grows by each pass.
 * @throws Failure 'bad-input' where it would take over 256 of them
 */
export function jacobian(residuals: Node, parameters: Node): Node {
  const [n] = residuals.shape;
  const [p] = parameters.shape;
  if (Math.min(n, p) > MAX_PASSES) {
    const advice = 'give the Jacobian, or take the form "matrix-free"';
    throw new Failure('bad-input', `a Jacobian of ${n} x ${p} would take over ${MAX_PASSES} passes: ${advice}`);
  }
  const unit = (k: number, of: number): Node => pad(literal(1, [1]), 0, k, of - k - 1);
  const passes = (count: number, pass: (direction: Node) => Node): Node => {
    return concat(
      Array.from({ length: count }, (_, k) => pass(unit(k, count))).map((row) => reshape(row, [1, row.shape[0]])),
    );
  };
  if (p <= n) return transpose(passes(p, (direction) => jvp([residuals], [parameters], [direction])[0]));
  return passes(n, (direction) => vjp([residuals], [parameters], [direction])[0]);
}

/**
 * The step d that makes |J d + r|^2 + damping |d|^2 least, by the QR of [J; sqrt(damping) 1] (Nocedal and Wright, section
 * 10.3), so that errors grow with the condition of J and not with its square. With fewer residuals than parameters the
 * damping must not be 0.
 * @param jacobian [N, P]; @param residuals [N]; @param damping [1]
 */
export function primalStep(jacobian: Node, residuals: Node, damping: Node): Node {
  const [, p] = jacobian.shape;
  return neg(leastSquares(damped(jacobian, damping), pad(residuals, 0, 0, p)));
}

/**
 * The same step as -J^T y with (J J^T + damping) y = r (Duncan 1944, Guttman 1946), by the QR of [J^T; sqrt(damping) 1]:
 * for fewer residuals than parameters; with more of them the damping must not be 0.
 */
export function dualStep(jacobian: Node, residuals: Node, damping: Node): Node {
  const [n, p] = jacobian.shape;
  const y = solveGram(damped(transpose(jacobian), damping), residuals);
  return neg(reshape(matmul(reshape(y, [1, n]), jacobian), [p]));
}

/** [A; sqrt(damping) 1] */
function damped(a: Node, damping: Node): Node {
  const n = a.shape[1];
  const unit = constant(
    Float64Array.from({ length: n * n }, (_, k) => Number(k % (n + 1) === 0)),
    [n, n],
    'unit',
  );
  return concat([a, mul(sqrt(damping), unit)]);
}
