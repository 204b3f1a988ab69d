import {
  add,
  concat,
  constant,
  div,
  mean,
  mul,
  type Node,
  pad,
  reshape,
  slice,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
} from '../../array';
import { layersOf } from './architecture';
import { carried, carriers } from './carry';
import { type OperatorNetwork, operatorValue } from './operator';
import type { FnoSettings } from './settings';
import { sideFactor } from './side-factor';
import { besideEachOther, joined, parted, type Staggered } from './stagger';
import type { OperatorTask } from './task';

/** The grid of a network: points of the answer along y, x, and what they are continued by. */
export interface NetworkGrid {
  readonly points: readonly number[];
  readonly padding: readonly number[];
  /** Axes along which it is the mirror image that they are continued by; else it is 0. */
  readonly mirrored: readonly boolean[];
  /** What the network sees of places. */
  readonly places: readonly PlaceChannel[];
  /** How an answer follows from what was given, where it goes in again. */
  readonly change: FnoSettings['change'];
  readonly staggered: Staggered;
}

/** The operator's network for a task; coordinates are further inputs where the problem is not the same everywhere. */
export function networkOf(task: OperatorTask, settings: FnoSettings): OperatorNetwork {
  const places = placeChannels(task, settings).length;
  const further = settings.change === 'carry' ? carriers(task.axes.length) : 0;
  const [inputs, outputs] = [task.inputs.length + places, task.outputs.length + further];
  if (settings.blocks !== 'deeponet') {
    const grids = besideEachOther(settings, task.axes.length);
    return { inputs: grids * inputs, outputs: grids * outputs, ...layersOf(settings, task.axes.length) };
  }
  const { width, layers, projection, resolution } = settings;
  const sensors = pointsAt(task.points, resolution);
  return { kind: 'deeponet', inputs, places, sensors, width, layers, functions: projection, outputs };
}

/** Points of examples whose longest side has `resolution` of them; 0 = as many as the scene has. */
export function pointsAt(points: readonly number[], resolution: number): number[] {
  const longest = Math.max(...points);
  return points.map((count) => (resolution === 0 ? count : Math.max(1, Math.round((count * resolution) / longest))));
}

/** A channel that tells where a point is: its axis, and the value at one of so many points along it. */
interface PlaceChannel {
  readonly axis: number;
  readonly at: (point: number, count: number) => number;
}

/**
 * What the network sees of places; where an axis repeats, two waves that do as well, between mirrors half of one.
 * neuraloperator sees all axes, each from 0 at the first point to 1 behind the last.
 */
function placeChannels(task: OperatorTask, { blocks }: FnoSettings): PlaceChannel[] {
  const { axes, seen, periodic, mirrored } = task;
  if (blocks === 'neuraloperator') return axes.map((_, axis) => ({ axis, at: (point, count) => point / count }));
  // A trunk takes nothing else.
  const told = blocks === 'deeponet' ? [...axes.keys()] : seen;
  return told.flatMap((axis): PlaceChannel[] => {
    if (mirrored[axis]) return [{ axis, at: (point, count) => Math.cos((Math.PI * point) / (count - 1)) }];
    if (!periodic[axis]) {
      // Points stand in the middles of cells, or from side to side.
      const onSides = task.positions(axis, 2)[0] === axes[axis].min;
      return [{ axis, at: (point, count) => (onSides ? point / (count - 1) : (point + 0.5) / count) }];
    }
    const waves = [Math.cos, Math.sin];
    return waves.map((wave) => ({ axis, at: (point, count) => wave((2 * Math.PI * point) / count) }));
  });
}

/** What the points of an answer are continued by, so that the network may take them for periodic. */
export function gridOf(task: OperatorTask, points: readonly number[], settings: FnoSettings): NetworkGrid {
  const { blocks, padding } = settings;
  const { mirrored, periodic } = task;
  const behind = (count: number, axis: number): number => {
    // With the image of all points but the first and the last the whole is periodic.
    if (mirrored[axis]) return count - 2;
    // The blocks of neuraloperator pad by themselves.
    return periodic[axis] || blocks !== 'plain' ? 0 : Math.round(count * padding);
  };
  const { change, stagger, subgrids } = settings;
  return {
    points,
    padding: points.map(behind),
    mirrored,
    places: placeChannels(task, settings),
    change,
    staggered: { stagger, subgrids },
  };
}

