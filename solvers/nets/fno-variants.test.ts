import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import * as A from '../array';
import { randomUniform } from '../base/random';
import type { Gpu } from '../gpu';
import { fno } from './fno';
import { fnoInitial } from './fno-initial';
import { arraysOf, type Fno, fnoCount, fnoParts, type Variant } from './fno-parts';
import { tuckerRanks } from './fno-tucker';
import { resampled } from './fno-u-shaped';
import { oracle } from './fno-variants.oracle';

interface Case {
  readonly grid: readonly number[];
  readonly modes: readonly number[];
  readonly layers: number;
  readonly variant: Variant;
}

const TUCKER: Case = { grid: [9, 14], modes: [3, 4], layers: 2, variant: { kind: 'tucker', ranks: [2, 3, 4, 2] } };
const FACTORISED: Case = { grid: [9, 14], modes: [3, 8], layers: 2, variant: { kind: 'factorised', mixing: 7 } };
const U: Case = { grid: [9, 14], modes: [2, 3], layers: 5, variant: { kind: 'u-shaped' } };
const CASES: readonly [string, Case][] = [
  ['tensorised, 1D', { grid: [11], modes: [5], layers: 1, variant: { kind: 'tucker', ranks: [3, 2, 4] } }],
  ['tensorised, 2D', TUCKER],
  [
    'tensorised, 3D',
    { ...TUCKER, grid: [5, 4, 7], modes: [2, 1, 3], variant: { kind: 'tucker', ranks: [4, 1, 3, 2, 2] } },
  ],
  ['factorised, 1D, with the last frequency', { ...FACTORISED, grid: [10], modes: [6] }],
  ['factorised, 2D', FACTORISED],
  ['factorised, 3D', { ...FACTORISED, grid: [4, 5, 3], modes: [2, 3, 1] }],
  ['U-shaped, 1D, an even number of layers', { ...U, grid: [13], modes: [3], layers: 4 }],
  ['U-shaped, 2D', U],
];
const SAMPLES = 2;

function built({ grid, modes, layers, variant }: Case) {
  const network: Fno = {
    inputs: 2,
    lift: [],
    width: 4,
    layers,
    modes,
    projection: [6],
    outputs: 2,
    activation: 'gelu',
    variant,
  };
  const points = grid.reduce((product, n) => product * n, 1);
  const parameters = Float64Array.from({ length: fnoCount(network) }, (_, k) => randomUniform(3, k) - 0.5);
  const fields = Float64Array.from({ length: SAMPLES * points * 2 }, (_, k) => 2 * randomUniform(5, k) - 1);
  const p = A.variable('parameters', [parameters.length]);
  const f = A.variable('fields', [SAMPLES, ...grid, 2]);
  const inputs = new Map([
    [p, parameters],
    [f, fields],
  ]);
  return { network, p, f, out: fno(p, f, network), inputs, points };
}

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe.each(CASES)('%s', (_, given) => {
  const { network, p, f, out, inputs, points } = built(given);
  const [parameters, fields] = [inputs.get(p)!, inputs.get(f)!];

  test('the numbers are those of plain sums', () => {
    const [found] = A.interpret([out], inputs);
    for (let sample = 0; sample < SAMPLES; sample++) {
      const own = Array.from({ length: points }, (_, at) =>
        fields.slice(2 * (sample * points + at), 2 * (sample * points + at + 1)),
      );
      const wanted = oracle(network, parameters, own, given.grid).flatMap((row) => [...row]);
      const size = largest(wanted);
      // Both in f64, sums of some hundred terms through at most five layers.
      for (const [at, value] of wanted.entries()) {
        expect(Math.abs(found[sample * wanted.length + at] - value) / size).toBeLessThan(1e-12);
      }
    }
  });

  test('the gradient is that of differences', () => {
    const loss = A.sum(A.mul(out, A.constant(fields, out.shape)));
    const gradients = A.interpret(A.grad(loss, [p, f]), inputs);
    const directions = [parameters, fields].map((own, which) => own.map((_, k) => randomUniform(7 + which, k) - 0.5));
    const at = (step: number): number => {
      const moved = [p, f].map((node, which) => {
        return [node, inputs.get(node)!.map((v, k) => v + step * directions[which][k])] as const;
      });
      return A.interpret([loss], new Map(moved))[0][0];
    };
    // Of fourth order: 1e-3^4 against eps / 1e-3.
    const h = 1e-3;
    const wanted = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    const found = gradients.reduce((sum, own, which) => {
      return sum + own.reduce((inner, value, k) => inner + value * directions[which][k], 0);
    }, 0);
    expect(Math.abs(found - wanted)).toBeLessThan(1e-8 * Math.abs(wanted));
  });
});

