import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../../tests/gpu';
import type { Gpu } from '../../../gpu';
import { pinn } from '..';
import { HEAT, type ProblemText, problemOf } from '../pinn.testing';
import { placesByWindow, problemWithin } from './windows';

const HEAT_IN_WINDOWS: ProblemText = {
  ...HEAT,
  recipe: { ...HEAT.recipe, windows: 3, iterations: 12, symmetry: false, startPoints: 60 },
};

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

describe('windows of time', () => {
  const problem = problemOf(HEAT_IN_WINDOWS);

  it('follow each other, and only the first has the start', () => {
    const [first, second] = [0, 1].map((k) => problemWithin(problem, 3, k));
    expect(first.time).toEqual({ name: 't', min: 0, max: 0.5 / 3 });
    expect(second.time).toEqual({ name: 't', min: 0.5 / 3, max: 1 / 3 });
    expect(Object.keys(first.initial)).toEqual(['u']);
    expect(second.initial).toEqual({});
  });

  it('have the places of their times; what is not reached yet is held at the end', () => {
    const parts = placesByWindow(problem, 3, 2, [Float64Array.of(1, 2, 3, 4), Float64Array.of(0.5, 0, 0.2, 1 / 3)]);
    expect(parts.map(({ members }) => members)).toEqual([[1], [0, 2, 3]]);
    expect([...parts[1].places[0]]).toEqual([1, 3, 4]);
    expect([...parts[1].places[1]]).toEqual([1 / 3, 0.2, 1 / 3]);
  });

  it('are refused where time cannot be cut', () => {
    const refused = (more: Partial<ProblemText>): string | null => {
      return pinn.refuses(problemOf({ ...HEAT_IN_WINDOWS, ...more }));
    };
    expect(pinn.refuses(problem)).toBeNull();
    expect(refused({ recipe: { ...HEAT_IN_WINDOWS.recipe, steady: true } })).toMatch(
      /windows: the problem has no time/,
    );
    expect(refused({ equations: ['u_tt = u_xx'] })).toMatch(/windows: the equations need a rate at the start/);
    expect(refused({ recipe: { ...HEAT_IN_WINDOWS.recipe, optimiser: 'adam' } })).toMatch(/adam trains all of time/);
  });
});

describe('a march', () => {
  it('finds the solution at all times, the same to the last bit from a saved state and from its weights', async () => {
    const solver = await pinn.init(gpu, problemOf(HEAT_IN_WINDOWS));
    await solver.step(20);
    expect(solver.metrics().window.value).toBe(2);
    expect(solver.time).toBeCloseTo(1 / 3, 12);
    const saved = await solver.save();
    await solver.step(100);
    expect(solver.finished).toBe(true);
    expect(solver.stepCount).toBe(36);
    const { relL2, loss } = await solver.measure();
    // Some 1e-4 a window; one network alone reaches 1e-4 in 30 iterations.
    expect(relL2.value).toBeLessThan(1e-3);

    const other = await pinn.init(gpu, problemOf(HEAT_IN_WINDOWS));
    await other.load(saved);
    expect(other.stepCount).toBe(20);
    await other.step(100);
    expect(other.metrics().loss).toEqual(loss);

    await other.reset();
    expect(other.stepCount).toBe(0);
    await other.takeWeights!(await solver.weights!());
    expect(other.finished).toBe(true);
    expect((await other.measure()).relL2).toEqual(relL2);

    // The picture is the field, in f32.
    await solver.fill!(['u']);
    const { display } = solver;
    const shown = new Float32Array(await gpu.read(display.fields[0].data));
    const at = (faces: Float64Array, k: number): number => (faces[k] + faces[k + 1]) / 2;
    const [field] = await solver.sampleOn!({
      x: Float64Array.of(at(display.facesX, 40)),
      t: Float64Array.of(at(display.facesY, 77)),
    });
    expect(Math.abs(shown[77 * display.nx + 40] - field.data[0])).toBeLessThan(1e-6);

    solver.setParameter('k', 0.2);
    expect(solver.finished).toBe(false);
    await solver.step(1);
    expect(solver.stepCount).toBe(1);
    expect(() => solver.setParameter('q', 1)).toThrow(/no parameter/);
    for (const one of [solver, other]) one.dispose();
  });
});
