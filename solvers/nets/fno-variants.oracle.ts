import { arraysOf, type Fno, fnoParts } from './fno-parts';
import type { PartArray } from './part-array';

/*
 * Variants of Fourier neural operators in f64 by plain sums, after their papers and none of the code here but the order
 * of the parameters: fields [points][channels], waves by their definition.
 */

type Field = Float64Array[];
type Grid = readonly number[];
type Arrays = Readonly<Record<string, Float64Array>>;

interface Complex {
  readonly re: number;
  readonly im: number;
}

/** The network at the fields of one sample. */
export function oracle(network: Fno, parameters: ArrayLike<number>, fields: Field, grid: Grid): Field {
  const parts = partsOf(network, parameters);
  let next = 0;
  const dense = (x: Field): Field => pointwise(x, parts[next++]);
  const through = (x: Field, count: number): Field => {
    return Array.from({ length: count }, (_, k) => k).reduce((value, k) => {
      const own = dense(value);
      return k < count - 1 ? own.map((row) => row.map(gelu)) : own;
    }, x);
  };
  const { variant, layers, lift, projection, modes, width } = network;
  let value = through(fields, lift.length + 1);
  const seen: Field[] = [];
  let at = grid;
  for (let k = 0; k < layers; k++) {
    const active = (x: Field): Field => (k < layers - 1 ? x.map((row) => row.map(gelu)) : x);
    if (variant?.kind === 'factorised') {
      const arrays = parts[next++];
      const sums = grid.map((_, axis) => alongAxis(value, arrays[`axis.${axis}`], grid, axis, modes[axis], width));
      const convolved = value.map((row, p) => row.map((_, c) => sums.reduce((sum, one) => sum + one[p][c], 0)));
      const fed = through(convolved, 2);
      value = value.map((row, p) => row.map((v, c) => v + fed[p][c]));
    } else if (variant?.kind === 'tucker') {
      const arrays = parts[next++];
      const weight = tucker(arrays, width, modes, variant.ranks);
      value = active(plus(convolution(value, grid, modes, width, weight), pointwise(value, arrays)));
    } else {
      const level = Math.min(k, layers - 1 - k);
      const to = grid.map((n) => Math.ceil(n / 2 ** level));
      value = moved(value, at, to);
      at = to;
      const beside = layers - 1 - k;
      if (beside < k - 1) value = value.map((row, p) => Float64Array.of(...row, ...seen[beside][p]));
      const arrays = parts[next++];
      const own = modes.map((m) => Math.max(1, Math.floor(m / 2 ** level)));
      const [inputs, outputs] = [value[0].length, width * 2 ** level];
      const weight = (i: number, o: number, k: readonly number[]): Complex => {
        const places = k.map((f, axis) => (f < 0 ? f + 2 * own[axis] : f));
        const extents = own.map((m, axis) => (axis < own.length - 1 ? 2 * m : m));
        const row = places.reduce((sum, place, axis) => sum * extents[axis] + place, 0);
        const from = (part: number) => ((row * 2 + part) * inputs + i) * outputs + o;
        return { re: arrays.modes[from(0)], im: arrays.modes[from(1)] };
      };
      value = active(plus(convolution(value, at, own, outputs, weight), pointwise(value, arrays)));
      seen.push(value);
    }
  }
  return through(value, projection.length + 1);
}

function partsOf(network: Fno, parameters: ArrayLike<number>): Arrays[] {
  let from = 0;
  const take = ({ shape }: PartArray): Float64Array => {
    const size = shape.reduce((product, n) => product * n, 1);
    from += size;
    return Float64Array.from({ length: size }, (_, k) => parameters[from - size + k]);
  };
  return fnoParts(network).map((part) => Object.fromEntries(arraysOf(part).map((array) => [array.key, take(array)])));
}

/** x W + b. */
function pointwise(x: Field, { weight, bias }: Arrays): Field {
  const outputs = bias.length;
  return x.map((row) => bias.map((b, o) => row.reduce((sum, v, i) => sum + v * weight[i * outputs + o], b)));
}

/** sum core[a, b, c ..] F_0[i, a] F_1[o, b] F_2[k, c] .., all complex, real parts in front. */
function tucker(arrays: Arrays, width: number, modes: readonly number[], ranks: readonly number[]) {
  const extents = [width, width, ...modes.map((m, axis) => (axis < modes.length - 1 ? 2 * m : m))];
  const all = ranks.reduce((product, rank) => product * rank, 1);
  return (i: number, o: number, k: readonly number[]): Complex => {
    const places = [i, o, ...k.map((f, axis) => (f < 0 ? f + 2 * modes[axis] : f))];
    let [re, im] = [0, 0];
    for (let at = 0; at < all; at++) {
      let term: Complex = { re: arrays.core[at], im: arrays.core[all + at] };
      const which = placeOf(at, ranks);
      for (const [axis, place] of places.entries()) {
        const from = place * ranks[axis] + which[axis];
        const factor = arrays[`factor.${axis}`];
        term = times(term, { re: factor[from], im: factor[extents[axis] * ranks[axis] + from] });
      }
      re += term.re;
      im += term.im;
    }
    return { re, im };
  };
}

