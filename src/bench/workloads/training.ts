import type { CompiledProgram } from '../../../solvers/array';
import type { Gpu } from '../../../solvers/gpu';
import type { Running } from '../workload';
import type { Dense } from './data';

/**
 * A program as a workload: its replays in one submit, and value `at` of `result` after the very first.
 * @param build makes its graph and compiles it: once with the adapter's compiler, once more without, which is timed
 * @param begin writes what it starts from
 */
export async function running(
  gpu: Gpu,
  build: () => Promise<CompiledProgram>,
  result: string,
  begin: (compiled: CompiledProgram) => void = () => {},
  at = 0,
): Promise<Running> {
  (await build()).release();
  const start = performance.now();
  const compiled = await build();
  const buildMs = performance.now() - start;
  begin(compiled);
  const { program } = compiled;
  gpu.run(program);
  const loss0 = (await compiled.read(result))[at]!;
  return {
    run: async (count) => {
      gpu.run(program, 0, count * program.length);
      await gpu.done();
    },
    loss0: () => loss0,
    listing: () => timedListing(gpu, compiled),
    cost: () => program.cost,
    facts: () => ({ 'build ms': buildMs }),
    dispose: () => compiled.release(),
  };
}

/** Runs of each dispatch alone that its time is the median of. */
const RUNS = 7;

/** The program's listing with what each of its dispatches takes, launched alone; the wait for it is not counted. */
async function timedListing(gpu: Gpu, { program, listing }: CompiledProgram): Promise<string> {
  const timed = async (from: number, to: number): Promise<number> => {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      gpu.run(program, from, to);
      await gpu.done();
      times.push(performance.now() - start);
    }
    return times.toSorted((a, b) => a - b)[RUNS >> 1]!;
  };
  const empty = await timed(0, 0);
  const ms: number[] = [];
  for (let k = 0; k < program.length; k++) ms.push(Math.max(0, (await timed(k, k + 1)) - empty));
  const [title, heads, ...rows] = listing.split('\n');
  const cell = (text: string): string => text.padStart(9);
  const lines = rows.map((row, k) => (k < ms.length ? row + cell(ms[k]!.toFixed(2)) : row));
  return [title, `${heads}${cell('ms')}`, ...lines].join('\n');
}

/** Dense layers as one array: W row by row, then b, layer by layer. */
export function flat(layers: readonly Pick<Dense, 'W' | 'b'>[]): number[] {
  return layers.flatMap(({ W, b }) => [...W, ...b]);
}