describe('on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  it.each([
    ['tensorised', { ...TUCKER, layers: 1 }],
    ['factorised', { ...FACTORISED, layers: 1 }],
    ['U-shaped', { ...U, layers: 3 }],
  ])('values and gradients of the interpreter: %s', async (name, given) => {
    const { p, out, inputs } = built(given);
    const outputs = { out, gradient: A.grad(A.meanSquare(out), [p])[0] };
    const compiled = await A.compileProgram(gpu, name, { outputs });
    for (const [node, values] of inputs) compiled.write(node, values);
    gpu.run(compiled.program);
    const truth = A.interpret([outputs.out, outputs.gradient], inputs);
    for (const [k, key] of ['out', 'gradient'].entries()) {
      const found = await compiled.read(key);
      // eps 6e-8 times the root of the 252 points summed, 16, through three layers and back.
      const error = truth[k].reduce((most, value, at) => Math.max(most, Math.abs(found[at] - value)), 0);
      expect(error / largest(truth[k]), key).toBeLessThan(2e-5);
    }
    compiled.release();
  });
});

test('a field goes to finer points and back unchanged', () => {
  const field = Float64Array.from({ length: 9 }, (_, k) => randomUniform(1, k));
  const x = A.constant(field, [1, 9, 1]);
  const [back] = A.interpret([resampled(resampled(x, [22]), [9])], new Map());
  for (const [at, value] of field.entries()) expect(back[at]).toBeCloseTo(value, 13);
});

test('ranks keep about the share that is asked for', () => {
  const layer = { inputs: 24, outputs: 24, modes: [12, 12] };
  const whole = 24 ** 3 * 12;
  for (const share of [0.05, 0.1, 0.5]) {
    const ranks = tuckerRanks(layer, share);
    const count = ranks.reduce((product, rank) => product * rank, 1);
    const factors = ranks.reduce((sum, rank, axis) => sum + rank * [24, 24, 24, 12][axis], 0);
    // Ranks are whole: four of about ten, each off by a twentieth at most.
    expect(Math.abs((count + factors) / whole / share - 1)).toBeLessThan(0.2);
  }
  // tensorly 0.9: validate_tucker_rank((24, 24, 24, 12), 0.1)
  expect(tuckerRanks(layer, 0.1)).toEqual([13, 13, 13, 7]);
});

test('tensorised weights begin with the variance of plain ones', () => {
  const { network, p, inputs } = built({ ...TUCKER, variant: { kind: 'tucker', ranks: [3, 3, 4, 3] } });
  const begun = (own: Fno) => Float64Array.from(fnoInitial(own, 1));
  expect(begun(network)).toHaveLength(inputs.get(p)!.length);
  const wide: Fno = { ...network, width: 12, modes: [8, 8], variant: { kind: 'tucker', ranks: [6, 6, 8, 4] } };
  const spectral = fnoParts(wide).filter((part) => part.kind === 'spectral')[0];
  const starts = arraysOf(spectral).filter(({ key }) => key === 'core' || key.startsWith('factor'));
  // Variance of a number uniform in +-a: a^2 / 3; of a complex one twice that.
  const variance = starts.reduce((product, { start }) => product * ((2 * (start as number) ** 2) / 3), 6 * 6 * 8 * 4);
  expect(variance).toBeCloseTo(2 / (3 * 144 ** 2), 10);
});
