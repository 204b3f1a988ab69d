import type { NpyArray } from '../../io';
import type { Course, OperatorTask } from './task';

type Task = Pick<OperatorTask, 'inputs' | 'outputs' | 'frames' | 'axes' | 'positions'>;

/**
 * Solved examples as arrays: in PDEBench's layout (`tensor` [samples, times, x, ..], `nu` [samples, x, y] where the input
 * is a field, `x-coordinate`, ..), or by the names of the task's channels ([samples, y, x], frames behind the samples).
 * A parameter that examples differ in is one number a sample, under its name.
 * @param varied that parameter, '' = none; @param logarithmic whether its channel shows its logarithm
 */
export function dataSet(
  courses: readonly Course[],
  task: Task,
  { layout, varied, logarithmic }: { layout: 'pdebench' | 'names'; varied: string; logarithmic: boolean },
): Map<string, NpyArray> {
  const { shape } = courses[0].inputs;
  const parameter = task.inputs.indexOf(varied);
  const arrays = layout === 'pdebench' ? pdebench(courses, task) : byName(courses, task, varied);
  for (const [axis, { name }] of task.axes.entries()) {
    const positions = task.positions(axis, shape[axis]);
    arrays.set(layout === 'pdebench' ? `${name}-coordinate` : name, { shape: [positions.length], data: positions });
  }
  if (parameter >= 0) {
    const shown = Float64Array.from(courses, ({ inputs }) => inputs.data[parameter]);
    arrays.set(varied, { shape: [courses.length], data: logarithmic ? shown.map(Math.exp) : shown });
  }
  return arrays;
}

function byName(courses: readonly Course[], { inputs, outputs, frames }: Task, varied: string): Map<string, NpyArray> {
  const { shape } = courses[0].inputs;
  const size = shape.reduce((product, n) => product * n, 1);
  const arrays = new Map<string, NpyArray>();
  for (const [k, name] of inputs.entries()) {
    if (name === varied) continue;
    const data = new Float32Array(courses.length * size);
    for (const [sample, { inputs: own }] of courses.entries()) {
      for (let at = 0; at < size; at++) data[sample * size + at] = own.data[at * own.count + k];
    }
    arrays.set(name, { shape: [courses.length, ...shape], data });
  }
  for (const [k, name] of outputs.entries()) {
    const data = new Float32Array(courses.length * frames * size);
    for (const [sample, course] of courses.entries()) {
      for (const [frame, own] of course.frames.entries()) {
        const from = (sample * frames + frame) * size;
        for (let at = 0; at < size; at++) data[from + at] = own.data[at * own.count + k];
      }
    }
    arrays.set(name, { shape: [courses.length, ...(frames > 1 ? [frames] : []), ...shape], data });
  }
  return arrays;
}

/** Space x first; time is the first axis behind the samples, unknowns the last where there are several. */
function pdebench(courses: readonly Course[], { inputs, outputs, frames }: Task): Map<string, NpyArray> {
  const { shape } = courses[0].inputs;
  const theirs = [...shape].reverse();
  const size = shape.reduce((product, n) => product * n, 1);
  const steady = inputs.length === 1 && !isStart(inputs[0], outputs);
  const times = steady ? 1 : frames + 1;
  const unknowns = outputs.length;
  const tensor = new Float32Array(courses.length * times * size * unknowns);
  const source = new Float32Array(steady ? courses.length * size : 0);
  for (const [sample, { inputs: given, frames: answers }] of courses.entries()) {
    const all = steady ? answers : [given, ...answers];
    for (let point = 0; point < size; point++) {
      const place = turned(point, shape);
      if (steady) source[sample * size + place] = given.data[point];
      for (const [time, { count, data }] of all.entries()) {
        const to = ((sample * times + time) * size + place) * unknowns;
        for (let k = 0; k < unknowns; k++) tensor[to + k] = data[point * count + k];
      }
    }
  }
  const arrays = new Map<string, NpyArray>([
    ['tensor', { shape: [courses.length, times, ...theirs, ...(unknowns > 1 ? [unknowns] : [])], data: tensor }],
  ]);
  if (steady) arrays.set('nu', { shape: [courses.length, ...theirs], data: source });
  else arrays.set('t-coordinate', { shape: [times], data: Float64Array.from({ length: times }, (_, k) => k / frames) });
  return arrays;
}

function isStart(input: string, outputs: readonly string[]): boolean {
  return outputs.some((name) => input === `${name}0`);
}

/** The place among points that lie x first. */
function turned(point: number, shape: readonly number[]): number {
  let [rest, place, stride] = [point, 0, 1];
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, n) => product * n, 1));
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    stride = strides[axis];
    place += (rest % shape[axis]) * stride;
    rest = Math.floor(rest / shape[axis]);
  }
  return place;
}
