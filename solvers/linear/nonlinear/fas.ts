import { OK, type Outcome } from '../../base/result';
import { ADVICE, type Limits, type NonlinearAnswer } from './answer';
import { Discretisation } from './discretisation';
import { coarsestSweeps, levelCells } from './levels';
import { assertProblem, type NonlinearProblem } from './problem';
import { largest, rms } from './rms';

const LIMITS: Limits = { tolerance: 1e-10, iterations: 60 };

/** Sweeps before and after the correction. */
export const SWEEPS = [2, 1] as const;
/** Growth of the residual over its least that counts as divergence. */
export const RUNAWAY = 1e3;

/**
 * The full approximation scheme in f64 on the host: V(2,1) cycles of nonlinear Gauss-Seidel, in which every level holds
 * the whole solution and solves F(u) = s. Brandt, Math. Comp. 31, 1977; Trottenberg, Oosterlee & Schueller, Multigrid
 * (2001), section 5.3.
 * @param guess u on all nodes; by default 0. Values on Dirichlet sides are replaced.
 * @throws Failure 'bad-input' where the problem itself is refused; all else is in the answer's result.
 */
export function solveByFas(
  problem: NonlinearProblem,
  guess?: ArrayLike<number>,
  limits: Partial<Limits> = {},
): NonlinearAnswer {
  const { tolerance, iterations } = { ...LIMITS, ...limits };
  const fas = new HostFas(problem);
  const [grid] = fas.levels;
  const zero = new Float64Array(grid!.count);
  let u = grid!.withSides(guess ?? zero);
  const residuals = [rms(grid!.residual(u))];
  const answer = (result: Outcome): NonlinearAnswer => ({
    value: u,
    result,
    stats: { iterations: residuals.length - 1, residuals },
  });
  if (!Number.isFinite(residuals[0])) return answer({ code: 'bad-input', advice: ADVICE.notFinite });
  const floor = () => 4 * Number.EPSILON * largest(grid!.slopes(u)) * largest(u);
  while (residuals.at(-1)! > Math.max(tolerance * residuals[0]!, floor())) {
    if (residuals.length > iterations) return answer({ code: 'not-converged', advice: ADVICE.slow });
    const next = u.slice();
    fas.cycle(next, zero);
    const residual = rms(grid!.residual(next));
    if (!Number.isFinite(residual)) return answer({ code: 'diverged', advice: ADVICE.left });
    u = next;
    residuals.push(residual);
    if (residual > RUNAWAY * Math.min(...residuals)) return answer({ code: 'diverged', advice: ADVICE.grows });
  }
  return answer(OK);
}

/** The levels of a problem, and one cycle on them; the truth for the device's. */
export class HostFas {
  readonly levels: readonly Discretisation[];

  constructor(problem: NonlinearProblem) {
    assertProblem(problem);
    this.levels = levelCells(problem.cells).map((cells) => new Discretisation(problem, cells));
  }

  /** One V-cycle for F(u) = s from level `depth` down, in place. */
  cycle(u: Float64Array, s: Float64Array, depth = 0): void {
    const here = this.levels[depth]!;
    const coarse = this.levels[depth + 1];
    if (!coarse) {
      for (let k = coarsestSweeps(here); k > 0; k--) sweep(here, u, s);
      return;
    }
    for (let k = 0; k < SWEEPS[0]; k++) sweep(here, u, s);
    const before = inject(here, coarse, u);
    const coarseS = restrictedSide(here, coarse, u, s, before);
    const after = before.slice();
    this.cycle(after, coarseS, depth + 1);
    correct(here, coarse, u, before, after);
    for (let k = 0; k < SWEEPS[1]; k++) sweep(here, u, s);
  }
}

/** One sweep over the colours of the grid: a Newton step for each node's own value. */
export function sweep(grid: Discretisation, u: Float64Array, s: Float64Array): void {
  for (let colour = 0; colour < (grid.corners ? 4 : 2); colour++) {
    grid.forEach((i, j, at) => {
      if ((grid.corners ? (i & 1) + 2 * (j & 1) : (i + j) & 1) !== colour) return;
      const misfit = grid.residualAt(u, i, j) - s[at]!;
      const step = misfit / grid.slope();
      if (Number.isFinite(step)) u[at]! -= step;
    });
  }
}

/** The values at the nodes that the coarse grid shares. */
export function inject(fine: Discretisation, coarse: Discretisation, u: ArrayLike<number>): Float64Array {
  const [nx] = coarse.nodes;
  return Float64Array.from(
    { length: coarse.count },
    (_, k) => u[2 * (k % nx) + 2 * Math.floor(k / nx) * fine.nodes[0]]!,
  );
}

/** s of the coarse grid: F there of the injected u, plus the fully weighted misfit s - F(u). */
export function restrictedSide(
  fine: Discretisation,
  coarse: Discretisation,
  u: ArrayLike<number>,
  s: ArrayLike<number>,
  injected: ArrayLike<number>,
): Float64Array {
  const misfit = fine.residual(u);
  fine.forEach((_i, _j, at) => {
    misfit[at] = s[at]! - misfit[at]!;
  });
  const [nx, ny] = fine.nodes;
  const mirror = (at: number, nodes: number) => (at < 0 ? 1 : at >= nodes ? nodes - 2 : at);
  const out = new Float64Array(coarse.count);
  coarse.forEach((i, j, at) => {
    let sum = 0;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const weight = (2 - Math.abs(dx)) * (2 - Math.abs(dy));
        sum += weight * misfit[mirror(2 * i + dx, nx) + nx * mirror(2 * j + dy, ny)]!;
      }
    }
    out[at] = coarse.residualAt(injected, i, j) + sum / 16;
  });
  return out;
}

/** Adds the coarse grid's change, interpolated bilinearly, to the nodes with an equation. */
export function correct(
  fine: Discretisation,
  coarse: Discretisation,
  u: Float64Array,
  before: ArrayLike<number>,
  after: ArrayLike<number>,
): void {
  const [nx] = coarse.nodes;
  const change = (i: number, j: number) => after[i + nx * j]! - before[i + nx * j]!;
  fine.forEach((i, j, at) => {
    const [a, b] = [i >> 1, j >> 1];
    const [right, up] = [a + (i & 1), b + (j & 1)];
    u[at]! += (change(a, b) + change(right, b) + change(a, up) + change(right, up)) / 4;
  });
}
