import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import * as A from '../array';
import { sizeOf } from '../array/shape';
import type { Gpu } from '../gpu';
import { cg, leastSquares, levenbergMarquardt, newton, outcomeOf, root } from '.';
import { fineTriangular } from './fine-triangular';
import { numbers, VALLEYS, valley } from './implicit.testing';
import { poisson, poissonShapes } from './poisson.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

async function run(outputs: readonly A.Node[]): Promise<Float32Array[]> {
  const named = Object.fromEntries(outputs.map((node, k) => [`out${k}`, node]));
  const compiled = await A.compileProgram(gpu, 'implicit', { outputs: named });
  gpu.run(compiled.program);
  const values: Float32Array[] = [];
  for (const name of Object.keys(named)) values.push(await compiled.read(name));
  compiled.release();
  return values;
}

const product = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, v, k) => sum + v * b[k], 0);

describe('on the device', () => {
  it('<J v, w> = <v, J^T w> for a Poisson problem, by every input', async () => {
    const n = 6;
    const shapes = poissonShapes(n);
    const inputs = shapes.map((shape, k) => A.constant(numbers(sizeOf(shape), k), shape));
    const [v, weights] = [shapes.map((shape, k) => numbers(sizeOf(shape), 20 + k)), numbers(n * n, 30)];
    const { value, status } = poisson(inputs, cg({ iterations: 24, tolerance: 1e-7 }));
    const directions = v.map((data, k) => A.constant(data, shapes[k]));
    const [forward] = A.jvp([value], inputs, directions);
    const back = A.vjp([value], inputs, [A.constant(weights, [n, n])]);
    const [told, image, ...gradients] = await run([status, forward, ...back]);
    expect(outcomeOf(told).code).toBe('ok');
    const size = Math.sqrt(product(image, image) * product(weights, weights));
    const turned = gradients.reduce((sum, gradient, k) => sum + product(v[k], gradient), 0);
    expect(Math.abs(product(image, weights) - turned)).toBeLessThan(1e-5 * size);
  });

  it('members that fail tell it and do not touch the others, as in f64', async () => {
    const members = VALLEYS.rows.length;
    const shared = A.constant([1, 1.5]);
    const own = A.constant(VALLEYS.rows.flat(), [members, 4]);
    const start = A.constant(VALLEYS.start, [members, 2]);
    const { value, status } = leastSquares(valley, start, [shared, own], {
      solver: levenbergMarquardt({ iterations: 8, tolerance: 1e-6 }),
    });
    const healthy = A.concat([A.slice(value, 0, 0, 1), A.slice(value, 0, 4, 5)]);
    const outputs = [healthy, A.grad(A.sum(A.square(healthy)), [shared])[0], A.grad(A.sum(value), [shared])[0], status];
    const [[x, gradient, all, told], exact] = [await run(outputs), A.interpret(outputs)];
    const codes = [0, 2, 3, 4].map((member) => outcomeOf(told, member).code);
    expect(codes).toEqual(['ok', 'diverged', 'not-converged', 'ok']);
    expect([...x, ...gradient, ...all].every(Number.isFinite)).toBe(true);
    // Conditions below 10, a tolerance of 1e-6.
    x.forEach((v, k) => {
      expect(Math.abs(v - exact[0][k])).toBeLessThan(1e-5);
    });
    gradient.forEach((v, k) => {
      expect(Math.abs(v - exact[1][k])).toBeLessThan(1e-5);
    });
  });

  it('finds roots', async () => {
    const c = A.constant([2, 3, 5], [3, 1]);
    const f = (x: A.Node, [own]: readonly A.Node[]): A.Node => A.sub(A.square(x), own);
    const { value } = root(f, A.literal(1, [3, 1]), [c], { batch: 1, solver: newton({ iterations: 7 }) });
    const [x, slope] = await run([value, A.grad(A.sum(value), [c])[0]]);
    [2, 3, 5].forEach((v, k) => {
      expect(Math.abs(x[k] - Math.sqrt(v))).toBeLessThan(1e-6);
      expect(Math.abs(slope[k] - 0.5 / Math.sqrt(v))).toBeLessThan(1e-6);
    });
  });

  it.each([1, 3, 17])('divides by triangles of condition 1e5 to the last bit of f32, %i', async (n) => {
    const [members, columns] = [2, 5];
    const raw = numbers(members * (n + 1) * n, n);
    // A diagonal that falls to 1e-5 below rows of order 1.
    const packed = raw.map((v, k) => {
      const [i, j] = [Math.floor(k / n) % (n + 1), k % n];
      return Math.fround(
        i === j ? 10 ** ((-5 * i) / Math.max(1, n - 1)) : (v * 10 ** ((-5 * i) / Math.max(1, n - 1))) / n,
      );
    });
    const b = A.constant(numbers(members * columns * n, 3), [members, columns, n]);
    const small = numbers(members * columns * n, 4).map((v) => Math.fround(v * 2 ** -26));
    const rest = A.constant(small, [members, columns, n]);
    const r = A.constant(packed, [members, n + 1, n]);
    const outputs = [fineTriangular(r, b, false), fineTriangular(r, b, true, rest)];
    const [found, exact] = [await run(outputs), A.interpret(outputs)];
    found.forEach((values, way) => {
      for (let from = 0; from < values.length; from += n) {
        const truth = exact[way].subarray(from, from + n);
        const scale = Math.max(...truth.map(Math.abs));
        // Half a unit of f32, and 1e5 n units of 2^-46.
        truth.forEach((v, k) => {
          expect(Math.abs(values[from + k] - v)).toBeLessThan(2 ** -24 * Math.abs(v) + 1e5 * n * 2 ** -46 * scale);
        });
      }
    });
  });
});
