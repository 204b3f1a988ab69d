import { canonicalText, type Json } from '../../scenes';
import type { Checkpoint } from '../../solvers/io';
import type { Solver } from '../../solvers/methods/solver';
import { readPositive, refuse } from './arguments';
import type { Command, Console } from './console';
import { conclude, solveCases } from './perform';
import { Slots } from './slots';
import { REFERENCE_HELP, readTask, TASK_HELP, type Task } from './task';
import { TrainingLog } from './training-log';

/** Seconds between checkpoints, unless asked otherwise. */
const EVERY = 30;

export const train: Command = {
  name: 'train',
  summary: 'solve in pieces: checkpoints, and going on where the last run stopped',
  help: `usage: train SCENE [options] --out DIR

As solve, but keeps checkpoints in DIR, and when it is run again with the same scene and settings it goes on from the
newest. Ctrl-C keeps one too. --steps counts the steps of all runs together, --seconds those of this run.
DIR/log.jsonl holds the step, the seconds of training and the metrics (loss, ...), a line a second.

  --data FILE          learn of the solved examples in FILE: .h5 or .hdf5, .npz, .safetensors, a zarr folder, or
                       NAME=FILE.npy, given again for each array; read by samples, so it may be larger than memory.
                       Arrays: PDEBench's (tensor, nu), neuraloperator's (x, y), or by name, as a and u of darcy
  --test-data FILE     the examples that errors are measured on; left out, the last of --data
  --every S            seconds between checkpoints (${EVERY})
${TASK_HELP}

${REFERENCE_HELP}

exit code: 0 ok, 2 bad input, 3 not converged or a metric outside what the scene expects, 4 no adapter`,

  async run(args, console) {
    const { task, every } = await readTask('train', args, console);
    const interval = every === undefined ? EVERY : readPositive('--every', every);
    if (task.set) throw refuse('--input: train takes one case, not a set', '--input');
    const slots = new Slots(task.out);
    const kept = await resumable(task, slots, console);
    const steps = kept?.about.step === undefined ? 0 : Number(kept.about.step);
    const log = await TrainingLog.open(task.out, steps, Number(kept?.about.seconds ?? 0));
    let last = performance.now();
    const checkpoint = async (solver: Solver, end: boolean): Promise<void> => {
      if (!end && performance.now() - last < 1000 * interval) return;
      const about = { ...aboutOf(task), step: String(solver.stepCount), seconds: log.seconds.toFixed(3) };
      await slots.write({ about, state: await solver.save() });
      last = performance.now();
    };
    const gpu = await console.openGpu(task.adapter);
    try {
      const cases = await solveCases(gpu, task, console, {
        checkpoint,
        ...(kept && { resume: kept.state }),
        onProgress: (progress) => log.add(progress),
      });
      return await conclude(task, cases, console);
    } finally {
      gpu.close();
      task.examples?.close();
    }
  },
};

/** What a checkpoint must have been made for: of the scene, all that can change the training. */
function aboutOf({ scene, method, weights, examples }: Task): Record<string, string> {
  const { title, description, view, reference, expect, save, stop, ...rest } = scene;
  return {
    scene: canonicalText(rest as unknown as Json),
    method,
    weights: weights?.name ?? 'scratch',
    data: examples?.training.name ?? 'own',
  };
}

/**
 * The newest checkpoint, if there is one.
 * @throws Failure `bad-input` naming what differs, where it was made for another scene or other settings.
 */
async function resumable(task: Task, slots: Slots, console: Console): Promise<Checkpoint | null> {
  const { checkpoint, damaged } = await slots.latest();
  for (const line of damaged) console.err(`note: ${line}${checkpoint ? ' The other one is whole.' : ''}`);
  if (!checkpoint) return null;
  const { scene, ...settings } = aboutOf(task);
  const found = checkpoint.about;
  const place = difference(JSON.parse(found.scene ?? 'null') as Json, JSON.parse(scene!) as Json, 'scene');
  const other = place ?? Object.keys(settings).find((name) => found[name] !== settings[name]);
  if (other !== undefined) {
    const advice = 'name another folder, or remove its checkpoints to begin anew';
    throw refuse(`--out: the checkpoint in ${task.out} was made with another ${other}: ${advice}`, '--out');
  }
  console.err(`going on from step ${found.step} after ${found.seconds} s`);
  return checkpoint;
}

/** The first place at which two documents differ, or null. */
function difference(a: Json | undefined, b: Json | undefined, path: string): string | null {
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    for (const key of keys) {
      const found = difference(a[key], b[key], path === 'scene' ? key : `${path}.${key}`);
      if (found !== null) return found;
    }
    return null;
  }
  return JSON.stringify(a) === JSON.stringify(b) ? null : path;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}
