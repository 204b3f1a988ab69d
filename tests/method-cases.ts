import { applySettings, parseScene, presetById } from '../scenes';
import type { Gpu } from '../solvers/gpu';
import { methods } from '../solvers/methods/all';
import type { Solver } from '../solvers/methods/solver';
import { planScene, start } from '../src/worker/start';

interface MethodCase {
  readonly method: string;
  readonly preset: string;
  readonly steps: number;
  readonly settings: readonly string[];
}

const one = (method: string, preset: string, steps: number, ...settings: readonly string[]): MethodCase => ({
  ...{ method, preset, steps, settings },
});

/** A small scene of every method, and of the schemes that have kernels of their own; no trained weights come along. */
export const METHOD_CASES: Readonly<Record<string, MethodCase>> = {
  flow: one('flow', 'taylor-green', 24, 'grid.n=24'),
  'flow, body': one('flow', 'cylinder-re20', 24, 'grid.n=88'),
  multigrid: one('multigrid', 'poisson', 4, 'grid.n=33'),
  'multigrid, jumps': one('multigrid', 'poisson-jump', 4, 'grid.n=33'),
  'multigrid, nonlinear': one('multigrid', 'bratu', 4, 'grid.n=33'),
  'evolve, waves': one('evolve', 'kdv', 24, 'grid.n=48'),
  'evolve, body': one('evolve', 'heat-body', 24, 'grid.n=48'),
  'evolve, shocks': one('evolve', 'shallow-water', 24, 'grid.n=40'),
  'evolve, vorticity': one('evolve', 'ns-vorticity-forced', 8, 'grid.n=32'),
  pinn: one('pinn', 'poisson', 6, 'grid.n=20', 'recipes.pinn={"layers":2,"width":9,"points":150,"redraw":2}'),
  fno: one('fno', 'darcy', 6, 'grid.n=24', 'recipes.fno={"width":6,"layers":2,"modes":4,"batch":2,"examples":4}'),
  deeponet: one('deeponet', 'burgers-operator', 6, 'grid.n=32', 'recipes.deeponet={"examples":4}'),
  nsm: one('nsm', 'poisson-periodic', 6, 'grid.n=16', 'recipes.nsm={"width":6,"modes":5,"batch":2}'),
  design: one('design', 'heat-sink', 4, 'grid.n=16'),
  'pi-sc': one('pi-sc', 'diffusion-sorption', 4, 'grid.n=32'),
  'pi-ot': one('pi-ot', 'diffusion-sorption', 4, 'grid.n=32'),
  'pi-hc': one('pi-hc', 'diffusion-sorption', 4, 'grid.n=32'),
  'pi-hc-moe': one('pi-hc-moe', 'diffusion-sorption', 4, 'grid.n=32'),
};

/** The solver of a case, at its beginning. */
export function startCase(gpu: Gpu, name: string): Promise<Solver> {
  const { method, preset, settings } = METHOD_CASES[name]!;
  const scene = applySettings(presetById(preset).scene, [`method=${method}`, ...settings]);
  return start(gpu, planScene(parseScene(scene), methods));
}
