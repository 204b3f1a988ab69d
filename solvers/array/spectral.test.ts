import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';
import { errorOf, expectDerivatives, filled } from './linear.testing';
import { plainLayer, truncatedLayer } from './spectral';
import { truncationPays } from './spectral/index';

/** The definition, mode by mode: sum over x of the field, matrix, sum over modes, real part. */
function naive(
  x: Float64Array,
  w: Float64Array,
  [B, n1, n2, I]: readonly number[],
  [m1, m2]: readonly number[],
  O: number,
) {
  const out = new Float64Array(B * n1 * n2 * O);
  for (let b = 0; b < B; b++) {
    for (let row = 0; row < 2 * m1; row++) {
      const k1 = row < m1 ? row : row - 2 * m1;
      for (let k2 = 0; k2 < m2; k2++) {
        const angle = (i: number, j: number): number => 2 * Math.PI * ((k1 * i) / n1 + (k2 * j) / n2);
        const alone = k2 === 0 || 2 * k2 === n2;
        const [re, im] = [new Float64Array(O), new Float64Array(O)];
        for (let c = 0; c < I; c++) {
          let [a, z] = [0, 0];
          for (let p = 0; p < n1 * n2; p++) {
            const phase = angle(Math.floor(p / n2), p % n2);
            const value = x[(b * n1 * n2 + p) * I + c];
            a += value * Math.cos(phase);
            z -= value * Math.sin(phase);
          }
          for (let o = 0; o < O; o++) {
            const at = ((row * m2 + k2) * 2 * I + c) * O + o;
            re[o] += a * w[at] - z * w[at + I * O];
            im[o] += a * w[at + I * O] + z * w[at];
          }
        }
        for (let p = 0; p < n1 * n2; p++) {
          const phase = angle(Math.floor(p / n2), p % n2);
          for (let o = 0; o < O; o++) {
            // The mode and its conjugate; of column 0 the other half is a row of its own, and only real parts count.
            const value = (alone ? 1 : 2) * (re[o] * Math.cos(phase) - im[o] * Math.sin(phase));
            out[(b * n1 * n2 + p) * O + o] += value / (n1 * n2);
          }
        }
      }
    }
  }
  return out;
}

describe('spectral convolution', () => {
  it.each([
    [[2, 6, 7, 2], [2, 3], 3],
    [[1, 4, 6, 1], [2, 4], 2],
  ] as const)('of %j with modes %j is the definition', (shape, [m1, m2], outputs) => {
    const weights = filled([2 * m1, m2, 2, shape[3], outputs], 3);
    const x = filled(shape, 1);
    const [got, own, field] = A.interpret([A.spectralConvolution(x, weights), weights, x]);
    expect(errorOf(got, naive(field, own, shape, [m1, m2], outputs))).toBeLessThan(1e-13);
  });

  it.each([
    [
      [2, 9, 2],
      [4, 2, 2, 3],
    ],
    [
      [2, 5, 4, 2],
      [4, 3, 2, 2, 3],
    ],
    [
      [1, 4, 5, 6, 2],
      [4, 2, 3, 2, 2, 1],
    ],
  ] as const)('has both derivatives: field %j, weights %j', (field, weights) => {
    expectDerivatives((x, w) => A.spectralConvolution(x, w), [field, weights]);
  });

  it('is translation invariant', () => {
    const [x, w] = [filled([1, 8, 6, 2], 1), filled([4, 3, 2, 2, 2], 2)];
    const moved = (f: A.Node): A.Node => A.concat([A.slice(f, 1, 3, 8), A.slice(f, 1, 0, 3)], 1);
    const [a, b] = A.interpret([moved(A.spectralConvolution(x, w)), A.spectralConvolution(moved(x), w)]);
    expect(errorOf(a, b)).toBeLessThan(1e-13);
  });

  it('refuses more modes than there are', () => {
    expect(() => A.spectralConvolution(filled([1, 4, 6, 1], 1), filled([6, 3, 2, 1, 1], 2))).toThrow(/frequencies/);
    expect(() => A.spectralConvolution(filled([1, 4, 6, 1], 1), filled([4, 5, 2, 1, 1], 2))).toThrow(/frequencies/);
  });
});

describe('Fourier layers', () => {
  const layer = { inputs: 3, outputs: 5, modes: [2, 3] } as const;
  const count = A.fourierLayerCount(layer);

  it('by truncated sums are those by whole transforms, with first and second derivatives', () => {
    const [x, p] = [A.variable('x', [2, 5, 6, 3]), A.variable('p', [count])];
    const given = new Map([x, p].map((node, k) => [node, A.interpret([filled(node.shape, k)])[0]]));
    const [truncated, plain] = [truncatedLayer, plainLayer].map((make) => {
      const loss = A.meanSquare(make(x, p, layer));
      const gradients = A.grad(loss, [x, p]);
      const [v, w] = [filled(x.shape, 5), filled(p.shape, 6)];
      const along = A.add(A.dot(gradients[0], v), A.dot(gradients[1], w));
      return A.interpret([loss, ...gradients, ...A.grad(along, [x, p]), ...A.jvp(gradients, [x, p], [v, w])], given);
    });
    // The same plain operations stand behind both; sums in another order, f64.
    truncated.forEach((values, k) => {
      expect(errorOf(values, plain[k])).toBeLessThan(1e-12);
    });
  });

  it('take whole transforms where many modes are kept', () => {
    expect(truncationPays([64, 64], [12, 12])).toBe(true);
    expect(truncationPays([1024, 1024], [512, 512])).toBe(false);
    expect(A.fourierLayer(filled([2, 8, 8, 3], 1), filled([count], 2), layer).op.name).toBe('fourier layer');
  });

  it('refuse what does not fit', () => {
    expect(() => A.fourierLayer(filled([2, 8, 8, 2], 1), filled([count], 2), layer)).toThrow(/fourierLayer takes/);
    expect(() => A.fourierLayer(filled([2, 8, 8, 3], 1), filled([7], 2), layer)).toThrow(/parameters/);
  });

  describe('on the device', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openTestGpu();
    });
    afterAll(() => gpu.close());

    it.each([
      // All frequencies of an even grid; nothing divides anything.
      [[2, 6, 8], { inputs: 3, outputs: 5, modes: [3, 5] }],
      // Odd grid; more channels than a workgroup, and than a block of registers.
      [[3, 7, 11], { inputs: 37, outputs: 9, modes: [2, 5] }],
    ] as const)('give the value and gradients of the interpreter: %j, %j', async (grid, own) => {
      const x = filled([...grid, own.inputs], 1);
      // Offsets that are no multiples of four, as parts of a longer array have them.
      const all = filled([A.fourierLayerCount(own) + 3], 2);
      const p = A.slice(all, 0, 3, all.shape[0]);
      const value = truncatedLayer(x, p, own);
      const loss = A.dot(value, filled(value.shape, 4));
      const wanted = [value, ...A.grad(loss, [x, all])];
      const outputs = Object.fromEntries(wanted.map((node, k) => [`o${k}`, node]));
      const compiled = await A.compileProgram(gpu, 'layer', { outputs });
      gpu.run(compiled.program);
      const truth = A.interpret(wanted);
      for (const [k, values] of truth.entries()) {
        // Sums of up to 231 points, then of 37 channels and 20 modes: errors of independent signs grow as the root of
        // the number of terms, some sqrt(231 + 37 + 20) = 17 eps of the largest; twice that is allowed.
        expect(errorOf(await compiled.read(`o${k}`), values), `${k}`).toBeLessThan(34 * 2 ** -24);
      }
      compiled.release();
    });
  });
});
