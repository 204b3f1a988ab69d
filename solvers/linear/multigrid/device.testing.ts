import type { Gpu } from '../../gpu';
import { applyStencil, type StencilOperator } from '../../grid';
import type { CycleSettings } from './cycle';
import { Multigrid } from './multigrid';
import { randomValues, testOperator } from './operators.testing';
import { norm } from './rates.testing';

/** The first `count` values of a device array, in f64. */
export async function readValues(gpu: Gpu, array: Multigrid['solution'], count: number): Promise<Float64Array> {
  return Float64Array.from(new Float32Array(await gpu.read(array, 0, 4 * count)));
}

/** Largest factor of the residual over cycles 2 to `cycles` on the device, f = 0 from a random start. */
export async function deviceFactor(
  gpu: Gpu,
  operator: StencilOperator,
  settings: Partial<CycleSettings> = {},
  cycles = 6,
): Promise<number> {
  const multigrid = new Multigrid(gpu, operator, settings);
  try {
    gpu.write(multigrid.solution, new Float32Array(randomValues(operator, 1)));
    const program = await gpu.record('cycle', (recorder) => multigrid.recordCycle(recorder));
    const norms: number[] = [];
    for (let k = 0; k < cycles; k++) {
      gpu.run(program);
      const u = await readValues(gpu, multigrid.solution, operator.coefficients[0]!.length);
      norms.push(norm(applyStencil(operator, u)));
    }
    return Math.max(...norms.slice(1).map((value, k) => value / norms[k]!));
  } finally {
    multigrid.dispose();
  }
}

/** How full multigrid did on a manufactured Poisson problem, cell counts `cells` a side. */
export interface FullMultigridRun {
  /** Error against the exact solution over that of the discrete solution, both in the 2-norm. */
  readonly ratio: number;
  /** Bytes of the whole over those of one red-black sweep of the finest grid. */
  readonly workUnits: number;
}

/**
 * -lap u = f with u = product of sin(pi x) on the unit box: the discrete solution is exact times a known factor, since
 * the sines are eigenvectors of the stencil.
 */
export async function fullMultigrid(
  gpu: Gpu,
  cells: number,
  dimensions: 2 | 3,
  settings: Partial<CycleSettings>,
): Promise<FullMultigridRun> {
  const n = cells - 1;
  const h = 1 / cells;
  const operator = testOperator(Array<number>(dimensions).fill(n));
  const exact = Float64Array.from({ length: n ** dimensions }, (_, at) => {
    let value = 1;
    for (let a = 0; a < dimensions; a++) value *= Math.sin(Math.PI * h * (1 + (Math.floor(at / n ** a) % n)));
    return value;
  });
  const stencil = dimensions * (2 * Math.sin((Math.PI * h) / 2)) ** 2;
  const continuous = dimensions * (Math.PI * h) ** 2;
  const discretisation = continuous / stencil - 1;
  const multigrid = new Multigrid(gpu, operator, settings);
  try {
    gpu.write(
      multigrid.rhs,
      Float32Array.from(exact, (value) => continuous * value),
    );
    const program = await gpu.record('full multigrid', (recorder) => multigrid.recordFull(recorder));
    const sweep = await gpu.record('sweep', (recorder) => multigrid.recordSweep(recorder));
    gpu.run(program);
    const u = await readValues(gpu, multigrid.solution, exact.length);
    const error = norm(u.map((value, k) => value - exact[k]!)) / norm(exact);
    return { ratio: error / discretisation, workUnits: program.cost.bytes / sweep.cost.bytes };
  } finally {
    multigrid.dispose();
  }
}
