import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { pinn } from '.';
import { HEAT, type ProblemText, problemOf } from './pinn.testing';
import type { PinnSolver } from './pinn-solver';
import { PinnTraining } from './training';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

const open = async (text: ProblemText): Promise<PinnSolver> => (await pinn.init(gpu, problemOf(text))) as PinnSolver;

describe('a training', () => {
  it('finds the solution, the same to the last bit from a saved state', async () => {
    const solver = await open(HEAT);
    await solver.step(13);
    const saved = await solver.save();
    await solver.step(100);
    expect(solver.finished).toBe(true);
    expect(solver.stepCount).toBe(30);
    const { relL2, loss } = await solver.measure();
    expect(relL2.value).toBeLessThan(1e-4);
    const [field] = await solver.fields();
    expect(field.shape).toEqual([101, 257]);

    const other = await open(HEAT);
    await other.load(saved);
    expect(other.stepCount).toBe(13);
    await other.step(100);
    expect(other.metrics().loss).toEqual(loss);

    // The picture is the field, in f32 and at its own points.
    solver.refresh(['u']);
    const { display } = solver;
    const shown = new Float32Array(await gpu.read(display.fields[0].data));
    const at = (faces: Float64Array, k: number): number => (faces[k] + faces[k + 1]) / 2;
    const { u } = await solver.probe(at(display.facesX, 40), at(display.facesY, 77));
    expect(Math.abs(shown[77 * display.nx + 40] - u)).toBeLessThan(1e-6);
    for (const one of [solver, other]) one.dispose();
  });

  it('goes on from other parameters, and back to the start', async () => {
    const solver = await open({ ...HEAT, recipe: { ...HEAT.recipe, redraw: 0 } });
    await solver.step(30);
    const first = (await solver.measure()).relL2.value;
    await solver.reset();
    expect(solver.stepCount).toBe(0);
    await solver.step(30);
    expect((await solver.measure()).relL2.value).toBe(first);
    expect(() => solver.setParameter('q', 1)).toThrow(/no parameter/);
    solver.dispose();
  });

  it('hands out its weights, and takes them without training', async () => {
    const solver = await open(HEAT);
    await solver.step(12);
    const weights = await solver.weights();
    expect([...weights.tensors.keys()].slice(0, 2)).toEqual(['layer.0.weight', 'layer.0.bias']);
    const other = await open({ ...HEAT, seed: 3 });
    await other.takeWeights(weights);
    expect(other.finished).toBe(true);
    expect((await other.measure()).relL2).toEqual((await solver.measure()).relL2);
    // Other points of another seed: the loss is as small there.
    expect(other.metrics().loss.value / solver.metrics().loss.value).toBeLessThan(10);
    const wide = await open({ ...HEAT, recipe: { ...HEAT.recipe, width: 10 } });
    await expect(wide.takeWeights(weights)).rejects.toThrow(/layer.0.weight has shape \[4, 9\]/);
    const plain = await open({ ...HEAT, recipe: { ...HEAT.recipe, symmetry: false } });
    await expect(plain.takeWeights(weights)).rejects.toThrow(/trained on the inputs half 1 x, .* takes x, t/);
    for (const one of [solver, other, wide, plain]) one.dispose();
  });

  it('goes back to the last good weights from weights that are no numbers, and says so', async () => {
    const training = await PinnTraining.create(gpu, problemOf(HEAT));
    const { levenberg } = training;
    for (let k = 0; k < 4; k++) await training.iterate();
    const good = levenberg.parameters.slice();
    const { damping } = levenberg.state;
    levenberg.parameters[7] = Number.NaN;
    const { loss } = await levenberg.look();
    expect(loss).toBe(training.loss);
    expect(levenberg.parameters).toEqual(good);
    expect(levenberg.state.damping).toBe(100 * damping);
    expect(levenberg.recovered).toBe(1);
    expect((await training.iterate()).loss).toBeLessThan(loss);
    training.dispose();
  });

  it('says where the residual is not a number', async () => {
    const solver = await open({ ...HEAT, equations: ['u_t = k*u_xx + log(u - 5)'] });
    await solver.step(2);
    expect(solver.outcome.code).toBe('diverged');
    expect(solver.finished).toBe(true);
    solver.dispose();
  });
});
