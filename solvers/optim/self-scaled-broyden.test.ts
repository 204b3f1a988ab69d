import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tests/gpu';
import { interpret, type Node, variable } from '../array';
import { randomNormal } from '../base/random';
import type { Gpu } from '../gpu';
import { inDouble, onDevice } from './executor';
import { lbfgs } from './lbfgs';
import { parabola, rosenbrock } from './problems.testing';
import { broydenCurvature, selfScaledBroyden } from './self-scaled-broyden';

const draw = (n: number, seed: number): Float64Array =>
  Float64Array.from({ length: n }, (_, k) => randomNormal(seed, k));
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, k) => sum + value * b[k], 0);

describe('the self-scaled Broyden estimate', () => {
  const SIZE = 6;

  it('maps the change of the gradient to the step, and stays symmetric and positive definite', () => {
    const parameters = variable('p', [SIZE]);
    const [s, y, before, gradient] = ['s', 'y', 'before', 'g'].map((name) => variable(name, [SIZE]));
    const length = variable('length', [1]);
    const curvature = broydenCurvature(parameters, 2 ** -53);
    const { updates, product } = curvature.learn({ s, y, before, length }, gradient);
    const weights = draw(SIZE, 9).map((value) => 0.5 + value * value);
    const state = new Map<Node, Float64Array>(
      curvature.state.map((node) => [node, new Float64Array(node.shape.reduce((a, b) => a * b, 1))]),
    );
    const apply = (v: Float64Array): Float64Array => {
      const [scale] = state.get(curvature.scale)!;
      const matrix = state.get(curvature.matrix)!;
      return v.map((value, i) => scale * value + dot(matrix.subarray(i * SIZE, (i + 1) * SIZE), v));
    };
    for (let step = 0; step < 12; step++) {
      // A step along -H g of half the length, with curvatures that vary.
      const g = draw(SIZE, 20 + step);
      const own = (step === 0 ? g : apply(g)).map((value) => -0.5 * value);
      const change = own.map((value, k) => weights[k] * value * (1 + 0.3 * Math.sin(step + k)));
      const other = draw(SIZE, 50 + step);
      const given = new Map([
        ...state,
        [s, own],
        [y, change],
        [before, g],
        [length, Float64Array.of(0.5)],
        [gradient, other],
      ]);
      const values = interpret([...updates.values(), product], given);
      for (const [k, node] of [...updates.keys()].entries()) state.set(node, values[k]);
      const mapped = apply(change);
      const size = Math.max(...own.map(Math.abs));
      for (const [k, value] of own.entries()) expect(Math.abs(mapped[k] - value)).toBeLessThan(1e-10 * size);
      const along = apply(other);
      for (const [k, value] of values.at(-1)!.entries()) expect(Math.abs(value - along[k])).toBeLessThan(1e-9);
      const more = draw(SIZE, 70 + step);
      expect(Math.abs(dot(more, along) - dot(other, apply(more)))).toBeLessThan(1e-9 * Math.abs(dot(other, along)));
      expect(dot(other, along)).toBeGreaterThan(0);
    }
  });

  it('refuses a square that is too large', () => {
    expect(() => broydenCurvature(variable('p', [9000]), 1e-7)).toThrow(/9000 parameters are too many/);
  });
});

describe('self-scaled Broyden', () => {
  it.each([4, 8, 12])('ends on a badly scaled parabola of %d dimensions, superlinearly', async (n) => {
    const executor = inDouble();
    const optimiser = await selfScaledBroyden(executor, parabola(n), { tolerance: 1e-8 });
    const { iterations, result } = await optimiser.run(200);
    expect(result.code).toBe('ok');
    // Condition 10^((n - 1) / 2): steepest descent would take as many times 9 steps for the tolerance. With n
    // curvatures to learn, each once or twice while lines are searched loosely, some 5 n steps do.
    expect(iterations).toBeLessThan(5 * n + 10);
  });

  it.each([4, 8, 16])('walks through the valley of Rosenbrock in %d dimensions no slower than L-BFGS', async (n) => {
    const run = async (make: typeof lbfgs | typeof selfScaledBroyden) => {
      const executor = inDouble();
      const objective = rosenbrock(n);
      const optimiser = await make(executor, objective, { tolerance: 1e-9 });
      executor.write(
        objective.parameters,
        Array.from({ length: n }, (_, k) => (k % 2 === 0 ? -1.2 : 1)),
      );
      return optimiser.run(400);
    };
    const own = await run(selfScaledBroyden);
    expect(own.result.code).toBe('ok');
    expect(own.iterations).toBeLessThanOrEqual(1.5 * (await run(lbfgs)).iterations);
  });

  describe('on the device', () => {
    let gpu: Gpu;
    beforeAll(async () => {
      gpu = await openTestGpu();
    });
    afterAll(() => gpu.close());

    it('comes as far as f32 lets it, and goes on from a kept state with the same bits', async () => {
      const executor = onDevice(gpu);
      const objective = rosenbrock(6);
      const optimiser = await selfScaledBroyden(executor, objective);
      const start = async (): Promise<void> => {
        for (const node of optimiser.state)
          executor.write(node, new Float32Array(node.shape.reduce((a, b) => a * b, 1)));
        executor.write(objective.parameters, [-1.2, 1, -1.2, 1, 0.5, 2]);
        optimiser.restored();
      };
      await start();
      await optimiser.run(12);
      const nodes = [objective.parameters, ...optimiser.state];
      const kept = await Promise.all(nodes.map((node) => executor.read(node)));
      // Residuals of size 10 p eps = 6e-7 are rounding: their squares sum up to 1e-11.
      expect((await optimiser.run(200)).loss).toBeLessThan(1e-9);
      const first = await executor.read(objective.parameters);
      await start();
      for (const [k, node] of nodes.entries()) executor.write(node, kept[k]);
      optimiser.restored();
      await optimiser.run(200);
      expect(await executor.read(objective.parameters)).toEqual(first);
      executor.release();
    });
  });
});
