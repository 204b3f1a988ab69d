import { gelu } from '../../nets/fno-variants.oracle';

/*
 * The forward pass of neuraloperator 2.0.0's FNO in f64, written after its source (neuralop/models/fno.py,
 * layers/fno_block.py, spectral_convolution.py, channel_mlp.py, skip_connections.py, embeddings.py, padding.py at commit
 * 93d3f06; TuckerTensor of tensorly-torch, factorized_tensors.py at commit 25c915d) and none of the code here: names of its state dict, channels first, transforms by sums.
 */

type State = ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>;

/** Channels first: [channels][points]. */
type Field = readonly Float64Array[];

interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export interface Options {
  readonly layers: number;
  readonly nModes: readonly number[];
  readonly norm: 'instance_norm' | null;
  readonly domainPadding: number;
  readonly skips: { readonly fno: string | null; readonly mlp: string | null };
  readonly useChannelMlp: boolean;
}

/** FNO.forward of one sample: `x` [in_channels][points] on `grid`. */
export function forward(state: State, options: Options, x: Field, grid: readonly number[]): Field {
  let value: Field = [...x, ...embedding(grid)];
  value = channelMlp(state, 'lifting', value);
  let shape = grid;
  const pads = grid.map((n) => round(options.domainPadding * n));
  if (options.domainPadding > 0) {
    shape = grid.map((n, k) => n + 2 * pads[k]);
    value = value.map((channel) => placed(channel, grid, shape, pads));
  }
  for (let index = 0; index < options.layers; index++) value = block(state, options, value, shape, index);
  if (options.domainPadding > 0) value = value.map((channel) => taken(channel, shape, grid, pads));
  return channelMlp(state, 'projection', value);
}

/** torch.linspace(0, 1, n + 1)[:-1] along every axis. */
function embedding(grid: readonly number[]): Field {
  return grid.map((n, axis) => perPoint(grid, (place) => place[axis] / n));
}

/** FNOBlocks.forward_with_postactivation. */
function block(state: State, options: Options, x: Field, grid: readonly number[], index: number): Field {
  const own = 'fno_blocks';
  const last = index === options.layers - 1;
  const fnoSkip = options.skips.fno && skip(state, `${own}.fno_skips.${index}`, options.skips.fno, x);
  const mlpSkip = options.useChannelMlp && options.skips.mlp;
  const past = mlpSkip && skip(state, `${own}.channel_mlp_skips.${index}`, mlpSkip, x);
  let value = spectralConv(state, `${own}.convs.${index}`, options.nModes, x, grid);
  if (options.norm) value = instanceNorm(value);
  if (fnoSkip) value = plus(value, fnoSkip);
  if (!last) value = value.map((channel) => channel.map(gelu));
  if (options.useChannelMlp) {
    value = channelMlp(state, `${own}.channel_mlp.${index}`, value);
    if (past) value = plus(value, past);
  }
  if (options.norm) value = instanceNorm(value);
  return last ? value : value.map((channel) => channel.map(gelu));
}

