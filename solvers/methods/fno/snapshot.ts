import { Failure } from '../../base/result';
import type { Snapshot } from '../solver';
import type { Scaling } from './scaling';

/** What a training goes on from. */
export interface Kept {
  readonly steps: number;
  readonly parameters: Float32Array<ArrayBuffer>;
  /** AdamW's arrays; none before the first step. */
  readonly memory: readonly ArrayBuffer[];
  readonly scaling: Scaling;
}

export function snapshotOf(method: string, { steps, parameters, memory, scaling }: Kept): Snapshot {
  const { means, spreads, sizes } = scaling;
  return {
    method,
    numbers: { steps },
    arrays: {
      parameters: parameters.buffer,
      ...Object.fromEntries(memory.map((array, k) => [`memory ${k}`, array])),
      means: means.slice().buffer,
      spreads: spreads.slice().buffer,
      sizes: sizes.slice().buffer,
    },
  };
}

/** @param count of the network's parameters @throws Failure 'bad-input' where the state belongs to another one */
export function ofSnapshot(name: string, count: number, { method, numbers, arrays }: Snapshot): Kept {
  const { parameters, means, spreads, sizes } = arrays;
  if (method !== name || parameters?.byteLength !== 4 * count || !Number.isInteger(numbers.steps)) {
    throw new Failure('bad-input', 'this state belongs to another network or method: start anew', 'snapshot');
  }
  return {
    steps: numbers.steps,
    parameters: new Float32Array(parameters),
    memory: Object.keys(arrays).flatMap((_, k) => arrays[`memory ${k}`] ?? []),
    scaling: {
      means: new Float64Array(means),
      spreads: new Float64Array(spreads),
      sizes: new Float64Array(sizes),
    },
  };
}
