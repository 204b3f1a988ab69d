import type { Inference } from './inference';
import type { Scaling } from './scaling';
import type { Channels, OperatorTask, Refiner } from './task';

/** Frames, and the mean over them of what the network left of the equations, and of what refining left. */
export interface RefinedFrames {
  readonly frames: readonly Channels[];
  readonly before: number;
  readonly after: number;
}

/** Every frame that follows from `inputs`: the network's answer, refined, is the start of the next. */
export async function refinedFrames(
  task: Pick<OperatorTask, 'frames' | 'next'>,
  inference: Inference,
  refiner: Refiner,
  inputs: Channels,
  scaling: Scaling,
): Promise<RefinedFrames> {
  const frames: Channels[] = [];
  let [before, after, start] = [0, 0, inputs];
  for (let frame = 0; frame < task.frames; frame++) {
    const refined = await refiner.refine(start, await inference.answer(start, scaling));
    before += refined.before / task.frames;
    after += refined.after / task.frames;
    frames.push(refined.answer);
    start = task.next(start, refined.answer);
  }
  inference.ask(inputs, scaling);
  return { frames, before, after };
}
