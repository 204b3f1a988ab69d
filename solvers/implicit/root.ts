import { type Node, sub } from '../array';
import { sameShape, shown } from '../array/shape';
import { Failure } from '../base/result';
import { type Adjoint, type Equation, implicit, type RootProblem } from './adjoint';
import { newton } from './newton';
import { picard } from './picard';
import type { RootSolver } from './root-solver';
import { kept, sheltered } from './shelter';
import type { Solution } from './status';

/** What {@link root} and {@link fixedPoint} take. */
export interface RootOptions {
  /** Default: {@link newton}, or {@link picard} for fixed points. */
  readonly solver?: RootSolver;
  /** Default: {@link implicit}, which chooses its linear solver by the number of unknowns. */
  readonly adjoint?: Adjoint<RootProblem>;
  /** How many axes in front are those of independent members. Default 0. */
  readonly batch?: number;
}

/**
 * The x of f(x, inputs) = 0, f of the shape of x, from `start`. Differentiated by `inputs` and no other arrays; the
 * derivative by the start is zero. The residual of its status is the norm of f. A member that stalls keeps the best it
 * found; one whose own inputs (those with the axes of the members in front) or start are no numbers gives 0.
 * @throws Failure 'bad-input' where f has another shape
 */
export function root(f: Equation, start: Node, inputs: readonly Node[], options: RootOptions = {}): Solution {
  const { solver = newton(), adjoint = implicit(), batch = 0 } = options;
  const { shape } = f(start, inputs);
  if (!sameShape(shape, start.shape)) {
    throw new Failure('bad-input', `an equation of shape ${shown(shape)} cannot give an x of ${shown(start.shape)}`);
  }
  const safe = sheltered(start, inputs, batch);
  const result = solver.solve((x) => f(x, safe.inputs), safe.start, batch);
  const value = adjoint.attach(result.value, { f, inputs: safe.inputs, batch });
  return kept(safe, batch, { ...result, value });
}

/**
 * The x = map(x, inputs), from `start`; otherwise as {@link root}. The residual of its status is the norm of
 * map(x) - x.
 * @throws Failure 'bad-input' where the map gives another shape
 */
export function fixedPoint(map: Equation, start: Node, inputs: readonly Node[], options: RootOptions = {}): Solution {
  return root((x, own) => sub(map(x, own), x), start, inputs, { solver: picard(), ...options });
}
