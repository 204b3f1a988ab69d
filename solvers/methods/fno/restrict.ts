import { Failure } from '../../base/result';
import type { Channels, Course, OperatorTask } from './task';

type Placed = Pick<OperatorTask, 'positions'>;

/** Of an axis: how many fine points stand for a coarse one, and how far apart the first ones of these are. */
interface Taken {
  readonly count: number;
  readonly stride: number;
}

/**
 * A course on a coarser grid: where its points are among the finer ones their values, of cells the means of those that
 * they are cut into.
 * @throws Failure 'bad-input' where the coarse points are none of these
 */
export function restrictedCourse(course: Course, shape: readonly number[], task: Placed): Course {
  const { inputs, frames } = course;
  if (inputs.shape.join() === shape.join()) return course;
  const taken = shape.map((coarse, axis) => takenOf(inputs.shape[axis], coarse, axis, task));
  return {
    inputs: restricted(inputs, shape, taken),
    frames: frames.map((frame) => restricted(frame, shape, taken)),
  };
}

function takenOf(fine: number, coarse: number, axis: number, task: Placed): Taken {
  const [from, to] = [task.positions(axis, fine), task.positions(axis, coarse)];
  const spacing = fine > 1 ? from[1] - from[0] : 1;
  const stride = coarse > 1 ? (to[1] - to[0]) / spacing : fine;
  const whole = Math.round(stride);
  if (whole >= 1 && Math.abs(stride - whole) < SAME * coarse) {
    if (Math.abs(to[0] - from[0]) < SAME * spacing) return { count: 1, stride: whole };
    if (whole * coarse === fine) return { count: whole, stride: whole };
  }
  const advice = `the examples' ${fine} points do not hold ${coarse}: halve them, or take a third, ..`;
  throw new Failure('bad-input', `recipes.fno.coarse: ${advice}`, 'recipes.fno.coarse');
}

/** Of positions, in distances of points. */
const SAME = 1e-6;

function restricted(
  { count, data, shape: fine }: Channels,
  shape: readonly number[],
  taken: readonly Taken[],
): Channels {
  const size = shape.reduce((product, n) => product * n, 1);
  const result = new Float32Array(size * count);
  const each = taken.reduce((product, { count: own }) => product * own, 1);
  for (let at = 0; at < size * each; at++) {
    let [rest, from, to] = [at, 0, 0];
    const places: number[] = [];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const own = taken[axis].count;
      places[axis] = rest % (shape[axis] * own);
      rest = Math.floor(rest / (shape[axis] * own));
    }
    for (const [axis, place] of places.entries()) {
      const own = taken[axis];
      const coarse = Math.floor(place / own.count);
      from = from * fine[axis] + coarse * own.stride + (place % own.count);
      to = to * shape[axis] + coarse;
    }
    for (let k = 0; k < count; k++) result[to * count + k] += data[from * count + k] / each;
  }
  return { shape, count, data: result };
}
