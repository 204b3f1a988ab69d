import type { Problem } from '../problem';
import type { HostField } from '../solver';
import type { Channels, OperatorTask } from './task';

/** Answers as fields; in time they have an axis of it in front, which begins with what is given if frames follow. */
export function named(
  { time }: Problem,
  task: OperatorTask,
  given: Channels,
  frames: readonly Channels[],
): HostField[] {
  const { shape } = given;
  const space = Object.fromEntries(
    task.axes.map(({ name }, axis) => [name, task.positions(axis, shape[axis])] as const),
  );
  const size = shape.reduce((product, n) => product * n, 1);
  const all = frames.length === 1 ? frames : [given, ...frames];
  const clock = time && {
    [time.name]: Float64Array.from(all, (_, k) => {
      return time.max - ((time.max - time.min) * (all.length - 1 - k)) / frames.length;
    }),
  };
  return task.outputs.map((name, k) => {
    const data = new Float64Array(size * all.length);
    for (const [frame, { count, data: own }] of all.entries()) {
      for (let at = 0; at < size; at++) data[frame * size + at] = own[at * count + k];
    }
    return { name, shape: clock ? [all.length, ...shape] : shape, data, coordinates: { ...clock, ...space } };
  });
}

/** Fields at the end of time. */
export function atTheEnd(task: OperatorTask, fields: readonly HostField[]): HostField[] {
  return fields.map((field) => {
    const shape = field.shape.slice(-task.axes.length);
    return { ...field, shape, data: field.data.slice(-shape.reduce((product, n) => product * n, 1)) };
  });
}
