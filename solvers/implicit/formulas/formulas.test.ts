import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import * as A from '../../array';
import { sizeOf } from '../../array/shape';
import { randomUniform } from '../../base/random';
import { parse } from '../../expr';
import type { Gpu } from '../../gpu';
import { implicitMinimum, leastSquares, unrolled } from '..';
import { largest, relative } from '../implicit.testing';
import { levenbergMarquardt } from '../levenberg-marquardt';
import { formulaLeastSquares } from './formula-least-squares';
import { layoutOf } from './layout';
import { plainResiduals } from './plain';
import type { RowFamily } from './row-family';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

/** Independent of each other, which sines of equal distances are not; exact in f32. */
function numbers(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => Math.fround(2 * randomUniform(seed, k) - 1));
}

async function run(outputs: readonly A.Node[]): Promise<Float32Array[]> {
  const named = Object.fromEntries(outputs.map((node, k) => [`out${k}`, node]));
  const compiled = await A.compileProgram(gpu, 'formulas', { outputs: named });
  gpu.run(compiled.program);
  const values: Float32Array[] = [];
  for (const name of Object.keys(named)) values.push(await compiled.read(name));
  compiled.release();
  return values;
}

const [MEMBERS, N] = [4, 5];

/** Diffusion with sorption in small: points of each member, and conditions that two members share. */
function families(channels: readonly A.Node[], values: A.Node): RowFamily[] {
  return [
    {
      residual: parse('u_t - D/(1 + 0.5*(u^2 + 1)^(-0.126))*u_xx + 0.1*u*u_x'),
      terms: ['u', 'u_t', 'u_x', 'u_xx'],
      coefficients: ['D', 'unused'],
      channels: channels[0],
      values,
    },
    { residual: parse('2*(u - 1)'), terms: ['u'], coefficients: [], channels: channels[1] },
  ];
}

const SHAPES = [
  [MEMBERS, 11, 4, N],
  [MEMBERS / 2, 7, 1, N],
  [MEMBERS, 11, 2],
] as const;

function inputs(): A.Node[] {
  return SHAPES.map((shape, k) => A.variable(`x${k}`, shape));
}

const at = (nodes: readonly A.Node[]): Map<A.Node, Float64Array> =>
  new Map(nodes.map((node, k) => [node, numbers(sizeOf(node.shape), k).map((v) => (k === 2 ? 1 + 0.2 * v : v))]));

const START = A.literal(0.5, [MEMBERS, N]);

