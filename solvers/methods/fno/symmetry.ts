import type { Channels, Course, OperatorTask } from './task';

/** A map of a square grid onto itself: axes exchanged first, then turned round. */
export interface Symmetry {
  readonly exchange: boolean;
  readonly flips: readonly boolean[];
}

const NONE: Symmetry = { exchange: false, flips: [] };

/** Relative difference up to which two answers are the same. */
const SAME = 1e-3;

/** Channels moved by a symmetry; every channel is a number without direction. */
export function moved({ shape, count, data }: Channels, { exchange, flips }: Symmetry): Channels {
  if (!exchange && !flips.some((flip) => flip)) return { shape, count, data };
  const result = new Float32Array(data.length);
  const size = data.length / count;
  for (let at = 0; at < size; at++) {
    const places: number[] = [];
    for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
      places[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    if (exchange) places.reverse();
    const from = places.reduce((sum, place, axis) => {
      return sum * shape[axis] + (flips[axis] ? shape[axis] - 1 - place : place);
    }, 0);
    for (let k = 0; k < count; k++) result[at * count + k] = data[from * count + k];
  }
  return { shape, count, data: result };
}

/**
 * The symmetries that a task turns out to have: an example is moved, solved again, and compared. Each is a further
 * example for nothing.
 */
export async function symmetriesOf(
  task: Pick<OperatorTask, 'solve'>,
  { inputs, frames: [outputs] }: Course,
): Promise<Symmetry[]> {
  const { shape } = inputs;
  const holds = async (symmetry: Symmetry): Promise<boolean> => {
    const wanted = moved(outputs, symmetry).data;
    const [{ frames }] = await task.solve([moved(inputs, symmetry)]);
    const found = frames[0].data;
    let [difference, size] = [0, 0];
    for (const [at, value] of wanted.entries()) {
      difference += (value - found[at]) ** 2;
      size += value ** 2;
    }
    return difference <= SAME ** 2 * size;
  };
  const turned: boolean[] = [];
  for (const axis of shape.keys()) {
    turned.push(await holds({ exchange: false, flips: shape.map((_, other) => other === axis) }));
  }
  const square = shape.length === 2 && shape[0] === shape[1];
  const exchanged = square && (await holds({ exchange: true, flips: [] }));
  let all: Symmetry[] = [{ ...NONE, flips: shape.map(() => false) }];
  for (const [axis, possible] of turned.entries()) {
    if (possible) all = all.flatMap((one) => [one, { ...one, flips: one.flips.with(axis, true) }]);
  }
  return exchanged ? all.flatMap((one) => [one, { ...one, exchange: true }]) : all;
}
