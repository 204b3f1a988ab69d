import {
  add,
  div,
  dot,
  exp,
  greater,
  log,
  matmul,
  maximum,
  minimum,
  mul,
  type Node,
  reshape,
  sqrt,
  sub,
  variable,
  where,
} from '../array';
import { Failure } from '../base/result';
import type { Executor } from './executor';
import type { Objective, ResumableOptimiser } from './objective';
import { type Curvature, type LastStep, type QuasiNewtonOptions, quasiNewton } from './quasi-newton';

/** Parameters whose square is still kept: 256 MB. */
const MOST = 8192;
/** Least angle that is told from zero, see `a` below. */
const LEAST = 1e-6;

/**
 * Self-scaled Broyden (Al-Baali's choice of the family's member and of the scale, as Urban, Stefanou and Pons 2025
 * found it best for physics-informed networks): the whole inverse Hessian, so at most 8,192 parameters. A step costs
 * three passes over its square.
 * @throws Failure 'bad-input' where there are too many parameters
 */
export function selfScaledBroyden(
  executor: Executor,
  objective: Objective,
  options: QuasiNewtonOptions = {},
): Promise<ResumableOptimiser> {
  return quasiNewton(
    'ssbroyden',
    executor,
    objective,
    broydenCurvature(objective.parameters, executor.epsilon),
    options,
  );
}

/** H = scale 1 + matrix, so that a fresh one needs no square to be written. */
export function broydenCurvature(
  { shape: [size] }: Node,
  epsilon: number,
): Curvature & { readonly scale: Node; readonly matrix: Node } {
  if (size > MOST) {
    const advice = `keeps a square of numbers: ${size} parameters are too many, ${MOST} the most`;
    throw new Failure('bad-input', `ssbroyden ${advice}; choose l-bfgs or a smaller network`);
  }
  const [scale, known] = ['scale', 'known'].map((name) => variable(`ssbroyden ${name}`, [1]));
  const matrix = variable('ssbroyden matrix', [size, size]);
  return {
    known: [known],
    state: [scale, known, matrix],
    scale,
    matrix,
    learn(step, gradient) {
      const next = updated({ scale, known, matrix }, step, epsilon, size);
      const column = reshape(gradient, [size, 1]);
      const product = add(mul(next.scale, gradient), reshape(matmul(next.matrix, column), [size]));
      const updates = new Map([
        [scale, next.scale],
        [known, next.known],
        [matrix, next.matrix],
      ]);
      return { updates, product };
    },
  };
}

interface Memory {
  readonly scale: Node;
  readonly known: Node;
  readonly matrix: Node;
}

/**
 * H after a step s along which the gradient changed by y: (H - Hy yH / yHy + phi yHy v v^T) / tau + s s^T / s.y with
 * v = s / s.y - Hy / yHy. Equations 15 to 26 of the paper; a fresh H is first scaled by s.y / y.y (Nocedal and Wright,
 * equation 6.20).
 */
function updated({ scale, known, matrix }: Memory, step: LastStep, epsilon: number, size: number): Memory {
  const { s, y } = step;
  const total = (a: Node, b: Node): Node => reshape(dot(a, b), [1]);
  const slope = total(s, y);
  const [ss, yy] = [total(s, s), total(y, y)];
  const keep = greater(slope, mul(4 * epsilon, mul(sqrt(ss), sqrt(yy))));
  const safe = (value: Node): Node => where(keep, value, 1);
  const first = div(safe(slope), safe(yy));
  const own = where(known, scale, first);
  const before = mul(known, matrix);
  const hy = add(mul(own, y), reshape(matmul(before, reshape(y, [size, 1])), [size]));
  const yhy = safe(total(y, hy));
  // s B s: s is `length` times the direction -H g, so B s = -length g; a fresh H is 1 / first.
  const sbs = where(known, mul(-1, mul(step.length, total(s, step.before))), div(ss, first));
  const b = safe(div(sbs, safe(slope)));
  const h = div(yhy, safe(slope));
  const a = maximum(sub(mul(b, h), 1), LEAST);
  const lowest = minimum(1, mul(h, sub(1, sqrt(div(a, add(1, a))))));
  const theta = maximum(div(sub(lowest, 1), a), minimum(div(1, lowest), div(sub(1, b), b)));
  const sigma = add(1, mul(theta, a));
  const root = exp(mul(-1 / Math.max(1, size - 1), log(sigma)));
  const least = minimum(1, div(1, b));
  const tau = where(
    greater(theta, 0),
    mul(least, minimum(root, div(1, maximum(theta, LEAST)))),
    minimum(mul(least, root), sigma),
  );
  const phi = div(sub(1, theta), sigma);
  const v = sub(div(s, safe(slope)), div(hy, yhy));
  const outer = (x: Node): Node => mul(reshape(x, [size, 1]), reshape(x, [1, size]));
  const shrunk = add(sub(before, div(outer(hy), yhy)), mul(mul(phi, yhy), outer(v)));
  const next = add(div(shrunk, tau), div(outer(s), safe(slope)));
  return {
    scale: where(keep, div(own, tau), where(known, scale, 1)),
    known: where(keep, 1, known),
    matrix: where(keep, next, before),
  };
}