/** SpectralConv.forward with fft_norm 'forward' and enforce_hermitian_symmetry. */
function spectralConv(state: State, name: string, nModes: readonly number[], x: Field, grid: readonly number[]): Field {
  const weight = state.get(`${name}.weight.tensor`) ?? tucker(state, `${name}.weight`);
  const bias = state.get(`${name}.bias`)!.data;
  const [inputs, outputs, ...kept] = weight.shape;
  const last = grid.length - 1;
  const fftSize = grid.map((n, axis) => (axis === last ? Math.floor(n / 2) + 1 : n));
  const total = grid.reduce((product, n) => product * n, 1);
  // n_modes of the last axis is cut to half and one; max_n_modes are the same, so that weights are taken whole.
  const wanted = nModes.map((n, axis) => (axis === last ? Math.floor(n / 2) + 1 : n));
  if (wanted.join() !== kept.slice(0, -1).join()) throw new Error('weights of other modes');
  // rfftn, fftshift of all axes but the last: place p holds frequency p - floor(n / 2).
  const spectra = x.map((channel) => {
    let z: Complex = { re: Float64Array.from(channel, (v) => v / total), im: new Float64Array(total) };
    let shape = grid;
    for (let axis = last; axis >= 0; axis--) {
      const shift = axis === last ? 0 : Math.floor(grid[axis] / 2);
      ({ z, shape } = dft(z, shape, axis, fftSize[axis], (place) => place - shift, -1));
    }
    return z;
  });
  const starts = fftSize.map((all, axis) => (axis === last ? 0 : Math.floor(all / 2) - Math.floor(kept[axis] / 2)));
  const size = fftSize.reduce((product, n) => product * n, 1);
  const modes = kept.slice(0, -1);
  const count = modes.reduce((product, n) => product * n, 1);
  return Array.from({ length: outputs }, (_, o) => {
    let out: Complex = { re: new Float64Array(size), im: new Float64Array(size) };
    for (let m = 0; m < count; m++) {
      const at = flat(
        placeOf(m, modes).map((place, axis) => place + starts[axis]),
        fftSize,
      );
      for (let i = 0; i < inputs; i++) {
        const w = 2 * ((i * outputs + o) * count + m);
        const [a, b] = [weight.data[w], weight.data[w + 1]];
        out.re[at] += a * spectra[i].re[at] - b * spectra[i].im[at];
        out.im[at] += a * spectra[i].im[at] + b * spectra[i].re[at];
      }
    }
    let shape: readonly number[] = fftSize;
    for (let axis = 0; axis < last; axis++) {
      const shift = Math.floor(grid[axis] / 2);
      // ifftshift, then ifftn without a factor: the frequency of a place in the sum.
      ({ z: out, shape } = dft(
        out,
        shape,
        axis,
        grid[axis],
        (place) => place,
        1,
        (place) => place - shift,
      ));
    }
    return irfft(out, fftSize, grid).map((v) => v + bias[o]);
  });
}

/** TuckerTensor.to_tensor: core [r0, .., 2] times factor_k [n_k, r_k, 2] along each axis k. */
function tucker(state: State, name: string): { shape: readonly number[]; data: Float64Array } {
  const core = state.get(`${name}.core`)!;
  const factors = core.shape.slice(0, -1).map((_, k) => state.get(`${name}.factors.factor_${k}`)!);
  const ranks = core.shape.slice(0, -1);
  const shape = factors.map((factor) => factor.shape[0]);
  const [terms, size] = [ranks, shape].map((list) => list.reduce((product, n) => product * n, 1));
  const data = new Float64Array(2 * size);
  for (let at = 0; at < size; at++) {
    const place = placeOf(at, shape);
    for (let term = 0; term < terms; term++) {
      const which = placeOf(term, ranks);
      let [re, im] = [core.data[2 * term], core.data[2 * term + 1]];
      for (const [k, factor] of factors.entries()) {
        const from = 2 * (place[k] * ranks[k] + which[k]);
        const [a, b] = [factor.data[from], factor.data[from + 1]];
        [re, im] = [re * a - im * b, re * b + im * a];
      }
      data[2 * at] += re;
      data[2 * at + 1] += im;
    }
  }
  return { shape: [...shape, 2], data };
}

/** Along one axis: sum over j of z_j exp(sign 2 pi i f(k) g(j) / n), n the longer of both extents. */
function dft(
  z: Complex,
  shape: readonly number[],
  axis: number,
  extent: number,
  frequency: (place: number) => number,
  sign: number,
  source: (place: number) => number = (place) => place,
): { z: Complex; shape: readonly number[] } {
  const to = shape.with(axis, extent);
  const size = to.reduce((product, n) => product * n, 1);
  const out: Complex = { re: new Float64Array(size), im: new Float64Array(size) };
  const n = shape[axis];
  for (let at = 0; at < size; at++) {
    const place = placeOf(at, to);
    for (let j = 0; j < n; j++) {
      const from = flat(place.with(axis, j), shape);
      const angle = (sign * 2 * Math.PI * frequency(place[axis]) * source(j)) / n;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      out.re[at] += z.re[from] * c - z.im[from] * s;
      out.im[at] += z.re[from] * s + z.im[from] * c;
    }
  }
  return { z: out, shape: to };
}

