import { Failure } from '../../base/result';
import type { Gpu } from '../../gpu';
import type { NpyArray } from '../../io';
import type { Problem } from '../problem';
import { dataSet } from './data-set';
import { settingsOf } from './settings';
import type { Course } from './task';
import { taskOf } from './task-of';
import { variedChannel, variedOf } from './varied';

/** Bytes of examples that are kept at once. */
const MOST = 2 ** 30;

/** Which examples, by their numbers, and how their arrays are called and lie. */
interface Wanted {
  readonly from: number;
  readonly count: number;
  readonly layout: 'pdebench' | 'names';
}

/**
 * Solved examples of an operator's problem, those that a training draws under the same numbers.
 * @param report told how many are done; false = those are all
 * @throws Failure 'bad-input' where none can be drawn, or they would not fit into memory
 */
export async function makeExamples(
  gpu: Gpu,
  problem: Problem,
  { from, count, layout }: Wanted,
  report: (done: number) => boolean,
): Promise<Map<string, NpyArray>> {
  const settings = settingsOf(problem);
  const task = taskOf(gpu, problem, settings);
  try {
    if (!task.drawable) throw new Failure('bad-input', 'inputs: no examples can be drawn of fields that are handed in');
    const size = task.points.reduce(
      (product, n) => product * n,
      task.inputs.length + task.frames * task.outputs.length,
    );
    if (4 * size * count > MOST) {
      const advice = `${count} of them take ${4 * size * count} bytes, over ${MOST}: write several files by --from`;
      throw new Failure('bad-input', `examples: ${advice}`, 'examples');
    }
    const courses: Course[] = [];
    for (let k = 0; k < count; k += task.together) {
      const together = Math.min(task.together, count - k);
      const starts = Array.from({ length: together }, (_, own) => task.draw(from + k + own, task.points));
      courses.push(...(await task.solve(starts)));
      if (!report(courses.length)) break;
    }
    const [one] = variedOf(settings);
    const varied = one ? variedChannel(task, one.name) : '';
    return dataSet(courses, task, { layout, varied, logarithmic: one?.from > 0 });
  } finally {
    task.dispose();
  }
}
