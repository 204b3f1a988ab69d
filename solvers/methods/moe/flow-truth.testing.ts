import { applySettings, presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../gpu';
import { evolve } from '../evolve';
import type { HostField } from '../solver';

/** A solution of the vorticity equation from a random start, at the points and times of a network: w [t, y, x]. */
export interface FlowTruth {
  readonly seed: number;
  readonly w: Float64Array;
}

/** Seeds that starts are measured on: nothing was chosen on those, and training draws from no seed of this kind. */
export function freshSeeds(count: number, first = 20_261_126): number[] {
  return Array.from({ length: count }, (_, k) => first + k);
}

/** By `evolve`, a spectral method, on 128 x 128 points from the start of `seed`; every `128 / points`-th is kept. */
export async function flow(gpu: Gpu, seed: number, nu: number, points: number, times: number): Promise<FlowTruth> {
  const { scene } = presetById('ns-vorticity-moe');
  const { problem } = resolve(applySettings(scene, [`seed=${seed}`, `params.nu=${nu}`]));
  const solver = await evolve.init(gpu, problem);
  const w = new Float64Array(times * points * points);
  for (let k = 0; k < times; k++) {
    const due = (problem.time!.max * k) / (times - 1);
    const fields = await at(solver, due);
    w.set(thinned(fields.find(({ name }) => name === 'w')!, points), k * points * points);
  }
  if (solver.outcome.code !== 'ok') throw new Error(solver.outcome.advice);
  solver.dispose();
  return { seed, w };
}

async function at(solver: Awaited<ReturnType<typeof evolve.init>>, due: number): Promise<readonly HostField[]> {
  for (;;) {
    if (Math.abs(solver.time - due) < 1e-9) return solver.fields();
    const between = await solver.fieldsAt?.(due);
    if (between) return between;
    if (solver.finished) throw new Error(`the flow ended at ${solver.time}, before ${due}`);
    await solver.step(1);
  }
}

/** Every n-th point along both axes, [points, points]. */
function thinned({ shape: [, width], data }: HostField, points: number): Float64Array {
  const every = Math.floor(width / points);
  return Float64Array.from({ length: points * points }, (_, k) => {
    return data[every * Math.floor(k / points) * width + every * (k % points)];
  });
}

/** Relative L2 error over all times and points. */
export function flowError(found: ArrayLike<number>, { w }: FlowTruth): number {
  const [error, size] = w.reduce<[number, number]>(([e, s], v, k) => [e + (v - found[k]) ** 2, s + v * v], [0, 0]);
  return Math.sqrt(error / size);
}
