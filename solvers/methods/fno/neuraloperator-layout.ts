import type { FourierLayer } from '../../array';
import { Failure } from '../../base/result';
import { type Fno, fnoParts, type Skip, tuckerExtents } from '../../nets';
import type { Weights } from '../solver';
import { fromTheirs, kept, type Move, type Pair, sizeOf, toTheirs, turned } from './layout';

/*
 * The state dict of `FNO` in neuraloperator 2.0.0 (neuralop/models/fno.py and layers/ at commit 93d3f06), with
 * factorization None or Tucker: see docs/weights.md. Complex arrays as pairs on a last axis, as torch.view_as_real makes them.
 */

/** Whether arrays have the names of neuraloperator's FNO. */
export function isNeuraloperator({ tensors }: Weights): boolean {
  return tensors.has('lifting.fcs.0.weight');
}

/** Weights of this method by the names of neuraloperator; what channels are measured in keeps its own. */
export function toNeuraloperator(network: Fno, weights: Weights): Weights {
  return toTheirs(pairs(network), weights);
}

/** The way back. @throws Failure 'bad-input' naming the array that is missing or does not fit */
export function fromNeuraloperator(network: Fno, weights: Weights): Weights {
  return fromTheirs(pairs(network), weights);
}

function pairs(network: Fno): Pair[] {
  const { blocks, lift, layers, variant } = network;
  if (variant && variant.kind !== 'tucker') {
    const advice = `neuraloperator's FNO has no ${variant.kind} layers: set recipes.fno.variant to plain or tucker`;
    throw new Failure('bad-input', `weights: ${advice}`, 'weights');
  }
  if (!blocks) {
    const advice = 'neuraloperator has the activation twice in a layer: set recipes.fno.blocks to neuraloperator';
    throw new Failure('bad-input', `weights: ${advice}`, 'weights');
  }
  const all: Pair[] = [];
  let [dense, spectral] = [0, 0];
  // Linear maps in their order: those of the lift, two in each block, those of the projection.
  const inBlocks = blocks.mixing > 0 ? 2 * layers : 0;
  const nameOf = (k: number): string => {
    if (k <= lift.length) return `lifting.fcs.${k}`;
    const inside = k - lift.length - 1;
    if (inside >= inBlocks) return `projection.fcs.${inside - inBlocks}`;
    return `fno_blocks.channel_mlp.${Math.floor(inside / 2)}.fcs.${inside % 2}`;
  };
  for (const part of fnoParts(network)) {
    if (part.kind === 'dense') {
      const shape = [part.inputs, part.outputs];
      const [own, theirs] = [`dense.${dense}`, nameOf(dense++)];
      all.push(
        { own: `${own}.weight`, theirs: [`${theirs}.weight`], shape, move: turned(shape, [1]) },
        { own: `${own}.bias`, theirs: [`${theirs}.bias`], shape: [part.outputs], move: kept([part.outputs]) },
      );
      continue;
    }
    const { modes, inputs, outputs } = part.layer;
    const { weights } = part;
    const own = `spectral.${spectral}`;
    const conv = `fno_blocks.convs.${spectral}`;
    all.push(
      ...(weights?.kind === 'tucker'
        ? tuckerPairs(own, conv, part.layer, weights.ranks)
        : [modesPair(own, conv, part.layer)]),
      { own: `${own}.bias`, theirs: [`${conv}.bias`], shape: [outputs], move: kept([outputs, ...modes.map(() => 1)]) },
      ...skipPairs(`${own}.weight`, `fno_blocks.fno_skips.${spectral}`, part.skip, inputs, modes.length),
      ...skipPairs(`${own}.past`, `fno_blocks.channel_mlp_skips.${spectral}`, part.past, inputs, modes.length),
    );
    spectral++;
  }
  return all;
}

function modesPair(own: string, conv: string, { inputs, outputs, modes }: FourierLayer): Pair {
  const shape = [...modes.map((count, axis) => (axis < modes.length - 1 ? 2 * count : count)), 2, inputs, outputs];
  return { own: `${own}.modes`, theirs: [`${conv}.weight.tensor`], shape, move: shifted(shape, modes) };
}

/** Core [2, ranks ..] to [ranks .., 2], factors [2, extent, rank] to [extent, rank, 2], from the lowest frequency. */
function tuckerPairs(own: string, conv: string, layer: FourierLayer, ranks: readonly number[]): Pair[] {
  const { modes } = layer;
  const core = [2, ...ranks];
  const factors = tuckerExtents(layer).map((extent, axis): Pair => {
    const shape = [2, extent, ranks[axis]];
    // Channels come first, of the last axis all frequencies are of one sign.
    const lowest = axis > 1 && axis < modes.length + 1 ? modes[axis - 2] : 0;
    const theirs = [`${conv}.weight.factors.factor_${axis}`];
    return { own: `${own}.factor.${axis}`, theirs, shape, move: partsBehind(shape, lowest) };
  });
  const theirs = [`${conv}.weight.core`];
  return [{ own: `${own}.core`, theirs, shape: core, move: partsBehind(core, 0) }, ...factors];
}

/** [2, rows, ..] to [rows, .., 2], rows moved round by so many. */
function partsBehind(shape: readonly number[], by: number): Move {
  const [, rows, ...rest] = shape;
  const row = sizeOf(rest);
  return {
    shapes: [[rows, ...rest, 2]],
    index(at) {
      const [part, place] = [Math.floor(at / (rows * row)), at % (rows * row)];
      return 2 * ((place + by * row) % (rows * row)) + part;
    },
  };
}

function skipPairs(own: string, theirs: string, skip: Skip, width: number, axes: number): Pair[] {
  if (skip === 'linear') {
    const shape = [width, width];
    return [{ own, theirs: [`${theirs}.conv.weight`], shape, move: turned(shape, [1]) }];
  }
  if (skip !== 'soft-gating') return [];
  return [{ own, theirs: [`${theirs}.weight`], shape: [width], move: kept([1, width, ...Array(axes).fill(1)]) }];
}

/** [2 m1, .., md, 2, inputs, outputs], frequencies from 0 up, to [inputs, outputs, 2 m1, .., md, 2], from the lowest. */
function shifted(shape: readonly number[], modes: readonly number[]): Move {
  const [inputs, outputs] = shape.slice(-2);
  const extents = shape.slice(0, -3);
  const theirs = [inputs, outputs, ...extents, 2];
  return {
    shapes: [theirs],
    index(at) {
      const [output, input] = [at % outputs, Math.floor(at / outputs) % inputs];
      let rest = Math.floor(at / (outputs * inputs));
      const part = rest % 2;
      rest = Math.floor(rest / 2);
      const places: number[] = [];
      for (let axis = extents.length - 1; axis >= 0; axis--) {
        const place = rest % extents[axis];
        rest = Math.floor(rest / extents[axis]);
        places.unshift(axis === extents.length - 1 ? place : (place + modes[axis]) % extents[axis]);
      }
      return [input, output, ...places, part].reduce((sum, place, axis) => sum * theirs[axis] + place, 0);
    },
  };
}