/** Of the last axis, without a factor: imaginary parts of frequency 0 and, for even n, of n / 2 are dropped. */
function irfft(z: Complex, shape: readonly number[], grid: readonly number[]): Float64Array {
  const n = grid.at(-1)!;
  const half = shape.at(-1)!;
  return perPoint(grid, (place) => {
    const row = flat([...place.slice(0, -1), 0], shape);
    let sum = z.re[row];
    for (let k = 1; k < half; k++) {
      const angle = (2 * Math.PI * k * place.at(-1)!) / n;
      const nyquist = 2 * k === n;
      sum += nyquist
        ? z.re[row + k] * Math.cos(angle)
        : 2 * (z.re[row + k] * Math.cos(angle) - z.im[row + k] * Math.sin(angle));
    }
    return sum;
  });
}

function channelMlp(state: State, name: string, x: Field): Field {
  const hidden = conv1d(state, `${name}.fcs.0`, x).map((channel) => channel.map(gelu));
  return conv1d(state, `${name}.fcs.1`, hidden);
}

/** Conv1d of kernel 1: weight [out, in, 1], and a bias where there is one. */
function conv1d(state: State, name: string, x: Field): Field {
  const { shape, data } = state.get(`${name}.weight`)!;
  const bias = state.get(`${name}.bias`)?.data;
  return Array.from({ length: shape[0] }, (_, o) =>
    x[0].map((_, at) => x.reduce((sum, channel, i) => sum + data[o * shape[1] + i] * channel[at], bias?.[o] ?? 0)),
  );
}

function skip(state: State, name: string, kind: string, x: Field): Field {
  if (kind === 'identity') return x;
  if (kind === 'linear') return conv1d(state, `${name}.conv`, x);
  const { data } = state.get(`${name}.weight`)!;
  return x.map((channel, c) => channel.map((v) => data[c] * v));
}

/** torch.nn.functional.instance_norm: eps 1e-5, variance by n. */
function instanceNorm(x: Field): Field {
  return x.map((channel) => {
    const mean = channel.reduce((sum, v) => sum + v, 0) / channel.length;
    const variance = channel.reduce((sum, v) => sum + (v - mean) ** 2, 0) / channel.length;
    return channel.map((v) => (v - mean) / Math.sqrt(variance + 1e-5));
  });
}

function plus(a: Field, b: Field): Field {
  return a.map((channel, c) => channel.map((v, at) => v + b[c][at]));
}

/** Python's round: halves to even. */
function round(value: number): number {
  const [down, up] = [Math.floor(value), Math.ceil(value)];
  if (value - down !== up - value) return value - down < up - value ? down : up;
  return down % 2 === 0 ? down : up;
}

function placed(
  channel: Float64Array,
  from: readonly number[],
  to: readonly number[],
  by: readonly number[],
): Float64Array {
  return perPoint(to, (place) => {
    const source = place.map((p, axis) => p - by[axis]);
    return source.every((p, axis) => p >= 0 && p < from[axis]) ? channel[flat(source, from)] : 0;
  });
}

function taken(
  channel: Float64Array,
  from: readonly number[],
  to: readonly number[],
  by: readonly number[],
): Float64Array {
  return perPoint(
    to,
    (place) =>
      channel[
        flat(
          place.map((p, axis) => p + by[axis]),
          from,
        )
      ],
  );
}

function perPoint(shape: readonly number[], of: (place: number[]) => number): Float64Array {
  const size = shape.reduce((product, n) => product * n, 1);
  return Float64Array.from({ length: size }, (_, at) => of(placeOf(at, shape)));
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
