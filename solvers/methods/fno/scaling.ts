import type { Channels, Example, OperatorTask } from './task';

/** What channels are measured in: inputs in spreads about their means, outputs in their sizes, as frames about means. */
export interface Scaling {
  readonly means: Float64Array;
  readonly spreads: Float64Array;
  readonly sizes: Float64Array;
}

/** The scaling of one sample: where answers grow as fields do, both are measured in the size of its own fields. */
export function ownScaling({ homogeneous, turning }: Units, scaling: Scaling, { count, data }: Channels): Scaling {
  if (!homogeneous) return scaling;
  let square = 0;
  for (const [at, value] of data.entries()) if (at % count < turning) square += value ** 2;
  // As the device has it.
  const size = Math.fround(Math.sqrt((square * count) / (data.length * turning))) || 1;
  return {
    means: scaling.means.map((mean, k) => (k < turning ? 0 : mean)),
    spreads: scaling.spreads.map((spread, k) => (k < turning ? size : spread)),
    sizes: scaling.sizes.map(() => size),
  };
}

type Units = Pick<OperatorTask, 'homogeneous' | 'turning'>;

/** What nothing is scaled by, until there are examples or weights. */
export function plainScaling({ inputs, outputs }: Pick<OperatorTask, 'inputs' | 'outputs'>): Scaling {
  return {
    means: new Float64Array(inputs.length),
    spreads: new Float64Array(inputs.length).fill(1),
    sizes: new Float64Array(outputs.length).fill(1),
  };
}

/**
 * The scaling of some examples, taken together. Where answers go in again they come out in the units in which they go
 * in.
 */
export function scalingOf(examples: readonly Example[], task: OperatorTask): Scaling {
  const moments = (all: readonly Channels[]): { means: Float64Array; squares: Float64Array } => {
    const { count } = all[0];
    const [means, squares] = [new Float64Array(count), new Float64Array(count)];
    const points = all.reduce((sum, { data }) => sum + data.length / count, 0);
    for (const { data } of all) {
      for (const [at, value] of data.entries()) {
        means[at % count] += value / points;
        squares[at % count] += value ** 2 / points;
      }
    }
    return { means, squares };
  };
  const given = moments(examples.map(({ inputs }) => inputs));
  const outputs = examples.flatMap(({ outputs }) => outputs ?? []);
  // Without examples the equations have to tell it.
  const guesses = examples.map(({ inputs }) => task.physics?.sizeOf(inputs) ?? 0);
  const guessed = guesses.reduce((sum, size) => sum + size ** 2 / guesses.length, 0);
  const answered = outputs.length > 0 ? moments(outputs) : null;
  const squares = answered?.squares ?? Float64Array.of(guessed);
  // In f32, as files of weights keep them. A channel that never changes has no spread.
  const spreads = given.squares.map((square, k) => Math.sqrt(Math.max(square - given.means[k] ** 2, 0)) || 1);
  const sizes = squares.map((square) => Math.sqrt(square) || 1);
  if (task.frames > 1 && answered) {
    for (const [k, mean] of answered.means.entries()) {
      given.means[k] = mean;
      sizes[k] = Math.sqrt(Math.max(squares[k] - mean ** 2, 0)) || 1;
      spreads[k] = sizes[k];
    }
  }
  return {
    means: given.means.map(Math.fround),
    spreads: spreads.map(Math.fround),
    sizes: sizes.map(Math.fround),
  };
}
