import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../../tests/gpu';
import type { Gpu } from '../../../gpu';
import { inDouble } from '../../../optim';
import { pinn } from '..';
import { type ProblemText, problemOf } from '../pinn.testing';
import { recipeOf } from '../recipe';
import { statementOf } from '../statement/statement';
import { LabSampler } from './lab-sampler';
import type { LabSolver } from './lab-solver';
import { LabTraining } from './lab-training';
import { modelOf } from './programs';

/** Heat on a rod, conditions soft: three groups of losses. */
const HEAT: ProblemText = {
  x: [0, 1],
  t: [0, 0.5],
  parameters: { k: 0.1 },
  equations: ['u_t = k*u_xx'],
  sides: { x: { u: '0' } },
  initial: { u: 'sin(pi*x)' },
  exact: { u: 'sin(pi*x)*exp(-pi^2*k*t)' },
  recipe: {
    optimiser: 'adam',
    hard: false,
    layers: 1,
    width: 7,
    points: 24,
    startPoints: 9,
    sidePoints: 5,
    startWeight: 1,
    sideWeight: 1,
    rate: 0.01,
    redraw: 20,
    candidates: 50,
    iterations: 60,
  },
};

const heat = (recipe: NonNullable<ProblemText['recipe']> = {}): ProblemText => ({
  ...HEAT,
  recipe: { ...HEAT.recipe, ...recipe },
});

/** A training on the CPU in f64: the same programs. */
async function training(text: ProblemText) {
  const problem = problemOf(text);
  const recipe = recipeOf(problem);
  const executor = inDouble();
  const model = modelOf(statementOf(problem, recipe), recipe);
  return { executor, own: await LabTraining.create(executor, model), problem };
}

describe('a training, in f64', () => {
  it.each([
    { compose: 'sum' },
    { compose: 'gradient-norm', reweigh: 10 },
    { compose: 'neural-tangent-kernel', reweigh: 10 },
    { compose: 'config' },
    { compose: 'm-config' },
    { slabs: 4, sampler: 'latin-hypercube' },
    { optimiser: 'lion', rate: 0.002, sampler: 'uniform' },
    { optimiser: 'soap' },
    { optimiser: 'l-bfgs' },
    { optimiser: 'ssbroyden' },
  ])('lowers the loss: %o', async (recipe) => {
    const { own } = await training(heat(recipe));
    const before = await own.measure();
    await own.run(60);
    const after = await own.measure();
    expect(after.loss).toBeLessThan(0.75 * before.loss);
    expect(Object.keys(after.losses)).toEqual(['equations', 'x=0', 'x=1', 'start']);
    expect(Object.keys(after.cosines)).toEqual(['equations.sides', 'equations.start', 'sides.start']);
    for (const cosine of Object.values(after.cosines)) expect(Math.abs(cosine)).toBeLessThanOrEqual(1 + 1e-12);
    const weighed = recipe.compose === 'gradient-norm' || recipe.compose === 'neural-tangent-kernel';
    expect(Object.values(after.weights).some((weight) => weight !== 1)).toBe(weighed);
    expect(after.causal === null).toBe(recipe.slabs === undefined);
  });

  it('is the same however many iterations are run at once', async () => {
    const [one, other] = [await training(heat()), await training(heat())];
    await one.own.run(60);
    for (const count of [1, 18, 2, 33, 6]) await other.own.run(count);
    expect(await other.own.weights()).toEqual(await one.own.weights());
  });

  it.each(['modified-mlp', 'piratenet', 'siren', 'gaussians'])(
    'trains a network of another kind: %s',
    async (network) => {
      const { own } = await training(heat({ network, gaussians: 8, fourier: network === 'piratenet' ? 1 : 0 }));
      const before = await own.measure();
      await own.run(20);
      expect((await own.measure()).loss).toBeLessThan(0.75 * before.loss);
    },
  );

  it('knows values and residuals of periodic coordinates, with random Fourier features of them', async () => {
    const text: ProblemText = {
      ...heat({ hard: true, fourier: 1, width: 6 }),
      sides: { x: 'periodic' },
      initial: { u: 'cos(2*pi*x)' },
    };
    const { own, executor, problem } = await training(text);
    const sampler = new LabSampler(executor, own.model);
    const places = [Float64Array.of(0, 1, 0.3), Float64Array.of(0.2, 0.2, 0)];
    const [u] = await sampler.sample(places, problem.parameters);
    // Features are f32: 6e-8 of each, through a layer.
    expect(Math.abs(u[0] - u[1])).toBeLessThan(1e-6);
    expect(Math.abs(u[2] - Math.cos(0.6 * Math.PI))).toBeLessThan(1e-6);
    // The loss is the mean square of u_t - k u_xx, by differences of the values.
    const graph = own.points.places;
    const at = async (dx: number, dt: number): Promise<Float64Array> =>
      (await sampler.sample([graph[0].map((x) => x + dx), graph[1].map((t) => t + dt)], problem.parameters))[0];
    const h = 0.005;
    const [m, l, r, b, f, ll, rr, bb, ff] = await Promise.all([
      at(0, 0),
      at(-h, 0),
      at(h, 0),
      at(0, -h),
      at(0, h),
      at(-2 * h, 0),
      at(2 * h, 0),
      at(0, -2 * h),
      at(0, 2 * h),
    ]);
    const squares = m.map((value, k) => {
      const ut = (8 * (f[k] - b[k]) - (ff[k] - bb[k])) / (12 * h);
      const uxx = (16 * (l[k] + r[k]) - (ll[k] + rr[k]) - 30 * value) / (12 * h * h);
      return (ut - 0.1 * uxx) ** 2;
    });
    const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length;
    // Fourth order: sines of sines with up to ten waves, (20 pi h)^4 / 90 = 1e-4; f32 features: 1e-7 / h^2 = 4e-3 beside
    // u_xx of 40.
    expect(Math.abs((await own.measure()).loss / mean - 1)).toBeLessThan(5e-3);
  });
});

