import {
  add,
  div,
  dot,
  greater,
  jvp,
  literal,
  mul,
  type Node,
  neg,
  reshape,
  sub,
  variable,
  vjp,
  where,
} from '../array';
import type { Executor, Step } from './executor';

/** How a damped linear least-squares problem is solved without its matrix. */
export interface Cgls {
  /** The step so far. */
  readonly step: Node;
  /** Begins from zero at the parameters as they are. */
  readonly begin: Step;
  /** One iteration more. */
  readonly iterate: Step;
}

/**
 * Conjugate gradients for the d that makes |J d + r|^2 + damping |d|^2 least, one forward and one backward pass an
 * iteration: Bjorck, Numerical Methods for Least Squares Problems (1996), algorithm 7.4.1. Stands still once the
 * gradient has fallen to `tolerance` of what it was.
 * @param damping [1]
 */
export async function cgls(
  executor: Executor,
  parameters: Node,
  residuals: Node,
  damping: Node,
  tolerance: number,
): Promise<Cgls> {
  const own = (name: string, shape: readonly number[]): Node => variable(`cgls ${name}`, shape);
  const [step, direction] = [own('step', parameters.shape), own('direction', parameters.shape)];
  const rest = own('rest', residuals.shape);
  const [square, first] = [own('square', [1]), own('first square', [1])];
  const back = (cotangent: Node): Node => vjp([residuals], [parameters], [cotangent])[0];
  const squared = (x: Node): Node => reshape(dot(x, x), [1]);

  const descent = neg(back(residuals));
  const begin = await executor.step('cgls begin', {
    updates: new Map([
      [step, literal(0, parameters.shape)],
      [rest, neg(residuals)],
      [direction, descent],
      [square, squared(descent)],
      [first, squared(descent)],
    ]),
  });

  const [along] = jvp([residuals], [parameters], [direction]);
  const open = greater(square, mul(tolerance ** 2, first));
  const curvature = add(squared(along), mul(damping, squared(direction)));
  const length = where(open, div(square, where(open, curvature, 1)), 0);
  const nextStep = add(step, mul(length, direction));
  const nextRest = sub(rest, mul(length, along));
  const slope = sub(back(nextRest), mul(damping, nextStep));
  const nextSquare = squared(slope);
  const turned = add(slope, mul(div(nextSquare, where(open, square, 1)), direction));
  const iterate = await executor.step('cgls iterate', {
    updates: new Map([
      [step, nextStep],
      [rest, nextRest],
      [direction, where(open, turned, direction)],
      [square, where(open, nextSquare, square)],
    ]),
  });
  return { step, begin, iterate };
}