/**
 * The network's answer in units of each output's size.
 * @param fields [samples, points + padding .., channels], prepared by {@link Batch}
 * @returns [samples, points .., outputs]
 */
export function answer(
  parameters: Node,
  fields: Node,
  network: OperatorNetwork,
  grid: NetworkGrid,
  task: OperatorTask,
): Node {
  let value = joined(operatorValue(parameters, parted(fields, grid.staggered), network), grid.staggered);
  for (const [axis, count] of grid.points.entries()) {
    if (grid.padding[axis] > 0) value = slice(value, axis + 1, 0, count);
  }
  // Of neuraloperator's networks the answer is what comes out.
  if ('blocks' in network) return value;
  if (task.zeroSides.some((zero) => zero)) value = mul(value, sideFactors(grid.points, task));
  if (task.zeroMean) {
    const axes = grid.points.map((_, axis) => axis + 1);
    const middle = [value.shape[0], ...axes.map(() => 1), task.outputs.length];
    value = sub(value, reshape(mean(value, axes), middle));
  }
  return task.frames > 1 ? follow(value, fields, grid, task.outputs.length) : value;
}

/** From frame to frame the network adds what changes, to the fields as they are or as it carries them along. */
function follow(value: Node, fields: Node, { points, change }: NetworkGrid, outputs: number): Node {
  const last = fields.shape.length - 1;
  const before = points.reduce(
    (inner, count, axis) => slice(inner, axis + 1, 0, count),
    slice(fields, last, 0, outputs),
  );
  if (change === 'add') return add(value, before);
  const from = slice(value, last, outputs, value.shape[last]);
  return add(slice(value, last, 0, outputs), carried(before, from));
}

/** The mean over samples of |answer - target| / |target|; `slopes` weighs the differences from point to point. */
export function relativeError(value: Node, target: Node, slopes: number): Node {
  const parts = [ratio(value, target)];
  if (slopes > 0) {
    const axes = value.shape.slice(1, -1).map((_, axis) => axis + 1);
    const steps = (x: Node): Node =>
      concat(
        axes.map((axis) => {
          const steep = sub(slice(x, axis, 1, x.shape[axis]), slice(x, axis, 0, x.shape[axis] - 1));
          return reshape(steep, [x.shape[0], steep.shape.slice(1).reduce((a, b) => a * b, 1)]);
        }),
        1,
      );
    parts.push(mul(slopes, ratio(steps(value), steps(target))));
  }
  return parts.reduce(add);
}

function ratio(value: Node, target: Node): Node {
  const axes = value.shape.slice(1).map((_, axis) => axis + 1);
  const norm = (x: Node): Node => sum(square(x), axes);
  return mean(sqrt(div(norm(sub(value, target)), norm(target))));
}

/** Of each output: what its answer is multiplied with, so that it is 0 on the sides where it has to be. */
function sideFactors(points: readonly number[], task: OperatorTask): Node {
  const { zeroSides } = task;
  const own = sideFactor(points, task);
  const data = Float32Array.from({ length: own.length * zeroSides.length }, (_, at) => {
    return zeroSides[at % zeroSides.length] ? own[Math.floor(at / zeroSides.length)] : 1;
  });
  return constant(data, [1, ...points, zeroSides.length]);
}

/** The fields that an answer becomes: it takes the first channels' place. No gradient goes back through it. */
export function fed(fields: Node, value: Node, { padding }: Pick<NetworkGrid, 'padding'>): Node {
  const last = fields.shape.length - 1;
  const outputs = value.shape[last];
  const rest = fields.shape[last];
  const given = padding.reduce((inner, count, axis) => pad(inner, axis + 1, 0, count), stopGradient(value));
  return concat([given, ...(rest > outputs ? [slice(fields, last, outputs, rest)] : [])], last);
}
