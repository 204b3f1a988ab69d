import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import {
  add,
  constant,
  grad,
  matmul,
  type Node,
  reshape,
  slice,
  square,
  sub,
  sum,
  transpose,
  variable,
} from '../array';
import { randomNormal } from '../base/random';
import type { Gpu } from '../gpu';
import { type Executor, inDouble, onDevice } from './executor';
import { adam } from './first-order';
import { soap } from './soap';

/** Two vectors of a few numbers beside a matrix: |A W B - C|^2 + |v - 1|^2, A and B badly conditioned and turned. */
function problem(n: number): { p: Node; loss: Node; target: Float64Array } {
  const p = variable('p', [n * n + n]);
  // A reflection, then sizes from 1 to 1/30: the axes of curvature lie across those of the matrix.
  const mixing = (seed: number): Node => {
    const v = Array.from({ length: n }, (_, k) => randomNormal(seed, k));
    const square = v.reduce((total, value) => total + value * value, 0);
    const entry = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * v[i] * v[j]) / square;
    return constant(
      Float64Array.from(
        { length: n * n },
        (_, k) => 30 ** (-Math.floor(k / n) / (n - 1)) * entry(Math.floor(k / n), k % n),
      ),
      [n, n],
    );
  };
  const target = Float64Array.from({ length: n * n }, (_, k) => Math.cos(k));
  const w = reshape(slice(p, 0, 0, n * n), [n, n]);
  const image = matmul(matmul(mixing(1), sub(w, constant(target, [n, n]))), transpose(mixing(2)));
  return { p, target, loss: add(sum(square(image)), sum(square(sub(slice(p, 0, n * n, n * n + n), 1)))) };
}

/** Losses at every tenth step, and how far the matrix is from the best one at last. */
async function walk(
  executor: Executor,
  n: number,
  kind: 'soap' | 'adam',
  steps: number,
): Promise<{ losses: number[]; distance: number }> {
  const { p, loss, target } = problem(n);
  const rate = 0.03;
  const [gradient] = grad(loss, [p]);
  const rule = soap(p, gradient, { rate, matrices: [{ start: 0, rows: n, columns: n }] });
  const step = await executor.step('step', {
    outputs: { loss },
    updates: kind === 'soap' ? rule.updates : adam(p, gradient, { rate, beta1: 0.95, beta2: 0.95 }),
  });
  const refresh = kind === 'soap' ? await executor.step('refresh', { updates: rule.refresh }) : null;
  const found: number[] = [];
  for (let k = 0; k < steps; k += 10) {
    await step.run(10);
    await refresh?.run();
    found.push((await step.read('loss'))[0]);
  }
  const end = Array.from(await executor.read(p));
  return { losses: found, distance: Math.hypot(...target.map((value, k) => value - end[k])) };
}

describe('SOAP', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu.close());

  it('is Adam until the axes are first refreshed', async () => {
    const [own] = (await walk(inDouble(), 5, 'soap', 10)).losses;
    const [other] = (await walk(inDouble(), 5, 'adam', 10)).losses;
    expect(Math.abs(own / other - 1)).toBeLessThan(1e-12);
  });

  it.each([4, 8, 12])('falls faster than Adam where curvatures lie across the axes: %d', async (n) => {
    const own = await walk(inDouble(), n, 'soap', 200);
    const other = await walk(inDouble(), n, 'adam', 200);
    // What lies along the flat directions is hardly seen in the loss; it is what Adam leaves.
    expect(own.distance).toBeLessThan(other.distance);
  });

  it('follows the axes of the second moments, which stay orthogonal', async () => {
    const n = 6;
    const executor = inDouble();
    const { p, loss } = problem(n);
    const rule = soap(p, grad(loss, [p])[0], { rate: 0.03, matrices: [{ start: 0, rows: n, columns: n }] });
    const step = await executor.step('step', { updates: rule.updates });
    const refresh = await executor.step('refresh', { updates: rule.refresh });
    await step.run(10);
    await refresh.run(300);
    const read = async (node: Node): Promise<number[][]> => {
      const flat = Array.from(await executor.read(node));
      return Array.from({ length: n }, (_, i) => flat.slice(i * n, (i + 1) * n));
    };
    const [moments, turns] = [[...rule.updates.keys()].slice(-2), [...rule.refresh.keys()]];
    for (const side of [0, 1]) {
      const own = await read(moments[side]);
      const axes = (await read(turns[side])).map((row, i) => row.map((value, j) => value + (i === j ? 1 : 0)));
      const column = (j: number): number[] => axes.map((row) => row[j]);
      const inner = (a: number[], b: number[]): number => a.reduce((total, value, k) => total + value * b[k], 0);
      const image = (v: number[]): number[] => own.map((row) => inner(row, v));
      const size = Math.hypot(...own.flat());
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          expect(Math.abs(inner(column(i), column(j)) - (i === j ? 1 : 0))).toBeLessThan(1e-12);
          // Orthogonal iteration takes (ratio of neighbouring eigenvalues)^300 of it: 0.05 for a ratio of 0.99.
          if (i !== j) expect(Math.abs(inner(column(i), image(column(j))))).toBeLessThan(0.05 * size);
        }
      }
    }
  });

  it('does on the device as in f64', async () => {
    const [own, exact] = [
      (await walk(onDevice(gpu), 5, 'soap', 40)).losses,
      (await walk(inDouble(), 5, 'soap', 40)).losses,
    ];
    // Roundings of 6e-8 are fed back forty times, through axes that tell close curvatures apart.
    for (const [k, value] of exact.entries()) expect(Math.abs(own[k] / value - 1)).toBeLessThan(1e-3);
  });

  it('refuses matrices that do not fit', () => {
    const { p, loss } = problem(3);
    const matrices = [{ start: 5, rows: 3, columns: 3 }];
    expect(() => soap(p, grad(loss, [p])[0], { rate: 1, matrices })).toThrow(/does not fit 12 parameters/);
  });
});
