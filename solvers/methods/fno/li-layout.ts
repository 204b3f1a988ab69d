import { Failure } from '../../base/result';
import { type Fno, fnoParts } from '../../nets';
import type { Weights } from '../solver';
import { fromTheirs, kept, type Move, type Pair, sizeOf, toTheirs, turned } from './layout';

/*
 * The arrays of Li et al.'s first code (FNO1d, FNO2d, FNO3d), complex ones as pairs on a last axis: linear maps fc0,
 * fc1, .. [outputs, inputs]; convK.weights1, weights2, .. [inputs, outputs, m1, .., md, 2], one for each choice of
 * signs along all axes but the last, the first axis' sign changing fastest; wK.weight [outputs, inputs, 1, ..].
 */

/** Whether arrays have the names of Li et al.'s first code. */
export function isLi({ tensors }: Weights): boolean {
  return tensors.has('fc0.weight');
}

/** Weights of this method by the names of Li et al.'s first code; what channels are measured in keeps its own. */
export function toLi(network: Fno, weights: Weights): Weights {
  return toTheirs(pairs(network), weights);
}

/** The way back. @throws Failure 'bad-input' naming the array that is missing or does not fit */
export function fromLi(network: Fno, weights: Weights): Weights {
  return fromTheirs(pairs(network), weights);
}

function pairs(network: Fno): Pair[] {
  if (network.blocks || network.variant) {
    const advice = "Li et al.'s first code has plain layers alone: set recipes.fno.blocks and variant to plain";
    throw new Failure('bad-input', `weights: ${advice}`, 'weights');
  }
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
      const shape = [...modes.map((count, axis) => (axis < modes.length - 1 ? 2 * count : count)), 2, inputs, outputs];
      const names = Array.from({ length: signs }, (_, k) => `conv${spectral}.weights${k + 1}`);
      all.push({ own: `${own}.modes`, theirs: names, shape, move: quadrants(shape, modes) });
      spectral++;
    }
    const shape = [inputs, outputs];
    all.push(
      { own: `${own}.weight`, theirs: [`${theirs}.weight`], shape, move: turned(shape, trailing) },
      { own: `${own}.bias`, theirs: [`${theirs}.bias`], shape: [outputs], move: kept([outputs]) },
    );
  }
  return all;
}

/** [2 m1, .., md, 2, inputs, outputs] to one [inputs, outputs, m1, .., md, 2] for each choice of signs. */
function quadrants(shape: readonly number[], modes: readonly number[]): Move {
  const [inputs, outputs] = shape.slice(-2);
  const extents = shape.slice(0, -3);
  const size = 2 * inputs * outputs * sizeOf(modes);
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
        const place = rest % extents[axis];
        rest = Math.floor(rest / extents[axis]);
        places.unshift(place % modes[axis]);
        if (place >= modes[axis]) quadrant += 2 ** axis;
      }
      const inside = [input, output, ...places].reduce((sum, place, axis) => sum * own[axis] + place, 0);
      return quadrant * size + 2 * inside + part;
    },
  };
}
