import { median } from './statistics';
import { parameters } from './workloads/data';

/** How often and how long steps are timed. */
export interface Protocol {
  readonly warmupSteps: number;
  readonly blocks: number;
  readonly minBlockMs: number;
  readonly maxBlockSteps: number;
}

/** That of all comparisons. */
export const FULL: Protocol = parameters.protocol;
/** For lines of many sizes, and to see whether anything works. */
export const BRIEF: Protocol = { warmupSteps: 2, blocks: 5, minBlockMs: 150, maxBlockSteps: 20 };

/** Milliseconds a step over the blocks, and how many steps were timed. */
export interface Times {
  readonly ms: number;
  readonly min: number;
  readonly max: number;
  /** Of every block, in order. */
  readonly samples: readonly number[];
  readonly steps: number;
}

/**
 * Times steps as the protocol of all workloads has it, for ours and for the peers alike: after warm-up, blocks of
 * steps submitted back to back, each ended by one wait for the device; the figure is the median over the blocks.
 * @param run makes so many steps and waits for them
 * @param begin called when warm-up is over
 */
export async function timeBlocks(
  run: (steps: number) => Promise<unknown>,
  begin = () => {},
  { warmupSteps, blocks, minBlockMs, maxBlockSteps }: Protocol = FULL,
): Promise<Times> {
  const timed = async (steps: number): Promise<number> => {
    const start = performance.now();
    await run(steps);
    return (performance.now() - start) / steps;
  };
  if (warmupSteps > 1) await run(warmupSteps - 1);
  let guess = await timed(1);
  // A short step alone pays for the wait that the steps of a block share.
  if (guess * warmupSteps < minBlockMs) guess = await timed(warmupSteps);
  const steps = Math.max(1, Math.min(maxBlockSteps, Math.ceil(minBlockMs / guess)));
  begin();
  const samples: number[] = [];
  for (let block = 0; block < blocks; block++) samples.push(await timed(steps));
  const [min, max] = [Math.min(...samples), Math.max(...samples)];
  return { ms: median(samples), min, max, samples, steps: blocks * steps };
}
