import { parameters } from './workloads/data';

const { warmupSteps, blocks, minBlockMs, maxBlockSteps } = parameters.protocol;

/** Milliseconds a step over the blocks, and how many steps were timed. */
export interface Times {
  readonly ms: number;
  readonly min: number;
  readonly max: number;
  readonly steps: number;
}

/**
 * Times steps as the protocol of all workloads has it, for ours and for the peers alike: after warm-up, blocks of
 * steps submitted back to back, each ended by one wait for the device; the figure is the median over the blocks.
 * @param run makes so many steps and waits for them
 * @param begin called when warm-up is over
 */
export async function timeBlocks(run: (steps: number) => Promise<unknown>, begin = () => {}): Promise<Times> {
  const timed = async (steps: number): Promise<number> => {
    const start = performance.now();
    await run(steps);
    return (performance.now() - start) / steps;
  };
  await run(warmupSteps - 1);
  let guess = await timed(1);
  // A short step alone pays for the wait that the steps of a block share.
  if (guess * warmupSteps < minBlockMs) guess = await timed(warmupSteps);
  const steps = Math.max(1, Math.min(maxBlockSteps, Math.ceil(minBlockMs / guess)));
  begin();
  const times: number[] = [];
  for (let block = 0; block < blocks; block++) times.push(await timed(steps));
  times.sort((a, b) => a - b);
  return { ms: times[blocks >> 1]!, min: times[0]!, max: times[blocks - 1]!, steps: blocks * steps };
}
