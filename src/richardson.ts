import { regrid } from '../scenes/regrid';
import type { Scene } from '../scenes/schema';
import { Failure } from '../solvers/base/result';
import type { Gpu } from '../solvers/gpu';
import { atPointsOf } from '../solvers/methods/interpolate';
import type { HostField } from '../solvers/methods/solver';
import { drive } from './drive';
import { type Inputs, type Methods, planScene, start } from './worker/start';

/** Grids that are solved: the scene's own, and twice half the cell width. */
const GRIDS = 3;

/** What halving the cells twice tells of one unknown. */
export interface ErrorBar {
  readonly field: string;
  /** Observed order of convergence; null where the differences do not shrink, and no error bar can be given. */
  readonly order: number | null;
  /** Estimated error of the scene's own grid and of the finest, as a root mean square over the scene's points. */
  readonly error: number;
  readonly finestError: number;
  /** Root mean square of the field itself. */
  readonly size: number;
}

/** The cells along each axis of the three grids, and an error bar for each unknown. */
export interface Richardson {
  readonly cells: readonly (readonly number[])[];
  readonly bars: readonly ErrorBar[];
}

/**
 * Solves a steady scene on its own grid and on two finer ones, and estimates the errors from the differences
 * (Richardson 1911; Roache, Verification and Validation in Computational Science and Engineering, 1998, chapter 5).
 * @throws Failure `bad-input` where the scene is not steady or a finer grid is over a cap; whatever a solve throws.
 */
export async function richardson(gpu: Gpu, methods: Methods, scene: Scene, inputs: Inputs = {}): Promise<Richardson> {
  if (scene.coordinates.t) {
    throw new Failure('bad-input', 'the scene changes in time: error bars are for steady scenes', 'coordinates.t');
  }
  const first = planScene(scene, methods, inputs).problem.grid.cells;
  const most = Math.max(...first);
  const cells: (readonly number[])[] = [];
  const answers: (readonly HostField[])[] = [];
  for (let k = 0; k < GRIDS; k++) {
    const plan = planScene(k === 0 ? scene : regrid(scene, most * 2 ** k), methods, inputs);
    const solver = await start(gpu, plan);
    try {
      const { result } = await drive(solver, [], async () => {}, {});
      if (result.code !== 'ok') {
        throw new Failure(result.code, `On ${plan.problem.grid.cells.join(' x ')} cells: ${result.advice}`);
      }
      cells.push(plan.problem.grid.cells);
      answers.push(await solver.fields());
    } finally {
      solver.dispose();
    }
  }
  const [own, finer, finest] = answers as [readonly HostField[], readonly HostField[], readonly HostField[]];
  const bars = own.map((field, k) => errorBar(field, atPointsOf(field, finer[k]!), atPointsOf(field, finest[k]!)));
  return { cells, bars };
}

/** @param field on the scene's grid; @param finer @param finest the same field of the finer grids, at its points. */
function errorBar({ name, data }: HostField, finer: Float64Array, finest: Float64Array): ErrorBar {
  const first = rms(data.map((value, k) => finer[k]! - value));
  const second = rms(finer.map((value, k) => finest[k]! - value));
  const shrinks = second > 0 && second < first;
  // What rounding leaves on the finest grids is no order; then the last difference itself is the bar.
  const gain = shrinks ? first / second : 2;
  return {
    field: name,
    order: shrinks ? Math.log2(gain) : null,
    error: first / (1 - 1 / gain),
    finestError: second / (gain - 1),
    size: rms(data),
  };
}

function rms(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