describe('the method on the device', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openTestGpu();
  });
  afterAll(() => gpu?.close());
  const open = async (text: ProblemText): Promise<LabSolver> => (await pinn.init(gpu, problemOf(text))) as LabSolver;

  it('trains, is kept and goes on with the same bits, hands out weights, and comes back from numbers that are none', async () => {
    const solver = await open(heat({ adaptive: 0 }));
    await solver.step(25);
    const saved = await solver.save();
    await solver.step(100);
    expect(solver.finished).toBe(true);
    expect(solver.stepCount).toBe(60);
    const metrics = await solver.measure();
    for (const name of ['loss', 'loss.start', 'cosine.sides.start', 'relL2']) {
      expect(Number.isFinite(metrics[name].value), name).toBe(true);
    }
    // The picture is the field, in f32 and at its own points.
    solver.refresh();
    const { display } = solver;
    const shown = new Float32Array(await gpu.read(display.fields[0].data));
    const at = (faces: Float64Array, k: number): number => (faces[k] + faces[k + 1]) / 2;
    const { u } = await solver.probe(at(display.facesX, 40), at(display.facesY, 77));
    expect(Math.abs(shown[77 * display.nx + 40] - u)).toBeLessThan(1e-6);
    expect((await solver.fields())[0].shape).toEqual([101, 257]);

    const weights = await solver.weights();
    await solver.load(saved);
    expect(solver.stepCount).toBe(25);
    await solver.step(100);
    expect(await solver.weights()).toEqual(weights);

    await solver.reset();
    await solver.step(30);
    const broken = await solver.save();
    new Float32Array(broken.arrays['state 0']).fill(Number.NaN);
    await solver.load(broken);
    await solver.step(30);
    expect(solver.outcome.code).toBe('ok');
    expect(
      solver.notes.some((note) => /^1 steps rejected: back to the last good weights, rate times 0.5/.test(note)),
    ).toBe(true);
    expect((await solver.measure()).loss.value).toBeLessThan(metrics.loss.value * 10);

    await solver.takeWeights(weights);
    expect(solver.finished).toBe(true);
    expect((await solver.weights()).tensors).toEqual(weights.tensors);
    const missing = { ...weights, tensors: new Map() };
    await expect(solver.takeWeights(missing)).rejects.toThrow(/layer0.W is missing/);
    solver.dispose();
  });

  it('shows itself from inside: cosines of the groups, points, and the residual of the present weights', async () => {
    const solver = await open({ ...heat(), equations: ['u_t = k*u_xx + 1 + 3*x'] });
    await solver.step(30);
    const { names, cosines, points } = await solver.anatomy();
    expect(names).toEqual(['equations', 'sides', 'start']);
    expect(cosines[2][1]).toBe(solver.metrics()['cosine.sides.start'].value);
    expect(cosines[1]).toEqual([cosines[0][1], 1, cosines[2][1]]);
    expect(points.map(({ term, x, y }) => [term, x.length, y.length])).toEqual([
      ['equations', 24, 24],
      ['x=0', 5, 5],
      ['x=1', 5, 5],
      ['start', 9, 9],
    ]);
    const weights = await solver.weights();
    const tensors = new Map(
      [...weights.tensors].map(([name, { shape, data }]) => [name, { shape, data: new Float32Array(data.length) }]),
    );
    await solver.takeWeights({ ...weights, tensors });
    await solver.fill(['residual', 'density']);
    const { fields, facesX } = solver.display;
    const shown = new Float32Array(await gpu.read(fields[1].data));
    // u = 0 leaves the source.
    expect(Math.abs(shown[40] - Math.log10(1 + (3 * (facesX[40] + facesX[41])) / 2))).toBeLessThan(1e-6);
    solver.dispose();
  });

  it('says where the loss is no number whatever is done', async () => {
    const solver = await open({ ...heat({ redraw: 0 }), equations: ['u_t = k*u_xx + log(u - 5)'] });
    await solver.step(60);
    expect(solver.outcome).toMatchObject({ code: 'diverged' });
    expect(solver.finished).toBe(true);
    solver.dispose();
  });

  it('refuses by name what does not go together', () => {
    expect(pinn.refuses(problemOf(heat({ optimiser: 'sgd' })))).toMatch(/recipes.pinn.optimiser = sgd: choose from/);
    expect(pinn.refuses(problemOf(heat({ optimiser: 'l-bfgs', compose: 'config' })))).toMatch(/one loss/);
    expect(pinn.refuses(problemOf(heat({ optimiser: 'lion', compose: 'm-config' })))).toMatch(/choose adam/);
  });
});