describe('least squares of formulas', () => {
  it.each(['exact', 'gauss-newton'] as const)(
    'implicit = unrolled = difference in f64, and Gauss-Newton as array operations have it: %s',
    (hessian) => {
      const own = inputs();
      const ridge = 0.01;
      const rows = families(own, own[2]);
      const { value, status } = formulaLeastSquares(START, rows, { tolerance: 1e-13, iterations: 40, ridge, hessian });
      const weights = A.constant(numbers(MEMBERS * N, 9), [MEMBERS, N]);
      const loss = (w: A.Node): A.Node => A.sum(A.mul(weights, A.add(w, A.mul(0.3, A.square(w)))));
      const layout = layoutOf(START, rows);
      const flat = A.concat([own[0], own[1]].map((x) => A.reshape(x, [sizeOf(x.shape)])));
      const plain = leastSquares(
        plainResiduals(layout, ridge),
        START,
        [flat, A.reshape(own[2], [sizeOf(own[2].shape)])],
        {
          solver: levenbergMarquardt({ iterations: 25, tolerance: 1e-13 }),
          adjoint: hessian === 'exact' ? unrolled : implicitMinimum({ hessian }),
        },
      );
      const values = at(own);
      const [told, w, w2, ...gradients] = A.interpret(
        [status, value, plain.value, ...A.grad(loss(value), own), ...A.grad(loss(plain.value), own)],
        values,
      );
      for (let member = 0; member < MEMBERS; member++) expect(told[4 * member + 2]).toBe(0);
      expect(relative(w, w2)).toBeLessThan(1e-9);
      own.forEach((x, k) => {
        const scale = Math.max(1, largest(gradients[k]));
        const step = numbers(gradients[k].length, 50 + k);
        const moved = (h: number): number => {
          const there = values.get(x)!.map((v, i) => v + h * step[i]);
          return A.interpret([loss(value)], new Map(values).set(x, there))[0][0];
        };
        const slope = gradients[k].reduce((sum, g, i) => sum + g * step[i], 0);
        // Errors of h^2 / 6 times the third derivative, and 1e-14 / h.
        if (hessian === 'exact')
          expect(Math.abs((moved(1e-5) - moved(-1e-5)) / 2e-5 - slope)).toBeLessThan(1e-6 * scale);
        expect(largest(gradients[k].map((g, i) => g - gradients[3 + k][i]))).toBeLessThan(1e-6 * scale);
      });
    },
  );

  it('has the same numbers on the device', async () => {
    const own = inputs();
    const constants = [...at(own)].map(([x, data]) => A.constant(data.map(Math.fround), x.shape));
    const rows = families(constants, constants[2]);
    const { value, status } = formulaLeastSquares(START, rows, { tolerance: 1e-6, ridge: 0.01 });
    const outputs = [value, status, ...A.grad(A.sum(A.square(value)), constants)];
    const [found, exact] = [await run(outputs), A.interpret(outputs)];
    for (let member = 0; member < MEMBERS; member++) expect(found[1][4 * member + 2]).toBe(0);
    // Conditions up to 50 (see status), 30 eps in the residuals of rows of order 1.
    [0, 2, 3, 4].forEach((k) => {
      expect(relative(found[k], exact[k]), `output ${k}`).toBeLessThan(50 * 30 * 2 ** -24);
    });
  });

  it('members that fail say so and do not touch the others, as in f64', async () => {
    const own = [...at(inputs())].map(([x, data]) => ({ data: data.map(Math.fround), shape: x.shape }));
    const each = own[0].data.length / MEMBERS;
    // Without numbers; of rank 2, with conditions that the last member shares.
    own[0].data[each + 3] = Number.NaN;
    const half = own[1].data.length / 2;
    for (let k = 0; k < each; k++) if (k % N > 1) own[0].data[2 * each + k] = own[0].data[2 * each + k - 1];
    for (let k = 0; k < half; k++) if (k % N > 1) own[1].data[half + k] = own[1].data[half + k - 1];
    const constants = own.map(({ data, shape }) => A.constant(data, shape));
    const { value, status } = formulaLeastSquares(START, families(constants, constants[2]), { iterations: 30 });
    const outputs = [value, status, ...A.grad(A.sum(A.square(value)), constants)];
    const [found, exact] = [await run(outputs), A.interpret(outputs)];
    const codes = [found, exact].map(([, told]) => [0, 1, 2, 3].map((member) => told[4 * member + 2]));
    expect(codes).toEqual([
      [0, 4, 3, 0],
      [0, 4, 3, 0],
    ]);
    const member = (values: ArrayLike<number>, k: number) =>
      Array.from(values).slice((k * values.length) / MEMBERS, ((k + 1) * values.length) / MEMBERS);
    expect(member(found[0], 1)).toEqual([0, 0, 0, 0, 0]);
    expect(member(found[0], 2).every(Number.isFinite)).toBe(true);
    for (const k of [1, 2]) expect(largest(member(found[2], k))).toBe(0);
    for (const k of [0, 3]) {
      // As above.
      expect(relative(member(found[0], k), member(exact[0], k))).toBeLessThan(50 * 30 * 2 ** -24);
      expect(relative(member(found[2], k), member(exact[2], k))).toBeLessThan(50 * 30 * 2 ** -24);
    }
  });

  it('refuses what it cannot use, with the reason', () => {
    const [points, conditions, values] = [...at(inputs())].map(([x, data]) => A.constant(data, x.shape));
    const solve = (change: Partial<RowFamily>) => () =>
      formulaLeastSquares(START, [{ ...families([points, conditions], values)[0], ...change }]);
    expect(solve({ residual: parse('u_t - q') })).toThrow('`q` is neither linear in the unknowns nor given');
    expect(solve({ residual: parse('D - 1') })).toThrow('does not depend on what is sought');
    expect(solve({ values: A.slice(values, 1, 0, 3) })).toThrow('do not fit 4 members of 5 unknowns');
    const few = { channels: A.slice(points, 1, 0, 3), values: A.slice(values, 1, 0, 3) };
    expect(solve(few)).toThrow('3 points and conditions cannot determine 5 unknowns: take more points');
  });
});
