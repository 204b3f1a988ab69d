import { add, constant, type FourierLayer, matmul, type Node, pad, reshape } from '../array';

/*
 * U-shaped operators (Rahman, Ross and Azizzadenesheli 2023, U-NO): layers towards the middle work on grids of half the
 * points, those behind see the ones before as well. Between grids by trigonometric polynomials, so that layers are the
 * same on every grid (neuraloperator's UNO takes bicubic splines there).
 */

/** A layer of a U. */
interface ULayer {
  readonly layer: FourierLayer;
  /** How often its grid is halved. */
  readonly level: number;
  /** The layer whose value stands beside the one before; null = none. */
  readonly beside: number | null;
}

/** The layers: at each level twice the channels, half the frequencies. */
export function uLayers({
  width,
  layers,
  modes,
}: {
  readonly width: number;
  readonly layers: number;
  readonly modes: readonly number[];
}): ULayer[] {
  const levelOf = (k: number): number => Math.min(k, layers - 1 - k);
  const widthOf = (k: number): number => width * 2 ** levelOf(k);
  return Array.from({ length: layers }, (_, k) => {
    const level = levelOf(k);
    // In the middle of an even number of layers it would be the one before itself.
    const beside = layers - 1 - k < k - 1 ? layers - 1 - k : null;
    const inputs = (k === 0 ? width : widthOf(k - 1)) + (beside === null ? 0 : widthOf(beside));
    const own = modes.map((count) => Math.max(1, Math.floor(count / 2 ** level)));
    return { layer: { inputs, outputs: widthOf(k), modes: own }, level, beside };
  });
}

/**
 * A U of layers.
 * @param x [samples, n1, .., nd, width]
 * @param through a layer with its activation, in its turn
 * @returns [samples, n1, .., nd, width]
 */
export function uShaped(x: Node, all: readonly ULayer[], through: (value: Node, k: number) => Node): Node {
  const grid = x.shape.slice(1, -1);
  const values: Node[] = [];
  let value = x;
  for (const [k, { level, beside }] of all.entries()) {
    value = resampled(
      value,
      grid.map((n) => Math.ceil(n / 2 ** level)),
    );
    if (beside !== null) value = sideBySide(value, values[beside]);
    value = through(value, k);
    values.push(value);
  }
  return value;
}

/** Channels of both: a sum, as it is computed in one pass over the field. */
function sideBySide(a: Node, b: Node): Node {
  const last = a.shape.length - 1;
  return add(pad(a, last, 0, b.shape[last]), pad(b, last, a.shape[last], 0));
}

/**
 * A field at other points of its periodic axes, by the waves that both grids hold below half of their points. Cost: a
 * product with a matrix along each axis, 2 n operations a number.
 */
export function resampled(x: Node, grid: readonly number[]): Node {
  return grid.reduce((value, to, k) => {
    const axis = k + 1;
    const from = value.shape[axis];
    if (from === to) return value;
    const before = value.shape.slice(0, axis).reduce((a, b) => a * b, 1);
    const behind = value.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
    const moved = matmul(interpolation(to, from), reshape(value, [before, from, behind]));
    return reshape(moved, value.shape.with(axis, to));
  }, x);
}

/** [to, from]: sum over |k| < min / 2 of exp(2 pi i k (p / to - j / from)) / from. */
function interpolation(to: number, from: number): Node {
  const most = Math.floor((Math.min(to, from) - 1) / 2);
  const data = Float64Array.from({ length: to * from }, (_, at) => {
    const [p, j] = [Math.floor(at / from), at % from];
    // Whole numbers as far as they go: p from - j to over to from.
    const distance = (p * from - j * to) / (to * from);
    let sum = 1;
    for (let k = 1; k <= most; k++) sum += 2 * Math.cos(2 * Math.PI * k * distance);
    return sum / from;
  });
  return constant(data, [to, from]);
}
