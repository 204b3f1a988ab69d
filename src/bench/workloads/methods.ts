import { applySettings, presetById, resolve } from '../../../scenes';
import type { Gpu } from '../../../solvers/gpu';
import { loaders } from '../../../solvers/methods';
import type { Growth, Running, Workload } from '../workload';

/** A method's own step on a preset: what people wait for. */
interface MethodRow {
  readonly name: string;
  readonly method: string;
  readonly preset: string;
  /** Settings of the scene; those of the method's recipe without their `recipes.METHOD.`. */
  readonly settings?: readonly string[];
  readonly recipe?: Readonly<Record<string, number | boolean>>;
  readonly step: string;
  readonly size: number;
  readonly growth?: Growth;
  /** Steps before the clock starts, in which the solver finds its own step or damping. */
  readonly settle?: number;
}

/** Not reached while it is timed. */
const FOR_EVER = 1_000_000;

/** Burgers' equation by Levenberg-Marquardt: a compact network, no new points. */
const GAUSS_NEWTON: MethodRow = {
  ...{ name: 'gauss-newton', method: 'pinn', preset: 'burgers', step: 'iteration', size: 2000 },
  recipe: { points: 2000, layers: 3, width: 20, redraw: FOR_EVER, iterations: FOR_EVER },
};

/** Hard constraints by experts on diffusion with sorption: each box solves and differentiates its own. */
function experts(boxes: number): MethodRow {
  return {
    ...{ name: `moe-boxes-${boxes}`, method: 'pi-hc-moe', preset: 'diffusion-sorption', step: 'training step' },
    size: 2000,
    recipe: { boxes, steps: FOR_EVER },
    growth: { family: 'MoE training step, as many samples', of: 'experts', at: boxes },
  };
}

const ROWS: readonly MethodRow[] = [
  GAUSS_NEWTON,
  {
    ...{ name: 'evolve-burgers-1024', method: 'evolve', preset: 'burgers', step: 'time step', size: 1024, settle: 20 },
    settings: ['coordinates.t=[0,100]', 'dt=1e-3', 'reference=none'],
  },
  {
    ...{ name: 'evolve-gray-scott-128', method: 'evolve', preset: 'gray-scott', step: 'time step', settle: 20 },
    ...{ size: 2 * 128 * 128, settings: ['grid.n=128', 'coordinates.t=[0,1e6]', 'reference=none'] },
  },
  {
    ...{ name: 'nsm-poisson', method: 'nsm', preset: 'poisson-periodic', step: 'training step', size: 32 * 32 },
    recipe: { steps: FOR_EVER },
  },
];

/** Steps of the methods' own solvers, as the studio and the command line make them. */
export const methodRows: readonly Workload[] = [...ROWS, experts(4)].map(workloadOf);

export const expertGrowth: readonly Workload[] = [1, 2, 8].map((boxes) => workloadOf(experts(boxes)));

function workloadOf(row: MethodRow): Workload {
  const { name, step, size, growth } = row;
  return { name, step, size, ...(growth && { growth }), prepare: (gpu) => prepare(gpu, row) };
}

async function prepare(gpu: Gpu, { name, method, preset, settings = [], recipe = {}, settle = 1 }: MethodRow) {
  const own = Object.entries(recipe).map(([key, value]) => `recipes.${method}.${key}=${value}`);
  const { problem } = resolve(applySettings(presetById(preset).scene, [`method=${method}`, ...settings, ...own]));
  const loader = loaders[method as keyof typeof loaders];
  const solver = await (await loader()).init(gpu, problem);
  await solver.step(settle);
  const loss0 = solver.metrics().loss?.value;
  const run = async (count: number): Promise<void> => {
    await solver.step(count);
    await gpu.done();
    if (solver.outcome.code !== 'ok') throw new Error(`${name}: ${solver.outcome.advice}`);
  };
  const running: Running = {
    run,
    cost: () => solver.cost,
    facts: () => ({ steps: solver.stepCount }),
    dispose: () => solver.dispose(),
    ...(loss0 !== undefined && { loss0: () => loss0 }),
  };
  return running;
}
