import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { pinn } from '.';
import { initialWeights } from './initial-weights';
import { networkAt } from './network/network.oracle';
import { PROBLEMS, type ProblemText, problemOf } from './pinn.testing';
import type { PinnSolver } from './pinn-solver';
import { sample } from './points/sampler';
import { sobol } from './points/sobol';
import { writeSeeds } from './statement/features';
import { PinnTraining } from './training';

/** Heat on a rod that tends to a wave: small enough for a test. */
const HEAT: ProblemText = {
  x: [0, 1],
  t: [0, 0.5],
  parameters: { k: 0.1 },
  equations: ['u_t = k*u_xx'],
  sides: { x: { u: '0' } },
  initial: { u: 'sin(pi*x)' },
  exact: { u: 'sin(pi*x)*exp(-pi^2*k*t)' },
  recipe: { layers: 2, width: 9, points: 117, candidates: 500, redraw: 5, iterations: 30 },
};

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

const open = async (text: ProblemText): Promise<PinnSolver> => (await pinn.init(gpu, problemOf(text))) as PinnSolver;

describe('an iteration', () => {
  it('takes the step that f64 takes', async () => {
    const problem = problemOf({ ...HEAT, recipe: { ...HEAT.recipe, width: 5, points: 37, symmetry: false } });
    const training = await PinnTraining.create(gpu, problem);
    const { layout } = training.weights;
    const { axes, channels, features } = training.statement;
    const start = new Float64Array(new Float32Array(initialWeights(layout.sizes, 1, problem.seed)));
    const places = sample(axes, { face: null }, 37, problem.seed, 1);
    // u = sin(pi x) + 8 t x (1 - x) N by hand: u_t and u_xx of N and its derivatives.
    const residuals = (parameters: Float64Array): Float64Array =>
      Float64Array.from({ length: 37 }, (_, k) => {
        const [x, t] = places.map((own) => own[k]);
        const flat = new Float32Array(features.length * channels.length);
        writeSeeds(features, channels, axes, [x, t], flat, 0, 1);
        const seeds = features.map((__, f) => [...flat.subarray(f * channels.length, (f + 1) * channels.length)]);
        const [n, nx, nt, nxx] = networkAt(layout, parameters, seeds)[0];
        const [d, dx, dxx, dt] = [8 * t * x * (1 - x), 8 * t * (1 - 2 * x), -16 * t, 8 * x * (1 - x)];
        const ut = dt * n + d * nt;
        const uxx = -(Math.PI ** 2) * Math.sin(Math.PI * x) + dxx * n + 2 * dx * nx + d * nxx;
        return (ut - 0.1 * uxx) / Math.sqrt(37);
      });
    const r = residuals(start);
    const size = start.length;
    const columns = Array.from({ length: size }, (_, p) => {
      const moved = (by: number): Float64Array => residuals(start.with(p, start[p] + by));
      const [up, down] = [moved(1e-5), moved(-1e-5)];
      return up.map((value, m) => (value - down[m]) / 2e-5);
    });
    const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, m) => sum + value * b[m], 0);
    const damping = 1e-3 * Math.max(...columns.map((own) => dot(own, own)));
    const matrix = columns.map((a, i) => columns.map((b, j) => dot(a, b) + (i === j ? damping : 0)));
    const step = solveDense(
      matrix,
      columns.map((own) => -dot(own, r)),
    );

    expect(channels).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
      [2, 0],
    ]);
    const { accepted, trials } = await training.iterate();
    expect({ accepted, trials }).toEqual({ accepted: true, trials: 1 });
    const found = training.levenberg.parameters.map((value, p) => value - start[p]);
    const error = Math.sqrt(
      dot(
        found.map((value, p) => value - step[p]),
        found.map((value, p) => value - step[p]),
      ),
    );
    // f32 in J and J^T r, 2e-6 with these sums; amplified by at most (largest / damping)^(1/2) = 30, and the tolerance
    // of the conjugate gradients, 1e-3, of which a good factor leaves far less.
    expect(error / Math.sqrt(dot(step, step))).toBeLessThan(3e-4);
    training.dispose();
  });
});

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

