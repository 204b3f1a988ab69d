import type { Lowered, Operand, Stage, StageContext } from '../stage';
import { paddedLength, radicesOf } from './factor';
import { fftF64 } from './fft-f64';
import { fitsWorkgroup, type Pass, passKernel, type Source, type Target } from './kernels';
import { type FftShape, type IrfftShape, type LineShape, linesOf, type RfftShape } from './shapes';
import { chirpOf, rootsOf } from './tables';

/** A pass before it is known which arrays it reads and writes. */
interface Plan {
  readonly pass: Omit<Pass, 'inPlace'>;
  /** A workgroup or a thread holds whole lines, so that it may write where it reads. */
  readonly whole: boolean;
  readonly tables: Readonly<Record<string, Float64Array>>;
}

type End<T extends Source | Target> = Pick<T, 'form' | 'row'> & { readonly keep?: number };

/** What goes into the first pass of an axis and comes out of the last. */
interface Ends {
  readonly source: End<Source>;
  readonly target: End<Target>;
}

/** The complex transform: one dispatch for an axis that fits a workgroup, else (or in software) one for each radix. */
export function lowerFft(plan: FftShape, context: StageContext): Lowered {
  const size = plan.shape.reduce((product, extent) => product * extent, 1);
  // No axes: lines of one number, which are copied.
  const lines = plan.axes.length > 0 ? plan.axes.map((axis) => linesOf(plan.shape, axis)) : [linesOf([size, 1], 1)];
  const plans = lines.flatMap((line) => {
    const ends: Ends = { source: { form: 'complex', row: line.n }, target: { form: 'complex', row: line.n } };
    return axisPlans(line, ends, plan.inverse ? 1 : -1, plan.normalise === 'inverse' ? 1 / line.n : 1, context);
  });
  return place(plans, 2 * size, context);
}

/** The real transform through the complex one: real numbers are widened as they are read, half is written. */
export function lowerRfft({ rows, n }: RfftShape, context: StageContext): Lowered {
  const half = Math.floor(n / 2) + 1;
  const line = { n, inner: 1, lines: rows };
  const ends: Ends = { source: { form: 'real', row: n }, target: { form: 'complex', row: half, keep: half } };
  return place(axisPlans(line, ends, -1, 1, context), 2 * rows * half, context);
}

/** The inverse of {@link lowerRfft}: the other half is mirrored as it is read, real parts are written. */
export function lowerIrfft({ rows, n, normalise }: IrfftShape, context: StageContext): Lowered {
  const half = Math.floor(n / 2) + 1;
  const line = { n, inner: 1, lines: rows };
  const ends: Ends = { source: { form: 'hermitian', row: half }, target: { form: 'real', row: n } };
  return place(axisPlans(line, ends, 1, normalise === 'inverse' ? 1 / n : 1, context), rows * n, context);
}

function axisPlans(
  line: LineShape,
  { source, target }: Ends,
  sign: 1 | -1,
  scale: number,
  { software }: StageContext,
): Plan[] {
  const { n } = line;
  const keep = target.keep ?? n;
  const from = { ...source, offset: 0, padded: null };
  const to = { ...target, offset: 0, keep, scale, factor: 'none' } as const;
  // A line of one number is its own transform: a butterfly of one.
  const radices = n === 1 ? [1] : radicesOf(n);
  if (radices) return smoothPlans(line, radices, sign, from, to, {}, software);
  // Bluestein: x_k c_k convolved with the conjugate chirp over a smooth length m, times c_m.
  const m = paddedLength(n);
  const padded = { ...line, n: m };
  const smooth = radicesOf(m)!;
  const chirp = chirpOf(n, sign);
  const wrapped = new Float64Array(2 * m);
  for (let k = 0; k < n; k++) {
    for (const at of k === 0 ? [0] : [k, m - k]) wrapped.set([chirp[2 * k], -chirp[2 * k + 1]], 2 * at);
  }
  const spectrum = fftF64(wrapped, { shape: [m], axes: [0], inverse: false, normalise: 'none' }).map((v) => v / m);
  const big = { form: 'complex', row: m, offset: 0 } as const;
  const first = { ...big, keep: m, scale: 1, factor: 'spectrum' } as const;
  return [
    ...smoothPlans(padded, smooth, -1, { ...from, padded: n }, first, { chirp, spectrum }, software),
    ...smoothPlans(padded, smooth, 1, { ...big, padded: null }, { ...to, factor: 'chirp' }, { chirp }, software),
  ];
}

function smoothPlans(
  line: LineShape,
  radices: readonly number[],
  sign: 1 | -1,
  source: Source,
  target: Target,
  tables: Plan['tables'],
  software: boolean,
): Plan[] {
  const { n } = line;
  const roots = rootsOf(n, sign);
  const all = { ...tables, roots };
  // SwiftShader takes over ten times as long for lines in workgroup memory as for a pass of each radix, llvmpipe the same.
  if (radices.length === 1 || (!software && fitsWorkgroup(n, radices))) {
    return [{ pass: { ...line, sign, radices, done: 1, source, target }, whole: true, tables: all }];
  }
  let done = 1;
  return radices.map((radix, s) => {
    const between = { form: 'complex', row: n, offset: 0 } as const;
    const pass = {
      ...line,
      sign,
      radices: [radix],
      done,
      source: s === 0 ? source : { ...between, padded: null },
      target: s === radices.length - 1 ? target : ({ ...between, keep: n, scale: 1, factor: 'none' } as const),
    };
    done *= radix;
    return { pass, whole: false, tables: all };
  });
}

/**
 * Chooses the arrays from the last pass to the first: the last writes the output, and every other writes what the
 * next one reads, which is the next one's own target where it may be, and otherwise another array.
 */
function place(plans: readonly Plan[], outputElements: number, context: StageContext): Lowered {
  const scratch: number[] = [];
  const scratchFor = (target: Operand, elements: number): Operand => {
    const other = target.kind === 'scratch' ? (target.index + 1) % 2 : 0;
    for (let k = 0; k <= other; k++) scratch[k] ??= 0;
    scratch[other] = Math.max(scratch[other], elements);
    return { kind: 'scratch', index: other };
  };
  const stages: Stage[] = [];
  let target: Operand = { kind: 'output' };
  for (let p = plans.length - 1; p >= 0; p--) {
    const { pass, whole, tables } = plans[p];
    const elements = 2 * pass.lines * pass.source.row;
    const same =
      whole && pass.source.form === 'complex' && pass.target.form === 'complex' && pass.source.row === pass.target.row;
    let source: Operand;
    if (p === 0) source = { kind: 'input', index: 0 };
    else if (same) source = target;
    else if (target.kind === 'output' || elements > outputElements) source = scratchFor(target, elements);
    else source = { kind: 'output' };
    const offset = (operand: Operand) =>
      operand.kind === 'input' ? context.inputOffset(0) : operand.kind === 'output' ? context.outputOffset : 0;
    const { kernel, extent } = passKernel({
      ...pass,
      source: { ...pass.source, offset: offset(source) },
      target: { ...pass.target, offset: offset(target) },
      inPlace: p > 0 && same,
    });
    const data = Object.entries(tables).filter(([name]) => kernel.wgsl.includes(` ${name}: array<vec2f>`));
    stages.unshift({
      kernel,
      extent,
      operands: {
        ...(p > 0 && same ? {} : { src: source }),
        dst: target,
        ...Object.fromEntries(data.map(([name, values]) => [name, { kind: 'table', data: Float32Array.from(values) }])),
      },
    });
    target = source;
  }
  return { stages, scratch };
}
