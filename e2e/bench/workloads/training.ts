import type { CompiledProgram } from '../../../solvers/array';
import type { Gpu } from '../../../solvers/gpu';
import type { Running } from '../workload';
import type { Dense } from './data';

/** A compiled program as a workload: its replays in one submit, and the first value of `result` before all others. */
export async function running(gpu: Gpu, compiled: CompiledProgram, result: string): Promise<Running> {
  const { program } = compiled;
  gpu.run(program);
  const loss0 = (await compiled.read(result))[0]!;
  return {
    run: async (count) => {
      gpu.run(program, 0, count * program.length);
      await gpu.done();
    },
    loss0: () => loss0,
    listing: () => compiled.listing,
    cost: () => program.cost,
    facts: () => ({}),
    dispose: () => compiled.release(),
  };
}

/** Dense layers as one array: W row by row, then b, layer by layer. */
export function flat(layers: readonly Pick<Dense, 'W' | 'b'>[]): number[] {
  return layers.flatMap(({ W, b }) => [...W, ...b]);
}
