import { Failure } from '../../base/result';
import type { Weights } from '../solver';

type Tensors = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** Where an array of this method lies among theirs: their shapes one behind the other, and each element's place. */
export interface Move {
  readonly shapes: readonly (readonly number[])[];
  readonly index: (at: number) => number;
}

/** An array of this method, and those of another code that hold the same numbers. */
export interface Pair {
  readonly own: string;
  readonly theirs: readonly string[];
  readonly shape: readonly number[];
  readonly move: Move;
}

/** Weights by the names of another code; what channels are measured in keeps its own. */
export function toTheirs(pairs: readonly Pair[], { tensors, metadata }: Weights): Weights {
  const result: Tensors = new Map();
  for (const { own, theirs, move } of pairs) {
    const { data } = tensors.get(own)!;
    const moved = new Float32Array(data.length);
    for (let at = 0; at < data.length; at++) moved[move.index(at)] = data[at];
    cut(theirs, move.shapes, moved, result);
  }
  for (const [key, tensor] of tensors) if (isScale(key)) result.set(key, tensor);
  return { tensors: result, metadata };
}

/** The way back. @throws Failure 'bad-input' naming the array that is missing or does not fit */
export function fromTheirs(pairs: readonly Pair[], { tensors, metadata }: Weights): Weights {
  const result: Tensors = new Map();
  for (const { own, theirs, shape, move } of pairs) {
    const joined = new Float32Array(sizeOf(shape));
    let from = 0;
    for (const [k, key] of theirs.entries()) {
      const found = tensors.get(key);
      const wanted = move.shapes[k];
      if (!found || bare(found.shape) !== bare(wanted)) {
        const is = found ? `has shape [${found.shape.join(', ')}]` : 'is missing';
        throw new Failure('bad-input', `weights: ${key} ${is}, where [${wanted.join(', ')}] is wanted`, 'weights');
      }
      joined.set(found.data, from);
      from += found.data.length;
    }
    result.set(own, { shape, data: Float32Array.from(joined, (_, at) => joined[move.index(at)]) });
  }
  for (const [key, tensor] of tensors) if (isScale(key)) result.set(key, tensor);
  return { tensors: result, metadata };
}

/** A shape without its axes of one, which codes leave out or not. */
function bare(shape: readonly number[]): string {
  return shape.filter((n) => n !== 1).join();
}

/** The same elements in the same order. */
export function kept(shape: readonly number[]): Move {
  return { shapes: [shape], index: (at) => at };
}

/** A matrix [inputs, outputs] as [outputs, inputs], with axes of one behind. */
export function turned([inputs, outputs]: readonly number[], trailing: readonly number[]): Move {
  return {
    shapes: [[outputs, inputs, ...trailing]],
    index: (at) => (at % outputs) * inputs + Math.floor(at / outputs),
  };
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

function isScale(key: string): boolean {
  return /^(inputs|outputs)\./.test(key);
}

function cut(keys: readonly string[], shapes: readonly (readonly number[])[], data: Float32Array, into: Tensors): void {
  let from = 0;
  for (const [k, key] of keys.entries()) {
    const size = sizeOf(shapes[k]);
    into.set(key, { shape: shapes[k], data: data.slice(from, from + size) });
    from += size;
  }
}
