import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { Problem } from '../../solvers/methods/problem';
import type { Method, Solver } from '../../solvers/methods/solver';

/** A checked scene, ready to start: nothing has been allocated yet. */
export interface Plan {
  readonly method: Method;
  readonly problem: Problem;
}

/**
 * Chooses the method and asks it whether it fits.
 * @throws Failure `bad-input` naming `method`.
 */
export function plan(methods: Readonly<Record<string, Method>>, name: string, problem: Problem): Plan {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) {
    throw new Failure('bad-input', `There is no method "${name}"; choose one of ${Object.keys(methods).join(', ')}.`, 'method');
  }
  const refusal = method.refuses(problem);
  if (refusal !== null) throw new Failure('bad-input', refusal, 'method');
  return { method, problem };
}

/**
 * Starts a plan on a device.
 * @throws Failure `out-of-memory` naming `grid.n`, before anything is allocated.
 */
export async function start(gpu: Gpu, { method, problem }: Plan): Promise<Solver> {
  gpu.assertFits(method.memory(problem), `${problem.id} on ${problem.grid.cells.join(' x ')} cells`, 'grid.n');
  return method.init(gpu, problem);
}
