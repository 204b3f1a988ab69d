import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';
import { literal } from './leaves';
import type { Node } from './node';
import { randomPrograms } from './random.testing';
import { sizeOf } from './shape';

const EPS = 2 ** -24;

/** Values in [-1, 1] that f32 holds exactly. */
function numbers(n: number, seed: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => Math.fround(Math.sin(12.9898 * (k + 1) + seed)));
}

function lossOf(outputs: readonly Node[]): Node {
  return outputs.map((output) => A.mean(A.tanh(output))).reduce((a, b) => A.add(a, b), literal(0));
}

describe('derivatives of random programs, in f64', () => {
  it('reverse mode, forward mode and central differences agree in a random direction', () => {
    fc.assert(
      fc.property(randomPrograms, ({ inputs, outputs }) => {
        const loss = lossOf([...inputs, ...outputs]);
        const at = inputs.map((x, k) => numbers(sizeOf(x.shape), k));
        const direction = inputs.map((x, k) => numbers(sizeOf(x.shape), 7 + k));
        const given = new Map(inputs.map((x, k) => [x, at[k]]));
        const gradients = A.interpret(A.grad(loss, inputs), given);
        const reverse = gradients.reduce((s, g, k) => s + g.reduce((t, v, i) => t + v * direction[k][i], 0), 0);
        const tangents = direction.map((d, k) => A.constant(d, inputs[k].shape));
        const [forward] = A.interpret(A.jvp([loss], inputs, tangents), given)[0];
        const along = (h: number): number => {
          const moved = new Map(inputs.map((x, k) => [x, at[k].map((v, i) => v + h * direction[k][i])]));
          return A.interpret([loss], moved)[0][0];
        };
        // Both modes do the same sums in f64: some 1e4 roundings of values of order 1 to 100.
        const scale = 1 + Math.abs(reverse);
        expect(Math.abs(forward - reverse)).toBeLessThan(1e-10 * scale);
        // |kinks| (abs, crossed within h with probability of about h a value) aside, the error is h^2/6 f''' plus
        // eps/h; several h are tried since the third derivative of such a program is not known.
        const errors = [1e-3, 1e-4, 1e-5, 1e-6].map((h) => Math.abs((along(h) - along(-h)) / (2 * h) - reverse));
        expect(Math.min(...errors)).toBeLessThan(1e-6 * scale);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('by what is a reshape itself, of which another reshape is taken', () => {
    const x = A.variable('x', [2, 3]);
    const flat = A.reshape(x, [6]);
    const loss = A.sum(A.square(A.reshape(flat, [2, 3])));
    const given = new Map([[x, [1, 2, 3, 4, 5, 6]]]);
    const [reverse, forward] = A.interpret(
      [A.grad(loss, [flat])[0], A.jvp([loss], [flat], [A.constant([1, 0, 0, 0, 0, 1])])[0]],
      given,
    );
    expect([...reverse]).toEqual([2, 4, 6, 8, 10, 12]);
    expect([...forward]).toEqual([14]);
  });

  it('forward mode over reverse mode gives the Hessian that reverse over reverse gives', () => {
    const x = A.variable('x', [4]);
    const loss = A.sum(A.mul(A.tanh(x), A.square(A.reverse(x, 0))));
    const v = A.constant([0.3, -1, 0.5, 2]);
    const [g] = A.grad(loss, [x]);
    const forward = A.jvp([g], [x], [v]);
    const reverse = A.grad(A.dot(g, v), [x]);
    const given = new Map([[x, [0.1, -0.4, 0.7, 1.1]]]);
    const [a, b] = A.interpret([...forward, ...reverse], given);
    a.forEach((value, k) => void expect(value).toBeCloseTo(b[k], 12));
  });
});

describe('random programs on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  it('give what the interpreter gives, with their gradients', async () => {
    await fc.assert(
      fc.asyncProperty(randomPrograms, async ({ inputs, outputs }) => {
        const loss = lossOf([...inputs, ...outputs]);
        const wanted = [...outputs, loss, ...A.grad(loss, inputs)];
        const named = Object.fromEntries(wanted.map((node, k) => [`o${k}`, node]));
        const compiled = await A.compileProgram(gpu, 'random', { outputs: named });
        const given = new Map(inputs.map((x, k) => [x, numbers(sizeOf(x.shape), k)]));
        for (const [x, data] of given) compiled.write(x, data);
        gpu.run(compiled.program);
        const expected = A.interpret(wanted, given);
        for (const [k, values] of expected.entries()) {
          const got = await compiled.read(`o${k}`);
          const largest = values.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
          // Up to 12 operations and their adjoints, each of relative error some eps (tanh, erf: up to 10 eps), on
          // values that grow at most by the factor of `largest`; sums of up to 3,000 terms in blocks.
          values.forEach((value, i) => void expect(Math.abs(got[i] - value)).toBeLessThan(400 * EPS * largest));
        }
        compiled.release();
      }),
      { numRuns: 12, seed: 11 },
    );
  });
});
