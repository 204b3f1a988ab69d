import { Failure } from '../../base/result';
import type { Stroke } from '../solver';
import type { Channels, OperatorTask } from './task';

/** Within this part of the radius a dab turns a place that can be one of two things only. */
const TURNS = 0.6;

/**
 * Input channels with a dab in one of them: amount (1 - (r / radius)^2)^2 within the radius, round the ends of periodic
 * axes; where the field has just two values (two rocks) the places near by become the one that the amount asks for.
 * Where the equations leave the mean open it stays what it was.
 * @throws Failure 'bad-input' where there is no such input
 */
export function dabbed(given: Channels, { field, x, y, radius, amount }: Stroke, task: OperatorTask): Channels {
  const { shape, count } = given;
  const channel = task.inputs.indexOf(field);
  if (channel < 0) {
    throw new Failure('bad-input', `there is no ${field} to paint: choose from ${task.inputs.join(', ')}`, 'strokes');
  }
  const centre = shape.length > 1 ? [y, x] : [x];
  const squares = shape.map((points, axis) => {
    const { min, max } = task.axes[axis];
    return task.positions(axis, points).map((place) => {
      const away = place - centre[axis];
      const near = task.periodic[axis] ? away - (max - min) * Math.round(away / (max - min)) : away;
      return (near / radius) ** 2;
    });
  });
  const size = shape.reduce((product, n) => product * n, 1);
  const values = Float64Array.from({ length: size }, (_, at) => given.data[at * count + channel]);
  const kinds = new Set(values);
  const [low, high] = [Math.min(...kinds), Math.max(...kinds)];
  let sum = 0;
  const data = Float32Array.from(given.data);
  for (let at = 0; at < size; at++) {
    let [rest, square] = [at, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      square += squares[axis][rest % shape[axis]];
      rest = Math.floor(rest / shape[axis]);
    }
    if (square >= 1) continue;
    const value =
      kinds.size === 2 ? turned(square, amount, values[at], low, high) : values[at] + amount * (1 - square) ** 2;
    data[at * count + channel] = value;
    sum += value - values[at];
  }
  if (task.zeroMean) for (let at = 0; at < size; at++) data[at * count + channel] -= sum / size;
  return { shape, count, data };
}

function turned(square: number, amount: number, value: number, low: number, high: number): number {
  if (square >= TURNS ** 2) return value;
  return amount > 0 ? high : low;
}
