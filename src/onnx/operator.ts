import {
  add,
  concat,
  constant,
  div,
  mean,
  mul,
  type Node,
  pad,
  reverse,
  slice,
  sqrt,
  square,
  sub,
  variable,
  where,
} from '../../solvers/array';
import type { Gpu } from '../../solvers/gpu';
import { deepSettingsOf } from '../../solvers/methods/deeponet';
import { answer, gridOf, type NetworkGrid, networkOf } from '../../solvers/methods/fno/network';
import type { Scaling } from '../../solvers/methods/fno/scaling';
import { settingsOf } from '../../solvers/methods/fno/settings';
import type { OperatorTask } from '../../solvers/methods/fno/task';
import { taskOf } from '../../solvers/methods/fno/task-of';
import { ofWeights } from '../../solvers/methods/fno/weights';
import type { Problem } from '../../solvers/methods/problem';
import type { Weights } from '../../solvers/methods/solver';
import { toOnnx } from './translate';

/** What the arrays of a model are called. */
const [INPUT, OUTPUT] = ['input', 'output'];

/** Methods whose answers can be written, and what they make of a problem's recipe. */
const SETTINGS = { fno: settingsOf, deeponet: deepSettingsOf };
export type ModelMethod = keyof typeof SETTINGS;

export const MODEL_METHODS = Object.keys(SETTINGS) as ModelMethod[];

/** An operator's answer as a model of its own. */
export interface OperatorModel {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** [1, points .., inputs] and [1, points .., outputs]: the slowest axis first, all in units of the problem. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** Names of the channels. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Only examples are made on a device, and none are made here. */
const NO_DEVICE = {} as Gpu;

/**
 * The answer of a method with these weights, on the grid of the problem, in ONNX. Where answers follow one another,
 * it is the next frame. What refines answers is left out.
 * @throws Failure 'bad-input' where the problem is none for the method, or weights do not fit its recipe
 */
export function operatorModel(method: ModelMethod, problem: Problem, weights: Weights): OperatorModel {
  const settings = SETTINGS[method](problem);
  const task = taskOf(NO_DEVICE, problem, settings);
  const network = networkOf(task, settings);
  const { parameters, scaling } = ofWeights(network, weights);
  const grid = gridOf(task, task.points, settings);
  const given = variable(INPUT, [1, ...task.points, task.inputs.length]);
  const units = unitsOf(task, scaling, given);
  const fields = shown(div(sub(given, units.means), units.spreads), grid);
  const value = answer(constant(parameters), fields, network, grid, task);
  const own = mul(value, units.sizes);
  const output = task.frames > 1 ? add(own, slice(units.means, 0, 0, task.outputs.length)) : own;
  const { inputs, outputs, axes, frames, points } = task;
  const places = axes.map(({ name }, axis) => {
    const all = task.positions(axis, points[axis]);
    return { name, points: points[axis], first: all[0], last: all.at(-1) };
  });
  const metadata = { method, inputs, outputs, axes: places, frames };
  const told = Object.entries(metadata).map(([key, one]) => [key, typeof one === 'string' ? one : JSON.stringify(one)]);
  const bytes = toOnnx({ [INPUT]: given }, { [OUTPUT]: output }, Object.fromEntries(told));
  return { bytes, input: given.shape, output: output.shape, inputs, outputs };
}

/** What channels are measured in: as `ownScaling` has it, where each sample is in the size of its own fields. */
function unitsOf(task: OperatorTask, scaling: Scaling, given: Node): { means: Node; spreads: Node; sizes: Node } {
  const count = task.inputs.length;
  const means = scaling.means.slice(0, count);
  const spreads = constant(scaling.spreads.slice(0, count));
  const sizes = constant(scaling.sizes.slice(0, task.outputs.length));
  if (!task.homogeneous) return { means: constant(means), spreads, sizes };
  const last = given.shape.length - 1;
  const turning = slice(given, last, 0, task.turning);
  const size = sqrt(mean(square(turning)));
  const own = where(size, size, 1);
  const turns = constant(means.map((_, k) => (k < task.turning ? 1 : 0)));
  return {
    means: constant(means.map((value, k) => (k < task.turning ? 0 : value))),
    spreads: where(turns, own, spreads),
    sizes: where(constant(new Float64Array(task.outputs.length).fill(1)), own, sizes),
  };
}

/** What the network sees of scaled inputs: continued as the method does, and places beside them. */
function shown(scaled: Node, grid: NetworkGrid): Node {
  const { points, padding, mirrored, places } = grid;
  let fields = scaled;
  for (const [axis, n] of points.entries()) {
    if (mirrored[axis]) fields = concat([fields, reverse(slice(fields, axis + 1, 1, n - 1), axis + 1)], axis + 1);
    else fields = pad(fields, axis + 1, 0, padding[axis]);
  }
  if (places.length === 0) return fields;
  const padded = points.map((n, axis) => n + padding[axis]);
  const size = padded.reduce((product, n) => product * n, 1);
  const strides = padded.map((_, axis) => padded.slice(axis + 1).reduce((product, n) => product * n, 1));
  const told = Float64Array.from({ length: size * places.length }, (_, k) => {
    const { axis, at } = places[k % places.length];
    return at(Math.floor(k / places.length / strides[axis]) % padded[axis], points[axis]);
  });
  return concat([fields, constant(told, [1, ...padded, places.length])], points.length + 1);
}
