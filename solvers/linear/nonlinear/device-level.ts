import { type DeviceArray, type Gpu, Uniforms } from '../../gpu';
import type { Discretisation } from './discretisation';
import type { nonlinearKernels } from './kernels';
import { coarsestSweeps } from './levels';
import { SIDES } from './problem';

/** The uniform `level` of a grid, by its fields; `parameters` fill vectors of four. */
export function levelFields(grid: Discretisation, colour = 0) {
  const { nodes, inner, spacing, problem } = grid;
  const [hx, hy] = spacing;
  const given = problem.scope.parameters.map((name) => problem.parameters[name]!);
  const padded = Float64Array.from({ length: 32 }, (_, k) => given[k] ?? 0);
  return {
    nodes,
    first: inner.from,
    end: inner.to,
    colour,
    sweeps: coarsestSweeps(grid),
    origin: problem.box.min,
    spacing,
    single: [1 / (2 * hx), 1 / (2 * hy)],
    double: [1 / hx ** 2, 1 / hy ** 2],
    mixed: 1 / (4 * hx * hy),
    parameters: Array.from({ length: 8 }, (_, k) => padded.slice(4 * k, 4 * k + 4)),
  };
}

/** The sides' rises one after the other, as level.wgsl reads them. */
export function risesTable({ rises }: Discretisation): Float32Array<ArrayBuffer> {
  return new Float32Array(SIDES.flatMap((side) => [...rises[side]]));
}

/** One level on the device. */
export interface DeviceLevel {
  readonly grid: Discretisation;
  readonly solution: DeviceArray;
  /** The solution as it came from the finer level. */
  readonly before: DeviceArray;
  readonly misfit: DeviceArray;
  /** The uniform of each colour; the first serves the other kernels, too. */
  readonly colours: readonly DeviceArray[];
  /** By WGSL name, what nearly every kernel binds. */
  readonly common: Readonly<Record<'level' | 'rises' | 's' | 'solution', DeviceArray>>;
}

/** Makes the arrays of a level; `own` keeps each for disposal. */
export function deviceLevel(
  gpu: Gpu,
  grid: Discretisation,
  kernels: ReturnType<typeof nonlinearKernels>,
  own: (array: DeviceArray) => DeviceArray,
): DeviceLevel {
  const label = `nonlinear ${grid.nodes.join(' x ')}`;
  const storage = (name: string) => own(gpu.storage(`${label} ${name}`, 4 * grid.count));
  const colours = Array.from({ length: grid.corners ? 4 : 2 }, (_, colour) => {
    const uniform = new Uniforms(gpu, kernels.smooth, 'level');
    uniform.set(levelFields(grid, colour));
    uniform.flush();
    return own(uniform.array);
  });
  const solution = storage('solution');
  const rises = own(gpu.upload(`${label} rises`, risesTable(grid)));
  const common = { level: colours[0]!, rises, s: storage('s'), solution };
  return { grid, solution, before: storage('before'), misfit: storage('misfit'), colours, common };
}
