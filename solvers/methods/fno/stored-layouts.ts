import type { Failure } from '../../base/result';
import { rowSize, type StoredArray, type StoredArrays } from '../../io';
import type { StoredFacts } from '../solver';
import type { OperatorTask } from './task';

/** One channel in a row of an array: a field, or one number where `grid` is null. */
export interface StoredChannel {
  readonly array: StoredArray;
  /** Points along y, x. */
  readonly grid: readonly number[] | null;
  /** Where a frame's value stands at a point, counted as y, x are. */
  readonly at: (frame: number, point: number) => number;
}

/** Input channels by the task's names; null where a parameter is the same in all samples. */
export interface StoredLayout {
  readonly layout: StoredFacts['layout'];
  readonly inputs: readonly (StoredChannel | null)[];
  readonly outputs: readonly StoredChannel[];
}

type Task = Pick<OperatorTask, 'inputs' | 'outputs' | 'frames' | 'axes'>;
type Refuse = (why: string) => Failure;

/**
 * Where a task's channels lie in a file's arrays: PDEBench's `tensor` [samples, times, x, ..] (more unknowns on a last
 * axis), beside `nu` [samples, x, y] where the input is a field (pdebench/data_gen/data_gen_NLE/Data_Merge.py);
 * neuraloperator's `x`, `y` [samples, channels, y, x]; or arrays by the names of the channels, [samples, y, x], with
 * frames behind the samples.
 * @param varied the input channel that is a parameter, '' = none
 * @throws Failure 'bad-input' naming the array that is missing or has another shape
 */
export function layoutOf(arrays: StoredArrays, task: Task, varied: string, refuse: Refuse): StoredLayout {
  const tensor = arrays.get('tensor');
  if (tensor) return pdebench(arrays, tensor, task, varied, refuse);
  const [x, y] = [arrays.get('x'), arrays.get('y')];
  return x && y && !arrays.has(task.outputs[0])
    ? neuraloperator(x, y, task, refuse)
    : named(arrays, task, varied, refuse);
}

function pdebench(arrays: StoredArrays, tensor: StoredArray, task: Task, varied: string, refuse: Refuse): StoredLayout {
  const axes = task.axes.length;
  const [, times, ...rest] = tensor.shape;
  const unknowns = rest.length === axes + 1 ? rest[axes] : 1;
  if (rest.length < axes || rest.length > axes + 1 || unknowns !== task.outputs.length) {
    throw refuse(`tensor has shape [${tensor.shape.join(', ')}]: [samples, times, ${axes} axes of space] is wanted`);
  }
  const theirs = rest.slice(0, axes);
  const field = (array: StoredArray, first: number, step: number, unknown: number): StoredChannel => {
    const turned = turning(theirs);
    const points = theirs.reduce((product, n) => product * n, 1);
    const at = (frame: number, point: number): number => {
      return ((first + step * frame) * points + turned(point)) * unknowns + unknown;
    };
    return { array, grid: [...theirs].reverse(), at };
  };
  const source = arrays.get('nu');
  if (times === 1) {
    if (!source || source.shape.length !== axes + 1 || task.inputs.length !== 1) {
      throw refuse('tensor has one time, so that nu [samples, x, y] has to be the input beside it');
    }
    if (source.shape.slice(1).join() !== theirs.join()) throw refuse(`nu is for other points than tensor`);
    return { layout: 'PDEBench', inputs: [field(source, 0, 0, 0)], outputs: [field(tensor, 0, 0, 0)] };
  }
  if ((times - 1) % task.frames !== 0) {
    throw refuse(`tensor has ${times} times: ${task.frames} frames do not divide their ${times - 1} steps`);
  }
  const step = (times - 1) / task.frames;
  const starts = task.outputs.map((_, unknown) => field(tensor, 0, 0, unknown));
  const inputs = task.inputs.map((name, k) => {
    return name === varied ? numbers(arrays, name) : (starts[k] ?? null);
  });
  if (inputs.some((channel, k) => !channel && task.inputs[k] !== varied)) throw refuse('tensor has no such inputs');
  const outputs = task.outputs.map((_, unknown) => field(tensor, step, step, unknown));
  return { layout: 'PDEBench', inputs, outputs };
}

function neuraloperator(x: StoredArray, y: StoredArray, task: Task, refuse: Refuse): StoredLayout {
  const axes = task.axes.length;
  if (task.frames > 1) throw refuse('x and y tell of one frame: set recipes.fno.frames to 1');
  const channels = (array: StoredArray, count: number): StoredChannel[] => {
    const { shape } = array;
    const held = shape.length === axes + 1 ? 1 : shape[1];
    if (shape.length < axes + 1 || shape.length > axes + 2 || held !== count) {
      throw refuse(
        `${array.name} has shape [${shape.join(', ')}]: [samples, ${count}, ${axes} axes of space] is wanted`,
      );
    }
    const grid = shape.slice(-axes);
    const points = grid.reduce((product, n) => product * n, 1);
    return Array.from({ length: count }, (_, k) => ({ array, grid, at: (_, point) => k * points + point }));
  };
  const [inputs, outputs] = [channels(x, task.inputs.length), channels(y, task.outputs.length)];
  return { layout: 'neuraloperator', inputs, outputs };
}

function named(arrays: StoredArrays, task: Task, varied: string, refuse: Refuse): StoredLayout {
  const take = (name: string, frames: number): StoredChannel => {
    const array = arrays.get(name);
    if (!array) {
      const names = [...arrays.keys()].slice(0, 12).join(', ') || 'none';
      const wanted = [...task.inputs, ...task.outputs].join(', ');
      throw refuse(`there is no array ${name} among ${names}: ${wanted} are wanted, or tensor, or x and y`);
    }
    const { shape } = array;
    const grid = shape.slice(frames > 1 ? 2 : 1);
    if (grid.length !== task.axes.length || (frames > 1 && shape[1] !== frames)) {
      const wanted = ['samples', ...(frames > 1 ? [frames] : []), ...task.axes.map(({ name }) => name)].join(', ');
      throw refuse(`${name} has shape [${shape.join(', ')}]: [${wanted}] is wanted`);
    }
    const points = rowSize(shape) / (frames > 1 ? frames : 1);
    return { array, grid, at: (frame, point) => frame * points + point };
  };
  return {
    layout: 'names',
    inputs: task.inputs.map((name) => (name === varied ? numbers(arrays, name) : take(name, 1))),
    outputs: task.outputs.map((name) => take(name, task.frames)),
  };
}

/** One number a sample; null where the file has none. */
function numbers(arrays: StoredArrays, name: string): StoredChannel | null {
  const array = arrays.get(name);
  return array?.shape.length === 1 ? { array, grid: null, at: () => 0 } : null;
}

/** The place among points that lie x first of one that is counted as y, x are. */
function turning(theirs: readonly number[]): (point: number) => number {
  return (point) => {
    let [rest, place, stride] = [point, 0, 1];
    // Ours: the first of their axes runs fastest; theirs: the last.
    const strides = theirs.map((_, axis) => theirs.slice(axis + 1).reduce((product, n) => product * n, 1));
    for (const [axis, n] of theirs.entries()) {
      stride = strides[axis];
      place += (rest % n) * stride;
      rest = Math.floor(rest / n);
    }
    return place;
  };
}
