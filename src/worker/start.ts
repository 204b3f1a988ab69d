import { resolve, type Scene } from '../../scenes';
import { Failure } from '../../solvers/base/result';
import type { Gpu } from '../../solvers/gpu';
import type { Problem } from '../../solvers/methods/problem';
import type { Method, Solver } from '../../solvers/methods/solver';

/** A checked scene, ready to start: nothing has been allocated yet. */
export interface Plan {
  readonly method: Method;
  readonly problem: Problem;
  /** What the scene left open and was chosen for it. */
  readonly notes: readonly string[];
}

export type Methods = Readonly<Record<string, Method>>;

/**
 * Resolves a checked scene and asks its method whether it fits.
 * @throws Failure `bad-input` whose line starts with the field's name.
 */
export function planScene(scene: Scene, methods: Methods): Plan {
  const { problem, method: name, notes } = resolve(scene);
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) {
    const names = Object.keys(methods).join(', ');
    throw new Failure('bad-input', `method: there is no ${name}; choose from ${names}`, 'method');
  }
  const refusal = method.refuses(problem);
  if (refusal !== null) throw new Failure('bad-input', refusal, 'method');
  return { method, problem, notes };
}

/**
 * Starts a plan on a device.
 * @throws Failure `out-of-memory` naming `grid.n`, before anything is allocated.
 */
export async function start(gpu: Gpu, { method, problem }: Plan): Promise<Solver> {
  const cells = problem.grid.cells.join(' x ');
  gpu.assertFits(method.memory(problem), `grid.n: a grid of ${cells} cells`, 'grid.n');
  return method.init(gpu, problem);
}
