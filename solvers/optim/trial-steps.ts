import { add, concat, div, dot, jvp, maximum, mul, type Node, reshape, sub, variable, vjp } from '../array';
import { Failure } from '../base/result';
import { cgls } from './cgls';
import type { Executor } from './executor';
import { dualStep, jacobian, primalStep } from './gauss-newton';
import type { Objective } from './objective';

/** What Gauss-Newton and Levenberg-Marquardt take. */
export interface LeastSquaresOptions {
  /**
   * How the step is found: `primal`, a P x P triangle; `dual`, an N x N one, for fewer residuals than parameters;
   * `matrix-free`, conjugate gradients without a Jacobian. Default: primal or dual, by what is smaller.
   */
  readonly form?: 'primal' | 'dual' | 'matrix-free';
  /**
   * Levenberg-Marquardt: the first damping as a share of the curvature along the gradient, default 1e-3. Gauss-Newton:
   * the damping itself, default 0.
   */
  readonly damping?: number;
  /** The norm of the gradient at which it has converged. Default 0. */
  readonly tolerance?: number;
  /** Iterations of the matrix-free form at most. Default 30. */
  readonly inner?: number;
}

/** The steps of a method, and the variables that the host writes. */
export interface TrialSteps {
  readonly damping: Node;
  /** From the parameters: a step, kept beside them. */
  solve(): Promise<void>;
  /** Takes the step, and tells how it went. */
  tryStep(): Promise<Trial>;
  /** The parameters as they were before. */
  back(): Promise<void>;
  /** Curvature of the loss along its gradient, |J g|^2 / |g|^2. */
  curvature(): Promise<number>;
}

/** How a step went. */
export interface Trial {
  readonly loss: number;
  /** The loss before it. */
  readonly before: number;
  /** By how much the loss fell, and by how much the linear model said it would. */
  readonly actual: number;
  readonly predicted: number;
  /** The norm of the gradient before the step. */
  readonly gradient: number;
}

/** @throws Failure 'bad-input' where the objective has no residuals, or too many parameters for the form */
export async function leastSquaresSteps(
  executor: Executor,
  objective: Objective,
  options: LeastSquaresOptions,
): Promise<TrialSteps> {
  const { parameters, residuals } = objective;
  if (residuals?.shape.length !== 1) {
    throw new Failure('bad-input', 'this method needs residuals [N]: see leastSquaresObjective');
  }
  const own = (name: string, shape: readonly number[]): Node => variable(`least squares ${name}`, shape);
  const damping = own('damping', [1]);
  const [base, before, told] = [own('base', parameters.shape), own('residuals', residuals.shape), own('told', [3])];
  const { step, solve } = await solver(executor, objective, residuals, damping, { base, before, told }, options);

  const fall = mul(0.5, dot(sub(before, residuals), add(before, residuals)));
  const measured = concat([half(residuals), reshape(fall, [1]), told]);
  const move = await executor.step('least squares move', { updates: new Map([[parameters, add(base, step)]]) });
  const judge = await executor.step('least squares judge', { outputs: { measured } });
  const back = await executor.step('least squares back', { updates: new Map([[parameters, base]]) });
  const [gradient] = vjp([residuals], [parameters], [residuals]);
  const [along] = jvp([residuals], [parameters], [gradient]);
  // At a gradient of zero there is none, and no step will be needed.
  const ratio = reshape(div(dot(along, along), maximum(dot(gradient, gradient), 1e-37)), [1]);
  const scale = await executor.step('least squares scale', { outputs: { ratio } });
  return {
    damping,
    solve,
    async tryStep() {
      await move.run();
      await judge.run();
      const [loss, actual, before, predicted, square] = Array.from(await judge.read('measured'));
      return { loss, actual, before, predicted, gradient: Math.sqrt(square) };
    },
    back: () => back.run(),
    async curvature() {
      await scale.run();
      return (await scale.read('ratio'))[0];
    },
  };
}

/** Half the sum of squares, [1]. */
function half(residuals: Node): Node {
  return reshape(mul(0.5, dot(residuals, residuals)), [1]);
}

/** What a solve leaves beside its step: parameters and residuals before it; loss, promised decrease and |g|^2. */
interface Memory {
  readonly base: Node;
  readonly before: Node;
  readonly told: Node;
}

async function solver(
  executor: Executor,
  { parameters, jacobian: given }: Objective,
  residuals: Node,
  damping: Node,
  { base, before, told }: Memory,
  { form, inner = 30 }: LeastSquaresOptions,
): Promise<{ step: Node; solve(): Promise<void> }> {
  const [gradient] = vjp([residuals], [parameters], [residuals]);
  const remember = (along: Node): [Node, Node][] => {
    // -J d . (r + J d / 2), the decrease of |r|^2 / 2 in the linear model.
    const promised = mul(-1, dot(along, add(residuals, mul(0.5, along))));
    return [
      [base, parameters],
      [before, residuals],
      [told, concat([half(residuals), reshape(promised, [1]), reshape(dot(gradient, gradient), [1])])],
    ];
  };
  if (form === 'matrix-free') {
    const { step, begin, iterate } = await cgls(executor, parameters, residuals, damping, 1e-5);
    const [along] = jvp([residuals], [parameters], [step]);
    const finish = await executor.step('least squares promise', {
      updates: new Map(remember(along)),
    });
    return {
      step,
      async solve() {
        await begin.run();
        await iterate.run(inner);
        await finish.run();
      },
    };
  }
  const step = variable('least squares step', parameters.shape);
  const matrix = given ?? jacobian(residuals, parameters);
  const [n, p] = matrix.shape;
  const found = (form ?? (p <= n ? 'primal' : 'dual')) === 'primal' ? primalStep : dualStep;
  const next = found(matrix, residuals, damping);
  const [along] = jvp([residuals], [parameters], [next]);
  const program = await executor.step('least squares solve', {
    updates: new Map([[step, next], ...remember(along)]),
  });
  return { step, solve: () => program.run() };
}
