import { Failure } from '../../base/result';
import { type Fno, fnoParts } from '../../nets';
import type { Weights } from '../solver';

/*
 * The arrays of Li et al.'s first code (FNO1d, FNO2d, FNO3d), complex ones as pairs on a last axis: linear maps fc0,
 * fc1, .. [outputs, inputs]; convK.weights1, weights2, .. [inputs, outputs, m1, .., md, 2], one for each choice of
 * signs along all axes but the last, the first axis' sign changing fastest; wK.weight [outputs, inputs, 1, ..].
 */

type Tensors = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** Whether arrays have the names of Li et al.'s first code. */
export function isLi({ tensors }: Weights): boolean {
  return tensors.has('fc0.weight');
}

/** Weights of this method by the names of Li et al.'s first code; what channels are measured in keeps its own. */
export function toLi(network: Fno, { tensors, metadata }: Weights): Weights {
  const result: Tensors = new Map();
  for (const { own, theirs, map } of pairs(network)) {
    const { shape, data } = tensors.get(own)!;
    const to = map(shape);
    const moved = new Float32Array(data.length);
    for (let at = 0; at < data.length; at++) moved[to.index(at)] = data[at];
    cut(theirs, to.shapes, moved, result);
  }
  for (const [key, tensor] of tensors) if (!/^(dense|spectral)\./.test(key)) result.set(key, tensor);
  return { tensors: result, metadata };
}

/** The way back. @throws Failure 'bad-input' naming the array that is missing or does not fit */
export function fromLi(network: Fno, { tensors, metadata }: Weights): Weights {
  const result: Tensors = new Map();
  for (const { own, theirs, shape, map } of pairs(network)) {
    const to = map(shape);
    const joined = new Float32Array(shape.reduce((product, n) => product * n, 1));
    let from = 0;
    for (const [k, key] of theirs.entries()) {
      const found = tensors.get(key);
      const wanted = to.shapes[k];
      const size = wanted.reduce((product, n) => product * n, 1);
      if (found?.data.length !== size) {
        const is = found ? `has shape [${found.shape.join(', ')}]` : 'is missing';
        throw new Failure('bad-input', `weights: ${key} ${is}, where [${wanted.join(', ')}] is wanted`, 'weights');
      }
      joined.set(found.data, from);
      from += size;
    }
    result.set(own, { shape, data: Float32Array.from(joined, (_, at) => joined[to.index(at)]) });
  }
  for (const [key, tensor] of tensors) if (/^(inputs|outputs)\./.test(key)) result.set(key, tensor);
  return { tensors: result, metadata };
}

/** Where an array of this method lies among theirs: their shapes one behind the other, and each element's place. */
interface Move {
  readonly shapes: readonly (readonly number[])[];
  readonly index: (at: number) => number;
}

interface Pair {
  readonly own: string;
  readonly theirs: readonly string[];
  readonly shape: readonly number[];
  readonly map: (shape: readonly number[]) => Move;
}

function pairs(network: Fno): Pair[] {
  const all: Pair[] = [];
  let [dense, spectral] = [0, 0];
  for (const part of fnoParts(network)) {
    const { inputs, outputs } = part.kind === 'dense' ? part : part.layer;
    const own = part.kind === 'dense' ? `dense.${dense}` : `spectral.${spectral}`;
    const theirs = part.kind === 'dense' ? `fc${dense++}` : `w${spectral}`;
    const trailing = part.kind === 'dense' ? [] : part.layer.modes.map(() => 1);
    if (part.kind === 'spectral') {
      const { modes } = part.layer;
      const signs = 2 ** (modes.length - 1);
      all.push({
        own: `${own}.modes`,
        theirs: Array.from({ length: signs }, (_, k) => `conv${spectral}.weights${k + 1}`),
        shape: [...modes.map((count, axis) => (axis < modes.length - 1 ? 2 * count : count)), 2, inputs, outputs],
        map: (shape) => quadrants(shape, modes),
      });
      spectral++;
    }
    all.push(
      { own: `${own}.weight`, theirs: [`${theirs}.weight`], shape: [inputs, outputs], map: (s) => turned(s, trailing) },
      {
        own: `${own}.bias`,
        theirs: [`${theirs}.bias`],
        shape: [outputs],
        map: (s) => ({ shapes: [s], index: (at) => at }),
      },
    );
  }
  return all;
}

function turned([inputs, outputs]: readonly number[], trailing: readonly number[]): Move {
  return {
    shapes: [[outputs, inputs, ...trailing]],
    index: (at) => (at % outputs) * inputs + Math.floor(at / outputs),
  };
}

/** [2 m1, .., md, 2, inputs, outputs] to one [inputs, outputs, m1, .., md, 2] for each choice of signs. */
function quadrants(shape: readonly number[], modes: readonly number[]): Move {
  const [inputs, outputs] = shape.slice(-2);
  const kept = shape.slice(0, -3);
  const size = inputs * outputs * modes.reduce((product, n) => product * n, 1) * 2;
  const own = [inputs, outputs, ...modes, 2];
  return {
    shapes: Array.from({ length: 2 ** (modes.length - 1) }, () => own),
    index(at) {
      let rest = Math.floor(at / outputs);
      const output = at % outputs;
      const input = rest % inputs;
      rest = Math.floor(rest / inputs);
      const part = rest % 2;
      rest = Math.floor(rest / 2);
      const places: number[] = [];
      let quadrant = 0;
      for (let axis = modes.length - 1; axis >= 0; axis--) {
        const place = rest % kept[axis];
        rest = Math.floor(rest / kept[axis]);
        places.unshift(place % modes[axis]);
        if (place >= modes[axis]) quadrant += 2 ** axis;
      }
      const inside = [input, output, ...places].reduce((sum, place, axis) => sum * own[axis] + place, 0);
      return quadrant * size + 2 * inside + part;
    },
  };
}

function cut(keys: readonly string[], shapes: readonly (readonly number[])[], data: Float32Array, into: Tensors): void {
  let from = 0;
  for (const [k, key] of keys.entries()) {
    const size = shapes[k].reduce((product, n) => product * n, 1);
    into.set(key, { shape: shapes[k], data: data.slice(from, from + size) });
    from += size;
  }
}
