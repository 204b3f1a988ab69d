import { applySettings, presetById, resolve } from '../../../scenes';
import { randomUniform } from '../../base/random';
import type { Gpu } from '../../gpu';
import { readSummary } from './controller';
import { type FlowGrid, makeFlowGrid, toLattice } from './layout';
import { FlowState, SUMMARY_FLOATS } from './state';

/** How a velocity became solenoidal. */
interface Projection {
  /** V-cycles of the solve. */
  readonly cycles: number;
  /** max |div u| sqrt(cell area) before and after. */
  readonly before: number;
  readonly after: number;
}

const QUANTUM = 2 ** -12;

/**
 * Projects the same mixture on n x n periodic cells: a smooth velocity that is far from solenoidal, and a random number
 * in [-1, 1] at every face. The solve ends once the divergence has fallen by `reduction`.
 */
export async function projectMixture(gpu: Gpu, n: number, reduction: number): Promise<Projection> {
  const { problem } = resolve(applySettings(presetById('decaying-turbulence').scene, [`grid.n=${n}`]));
  const grid = makeFlowGrid(problem);
  const state = new FlowState(gpu, grid, null);
  try {
    state.uniforms.set({ nu: 0, dt: 1, quantum: QUANTUM, pressureQuantum: QUANTUM });
    state.uniforms.flush();
    const divergence = async () => {
      gpu.run(await state.statusProgram());
      return readSummary(await gpu.read(state.summary, 0, 4 * SUMMARY_FLOATS));
    };
    gpu.write(state.velocity, toLattice(mixture(grid), QUANTUM));
    const { divergence: before } = await divergence();
    state.multigrid.setTolerance(reduction * before);
    gpu.run(await state.projectionProgram(12));
    const { divergence: after, cycles } = await divergence();
    return { cycles, before, after };
  } finally {
    state.dispose();
  }
}

/** Padded pairs (u, v). */
function mixture({ nx, ny, stride, padded }: FlowGrid): Float64Array {
  const field = new Float64Array(2 * padded);
  const smooth = (x: number, y: number) => Math.sin(2 * Math.PI * (x + 2 * y)) + Math.cos(2 * Math.PI * (2 * x - y));
  for (let j = 0; j < ny + 2; j++) {
    for (let i = 0; i < nx + 2; i++) {
      const at = 2 * ((j + 1) * stride + i + 1);
      // Two rows and columns behind the box are the first ones again.
      const cell = (j % ny) * nx + (i % nx);
      const noise = (seed: number) => 2 * randomUniform(seed, cell) - 1;
      field[at] = smooth(i / nx, (j + 0.5) / ny) + noise(1);
      field[at + 1] = smooth((i + 0.5) / nx, j / ny) + noise(2);
    }
  }
  return field;
}
