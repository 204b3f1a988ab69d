import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import type { Gpu } from '../gpu';
import * as A from '.';
import { jetsOracle } from './jets/jets.oracle';
import { fields, jets, type Network, parameterCount, plainJets } from './network';

const BURGERS: Network = {
  sizes: [2, 9, 9, 1],
  channels: [
    [0, 0],
    [1, 0],
    [0, 1],
    [2, 0],
  ],
  activation: 'tanh',
};
const FOURTH: Network = {
  sizes: [2, 5, 2],
  channels: [
    [0, 0],
    [1, 0],
    [0, 1],
    [2, 0],
    [1, 1],
    [0, 2],
    [3, 0],
    [2, 1],
    [1, 2],
    [4, 0],
    [3, 1],
    [2, 2],
  ],
  activation: 'tanh',
};
const ROWS = 37;

function numbers(n: number, seed: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => Math.fround(0.7 * Math.sin(12.9898 * (k + 1) + seed)));
}

/** The loss of a Burgers residual on the channels u, u_x, u_t, u_xx. */
function residualLoss(out: A.Node): A.Node {
  const [[u, ux, ut, uxx]] = fields(out);
  return A.meanSquare(A.sub(A.add(ut, A.mul(u, ux)), A.mul(0.1, uxx)));
}

describe('networks with derivatives', () => {
  it.each([BURGERS, FOURTH, { ...BURGERS, activation: 'sin' as const }])(
    'by plain operations are those of Taylor arithmetic: %o',
    (network) => {
      const [p, x] = [numbers(parameterCount(network), 1), numbers(ROWS * 2, 2)];
      const [got] = A.interpret([plainJets(A.constant(p), A.constant(x, [ROWS, 2]), network)]);
      const expected = jetsOracle({ ...network, points: ROWS }, p, x);
      const largest = expected.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
      // f64 both; some 100 roundings each, and cancellation between terms of the fourth order.
      expected.forEach((value, k) => void expect(Math.abs(got[k] - value)).toBeLessThan(1e-12 * largest));
    },
  );

  it("give another implementation's residual and gradient to 1e-10, in f64", () => {
    const reference: { arrays: Record<string, number[]>; sizes: number[]; nu: number } = JSON.parse(
      readFileSync(new URL('./jets/reference.json', import.meta.url), 'utf8'),
    );
    const { arrays, sizes, nu } = reference;
    // The reference keeps W as [out, in].
    const flat = (kind: string): A.Node =>
      A.concat(
        sizes.slice(1).flatMap((outputs, k) => {
          const w = A.constant(arrays[`${kind}.w${k}`], [outputs, sizes[k]]);
          return [A.reshape(A.transpose(w), [outputs * sizes[k]]), A.constant(arrays[`${kind}.b${k}`])];
        }),
      );
    const [weights] = A.interpret([flat('weight')]);
    const p = A.variable('p', [weights.length]);
    const x = A.constant(arrays.points, [arrays.points.length / 2, 2]);
    const [[u, ux, ut, uxx]] = fields(jets(p, x, { ...BURGERS, sizes }));
    const residual = A.sub(A.add(ut, A.mul(u, ux)), A.mul(nu, uxx));
    const loss = A.meanSquare(residual);
    const outputs = [u, ux, ut, uxx, residual, loss, A.grad(loss, [p])[0]];
    const got = A.interpret(outputs, new Map([[p, weights]]));
    const names = ['u', 'u_x', 'u_t', 'u_xx', 'residual', 'loss'];
    const expected = [...names.map((name) => Float64Array.from(arrays[name])), A.interpret([flat('grad')])[0]];
    expected.forEach((values, k) => {
      const largest = values.reduce((m, value) => Math.max(m, Math.abs(value)), 0);
      values.forEach((value, i) => void expect(Math.abs(got[k][i] - value)).toBeLessThan(1e-10 * largest));
    });
  });

  it('have first and second derivatives by the parameters', () => {
    const p = A.variable('p', [parameterCount(BURGERS)]);
    const x = A.constant(numbers(ROWS * 2, 2), [ROWS, 2]);
    const v = A.constant(numbers(parameterCount(BURGERS), 3));
    const fused = residualLoss(jets(p, x, BURGERS));
    const plain = residualLoss(plainJets(p, x, BURGERS));
    const given = new Map([[p, numbers(parameterCount(BURGERS), 1)]]);
    const second = (loss: A.Node): A.Node => A.grad(A.dot(A.grad(loss, [p])[0], v), [p])[0];
    const forward = (loss: A.Node): A.Node => A.jvp([A.grad(loss, [p])[0]], [p], [v])[0];
    const [a, b, c, d] = A.interpret([second(fused), second(plain), forward(fused), forward(plain)], given);
    const largest = b.reduce((m, value) => Math.max(m, Math.abs(value)), 1e-3);
    // The same derivatives by other sums, in f64: some 1e3 roundings.
    for (const other of [a, c, d]) {
      other.forEach((value, k) => void expect(Math.abs(value - b[k])).toBeLessThan(1e-11 * largest));
    }
  });

  describe('on the device', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openTestGpu();
    });
    afterAll(() => gpu.close());

    it('give loss and gradient of the interpreter, in two dispatches forwards and back beside the loss', async () => {
      const p = A.constant(numbers(parameterCount(BURGERS), 1));
      const x = A.constant(numbers(ROWS * 2, 2), [ROWS, 2]);
      const loss = residualLoss(jets(p, x, BURGERS));
      const [g] = A.grad(loss, [p]);
      const compiled = await A.compileProgram(gpu, 'burgers', { outputs: { loss, g } });
      gpu.run(compiled.program);
      const [l, expected] = A.interpret([loss, g]);
      expect(Math.abs((await compiled.read('loss'))[0] - l[0])).toBeLessThan(2e-5 * l[0]);
      const got = await compiled.read('g');
      const largest = expected.reduce((m, value) => Math.max(m, Math.abs(value)), 0);
      // 2e-5 of the largest is what is promised: 3 layers of sums of 9, 37 points, eps 6e-8, derivatives of tanh.
      expected.forEach((value, k) => void expect(Math.abs(got[k] - value)).toBeLessThan(2e-5 * largest));
      expect(compiled.program.cost.dispatches).toBeLessThanOrEqual(6);
      compiled.release();
    });
  });

  it('refuse what does not fit', () => {
    const x = A.constant(numbers(6, 1), [3, 2]);
    expect(() => jets(A.variable('p', [5]), x, BURGERS)).toThrow(/127 parameters/);
    expect(() => jets(A.variable('p', [127]), A.reshape(x, [2, 3]), BURGERS)).toThrow(/points are \[P, 2\]/);
  });
});