describe('an inverse problem', () => {
  const places = [0, 1].map((axis) => {
    return Float64Array.from({ length: 30 }, (_, k) => (axis === 0 ? 1 : 0.5) * sobol(k + 1, axis, 4));
  });
  // Two modes that decay each at its own rate: one alone would not tell conduction from loss.
  const mode = (n: number, x: number, t: number): number =>
    Math.sin(n * Math.PI * x) * Math.exp(-0.1 * (n * Math.PI) ** 2 * t);
  const values = places[0].map((x, k) => mode(1, x, places[1][k]) + mode(2, x, places[1][k]) / 2);
  const inverse: ProblemText = {
    ...HEAT,
    parameters: { k: 0.1, shift: 0 },
    equations: ['u_t = k*u_xx + shift*u'],
    initial: { u: 'sin(pi*x) + sin(2*pi*x)/2' },
    exact: { u: 'sin(pi*x)*exp(-pi^2*k*t) + sin(2*pi*x)/2*exp(-4*pi^2*k*t)' },
    inferred: [
      { name: 'k', start: 0.4, scale: 'log', span: 1, truth: 0.1 },
      { name: 'shift', start: 0.3, scale: 'linear', span: 2, truth: 0 },
    ],
    data: [{ field: 'u', places, values }],
    // Exact values may weigh much.
    recipe: { ...HEAT.recipe, dataWeight: 3, hold: 6 },
  };

  it('has rows whose products with a direction are differences of the residuals', async () => {
    const training = await PinnTraining.create(gpu, problemOf(inverse));
    const { points, levenberg, weights } = training;
    const size = weights.layout.parameters;
    const unknowns = [-0.9, 0.15];
    weights.write(new Float32Array(training.network));
    const outputs = await points.outputs();
    const at = (by: number): Float64Array => {
      points.infer(unknowns.map((value, k) => value + by * [0.6, -0.8][k]));
      return points.residuals(outputs);
    };
    const [up, down] = [at(1e-4), at(-1e-4)];
    points.infer(unknowns);
    const columns = points.byParameters(outputs, unknowns);
    expect(levenberg.parameters).toHaveLength(size + 2);
    for (let row = 0; row < points.rows; row++) {
      const slope = 0.6 * columns[row] - 0.8 * columns[points.rows + row];
      // Third differences of exp times 1e-8 / 6, and columns in f32.
      expect(Math.abs(slope - (up[row] - down[row]) / 2e-4)).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
    }
    // Measured values do not depend on the parameters.
    const { row } = points.terms.at(-1)!;
    expect(Math.max(...columns.subarray(row, points.rows).map(Math.abs))).toBe(0);
    training.dispose();
  });

  it('finds the parameters that the data were made with', async () => {
    const solver = await open(inverse);
    expect(solver.metrics()['parameter.k'].value).toBeCloseTo(0.4, 12);
    await solver.step(30);
    const metrics = await solver.measure();
    expect(metrics['parameter.k.error'].value).toBeLessThan(1e-3);
    expect(Math.abs(metrics['parameter.shift'].value)).toBeLessThan(1e-3);
    expect(metrics.relL2.value).toBeLessThan(1e-3);
    // A slider moves the guess.
    solver.setParameter('k', 0.2);
    expect(solver.metrics()['parameter.k'].value).toBe(0.2);
    solver.dispose();
  });

  it('is refused where nothing is measured', () => {
    expect(pinn.refuses(problemOf({ ...inverse, data: undefined }))).toMatch(/parameters.k.infer: nothing is measured/);
  });
});

describe('bodies', () => {
  // The potential of a source in the hole, plus a flow that goes round it: u at the surface is known, or its slope is 0.
  const hole: ProblemText = {
    x: [-1, 1],
    y: [-1, 1],
    equations: ['u_xx + u_yy = 0'],
    sides: { x: { u: 'log(hypot(x, y))' }, y: { u: 'log(hypot(x, y))' } },
    exact: { u: 'log(hypot(x, y))' },
    bodies: { hole: { distance: 'hypot(x, y) - 0.4', values: { u: 'log(0.4)' } } },
    recipe: { layers: 2, width: 12, points: 300, bodyPoints: 60, sidePoints: 40, iterations: 40, hard: false },
  };
  const round = 'x*(1 + 0.16/(x^2 + y^2))';

  it.each([
    ['with values', hole],
    [
      'as walls',
      {
        ...hole,
        sides: { x: { u: round }, y: { u: round } },
        exact: { u: round },
        bodies: { hole: { distance: 'hypot(x, y) - 0.4' } },
      },
    ],
  ] as const)('%s', async (_, text) => {
    const solver = await open(text);
    await solver.step(40);
    const { relL2 } = await solver.measure();
    // 200 parameters at 300 points; without the body's rows the error is 0.1 and more.
    expect(relL2.value).toBeLessThan(3e-3);
    const [field] = await solver.fields();
    expect(field.data[128 * 257 + 128]).toBe(0);
    const distance = new Float32Array(await gpu.read(solver.display.distance!));
    expect(distance[64 * solver.display.nx + 64]).toBeCloseTo(Math.hypot(1, 1) / 128 - 0.4, 5);
    solver.dispose();
  });
});

describe('a pressure between periodic sides', () => {
  it('is handed out without its mean at each time', async () => {
    const solver = await open({
      unknowns: ['u', 'p'],
      x: [0, 1],
      t: [0, 1],
      equations: ['u_t + p_x = 0', 'u_x = 0'],
      sides: { x: 'periodic' },
      initial: { u: '1', p: 'sin(2*pi*x)' },
      recipe: { layers: 1, width: 4, points: 24, redraw: 0 },
    });
    const [, { data, shape }] = await solver.fields();
    expect(shape).toEqual([101, 257]);
    for (const t of [0, 50, 100]) {
      // Both ends of a period are the same point: one counts.
      const row = data.subarray(257 * t, 257 * (t + 1) - 1);
      // A function of cosines of at most three waves through one layer of tanh: 24 cells integrate it well.
      expect(Math.abs(row.reduce((sum, value) => sum + value, 0)) / 256).toBeLessThan(1e-3);
      expect(Math.max(...row)).toBeGreaterThan(0);
    }
    solver.dispose();
  });
});

describe('the method', () => {
  it('accepts what it can train and refuses the rest', () => {
    for (const text of Object.values(PROBLEMS)) {
      expect(pinn.refuses(problemOf(text))).toBeNull();
      expect(pinn.memory(problemOf(text))).toBeGreaterThan(1e6);
    }
    expect(pinn.refuses(problemOf({ ...HEAT, initial: {}, sides: {} }))).toMatch(/nothing is said of u/);
  });
});

/** Gaussian elimination of a positive definite matrix. */
function solveDense(matrix: number[][], rhs: number[]): Float64Array {
  const a = matrix.map((row, i) => [...row, rhs[i]]);
  for (let k = 0; k < a.length; k++) {
    for (let i = k + 1; i < a.length; i++) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j <= a.length; j++) a[i][j] -= factor * a[k][j];
    }
  }
  const x = new Float64Array(a.length);
  for (let k = a.length - 1; k >= 0; k--) {
    let sum = a[k][a.length];
    for (let j = k + 1; j < a.length; j++) sum -= a[k][j] * x[j];
    x[k] = sum / a[k][k];
  }
  return x;
}