/** irfft(R rfft(x)) over all axes together. */
function convolution(
  x: Field,
  grid: Grid,
  modes: readonly number[],
  outputs: number,
  weight: (i: number, o: number, k: readonly number[]) => Complex,
): Field {
  const last = grid.length - 1;
  const kept = modes.map((m, axis) => (axis < last ? 2 * m : m));
  const count = kept.reduce((product, n) => product * n, 1);
  const result = x.map(() => new Float64Array(outputs));
  for (let mode = 0; mode < count; mode++) {
    const k = placeOf(mode, kept).map((place, axis) =>
      axis < last && place >= modes[axis] ? place - kept[axis] : place,
    );
    const share = (k[last] === 0 || 2 * k[last] === grid[last] ? 1 : 2) / x.length;
    const spectrum = Array.from(x[0], (_, i) => wave(x, grid, k, i));
    const mixed = Array.from({ length: outputs }, (_, o) => {
      const terms = spectrum.map((one, i) => times(one, weight(i, o, k)));
      return { re: terms.reduce((sum, { re }) => sum + re, 0), im: terms.reduce((sum, { im }) => sum + im, 0) };
    });
    for (const [p, row] of result.entries()) {
      const turn = phase(placeOf(p, grid), k, grid);
      for (const [o, one] of mixed.entries()) row[o] += share * (one.re * turn.re - one.im * turn.im);
    }
  }
  return result;
}

/** sum over points of x exp(-2 pi i k p / n). */
function wave(x: Field, grid: Grid, k: readonly number[], channel: number): Complex {
  let [re, im] = [0, 0];
  for (const [p, row] of x.entries()) {
    const turn = phase(placeOf(p, grid), k, grid);
    re += row[channel] * turn.re;
    im -= row[channel] * turn.im;
  }
  return { re, im };
}

/** irfft(R rfft(x)) along one axis. @param weights [m, 2, width, width] */
function alongAxis(x: Field, weights: Float64Array, grid: Grid, axis: number, modes: number, width: number): Field {
  const n = grid[axis];
  return x.map((_, p) => {
    const place = placeOf(p, grid);
    const line = Array.from({ length: n }, (_, j) => x[flat(place.with(axis, j), grid)]);
    return Float64Array.from({ length: width }, (_, o) => {
      let sum = 0;
      for (let k = 0; k < modes; k++) {
        const share = (k === 0 || 2 * k === n ? 1 : 2) / n;
        const turn = phase([place[axis]], [k], [n]);
        for (let i = 0; i < width; i++) {
          const at = (part: number) => weights[((k * 2 + part) * width + i) * width + o];
          const one = times(wave(line, [n], [k], i), { re: at(0), im: at(1) });
          sum += share * (one.re * turn.re - one.im * turn.im);
        }
      }
      return sum;
    });
  });
}

/** The trigonometric polynomial through a field, of the waves below half of both grids, at other points. */
function moved(x: Field, from: Grid, to: Grid): Field {
  const most = from.map((n, axis) => Math.floor((Math.min(n, to[axis]) - 1) / 2));
  const kept = most.map((m) => 2 * m + 1);
  if (from.join() === to.join()) return x;
  const points = to.reduce((product, n) => product * n, 1);
  const count = kept.reduce((product, n) => product * n, 1);
  const result = Array.from({ length: points }, () => new Float64Array(x[0].length));
  for (let mode = 0; mode < count; mode++) {
    const k = placeOf(mode, kept).map((place, axis) => place - most[axis]);
    for (let c = 0; c < x[0].length; c++) {
      const one = wave(x, from, k, c);
      for (const [p, row] of result.entries()) {
        const turn = phase(placeOf(p, to), k, to);
        row[c] += (one.re * turn.re - one.im * turn.im) / x.length;
      }
    }
  }
  return result;
}

/** exp(2 pi i k p / n). */
function phase(place: readonly number[], k: readonly number[], grid: Grid): Complex {
  const angle = place.reduce((sum, p, axis) => sum + (2 * Math.PI * k[axis] * p) / grid[axis], 0);
  return { re: Math.cos(angle), im: Math.sin(angle) };
}

function times(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

function plus(a: Field, b: Field): Field {
  return a.map((row, p) => row.map((v, c) => v + b[p][c]));
}

/** x Phi(x); erf by its series with positive terms. */
export function gelu(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  let [term, sum] = [z, z];
  for (let n = 1; n < 200; n++) {
    term *= (2 * z * z) / (2 * n + 1);
    sum += term;
  }
  const erf = Math.min(1, (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum);
  return (x / 2) * (1 + Math.sign(x) * erf);
}

function placeOf(at: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  for (let axis = shape.length - 1, rest = at; axis >= 0; axis--) {
    place[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return place;
}

function flat(place: readonly number[], shape: readonly number[]): number {
  return place.reduce((sum, p, axis) => sum * shape[axis] + p, 0);
}
