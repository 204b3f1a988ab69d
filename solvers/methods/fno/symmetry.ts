import { Failure } from '../../base/result';
import type { Channels, Course, OperatorTask } from './task';

/** A map of a square grid onto itself: axes exchanged first, then turned round; the fields may turn their sign with it. */
export interface Symmetry {
  readonly exchange: boolean;
  readonly flips: readonly boolean[];
  readonly sign: 1 | -1;
}

/** Relative difference up to which two answers are the same. */
const SAME = 1e-3;

/**
 * Channels moved by a symmetry; every channel is a number without direction.
 * @param turning so many channels, from the first on, take the sign
 */
export function moved({ shape, count, data }: Channels, symmetry: Symmetry, turning: number): Channels {
  const { exchange, flips, sign } = symmetry;
  if (!exchange && sign === 1 && !flips.some((flip) => flip)) return { shape, count, data };
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
    for (let k = 0; k < count; k++) result[at * count + k] = (k < turning ? sign : 1) * data[from * count + k];
  }
  return { shape, count, data: result };
}

/**
 * The symmetries that a task turns out to have: an example is moved, solved again as far as its first frame, and
 * compared. Each is a further example for nothing.
 */
export async function symmetriesOf(
  { solve, turning }: Pick<OperatorTask, 'solve' | 'turning'>,
  { inputs, frames: [outputs] }: Course,
): Promise<Symmetry[]> {
  const { shape } = inputs;
  const holds = async (symmetry: Symmetry): Promise<boolean> => {
    const wanted = moved(outputs, symmetry, outputs.count).data;
    const found = await answerTo(moved(inputs, symmetry, turning));
    if (!found) return false;
    let [difference, size] = [0, 0];
    for (const [at, value] of wanted.entries()) {
      difference += (value - found[at]) ** 2;
      size += value ** 2;
    }
    return difference <= SAME ** 2 * size;
  };
  // A negative start may have no answer at all.
  const answerTo = async (given: Channels): Promise<Float32Array | null> => {
    try {
      return (await solve([given], 1))[0].frames[0].data;
    } catch (error) {
      if (error instanceof Failure) return null;
      throw error;
    }
  };
  const still = shape.map(() => false);
  const square = shape.length === 2 && shape[0] === shape[1];
  const moves = [
    ...shape.map((_, axis) => ({ exchange: false, flips: still.with(axis, true) })),
    ...(square ? [{ exchange: true, flips: still }] : []),
  ];
  let all: Symmetry[] = [{ exchange: false, flips: still, sign: 1 }];
  for (const move of moves) {
    for (const sign of turning > 0 ? ([1, -1] as const) : ([1] as const)) {
      if (!(await holds({ ...move, sign }))) continue;
      all = all.flatMap((one) => [one, together(one, { ...move, sign })]);
      break;
    }
  }
  return all;
}

/** Of moves along different axes, or the exchange last. */
function together(one: Symmetry, { exchange, flips, sign }: Symmetry): Symmetry {
  return {
    exchange: one.exchange || exchange,
    flips: one.flips.map((flip, axis) => flip || flips[axis]),
    sign: one.sign === sign ? 1 : -1,
  };
}
