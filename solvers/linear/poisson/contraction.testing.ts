import type { Gpu } from '../../gpu';
import { aliveCells, applyLaplacian, buildHierarchy, type PoissonSpec } from './hierarchy';
import { PoissonMultigrid } from './poisson';
import { randomRhs } from './poisson.testing';

/** How a solve from a random right-hand side went. */
export interface Contraction {
  /** Root mean square of rhs - L p after each cycle, the first entry before any; in f64. */
  readonly residuals: readonly number[];
  /** Average factor of the residual over cycles 2 and 3. */
  readonly factor: number;
  /** Cycles until the residual is 1e-4 of the first. */
  readonly cycles: number;
}

/** Runs `count` single cycles from 0; the residuals are computed on the host in f64. */
export async function contraction(gpu: Gpu, spec: PoissonSpec, count = 7): Promise<Contraction> {
  const level = buildHierarchy(spec)[0];
  const closed = ![...spec.x.ends, ...spec.y.ends].includes('dirichlet');
  const rhs = randomRhs(level.nx * level.ny, 9, closed, spec.open ? aliveCells(level) : undefined);
  const multigrid = new PoissonMultigrid(gpu, spec);
  try {
    multigrid.setTolerance(0);
    gpu.write(multigrid.rhs, rhs);
    const cycle = await gpu.record('one cycle', (recorder) => multigrid.recordSolve(recorder, 1));
    const rms = (p: Float64Array) => {
      const applied = applyLaplacian(level, p);
      return Math.sqrt(rhs.reduce((sum, value, k) => sum + (value - applied[k]) ** 2, 0) / rhs.length);
    };
    const residuals = [rms(new Float64Array(rhs.length))];
    for (let k = 0; k < count; k++) {
      gpu.run(cycle);
      const p = new Float32Array(await gpu.read(multigrid.solution, 0, 4 * rhs.length));
      residuals.push(rms(Float64Array.from(p)));
    }
    const cycles = residuals.findIndex((value) => value <= 1e-4 * residuals[0]);
    return { residuals, factor: Math.sqrt(residuals[3] / residuals[1]), cycles };
  } finally {
    multigrid.dispose();
  }
}
