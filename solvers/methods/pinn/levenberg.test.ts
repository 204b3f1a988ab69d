import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { Gpu } from '../../gpu';
import { initialWeights } from './initial-weights';
import { networkAt } from './network/network.oracle';
import { HEAT, problemOf } from './pinn.testing';
import { sample } from './points/sampler';
import { writeSeeds } from './statement/features';
import { PinnTraining } from './training';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu?.close());

describe('polishing', () => {
  it('goes on in f64 where no step lowers the loss in f32 any more', async () => {
    const recipe = { ...HEAT.recipe, layers: 1, width: 4, points: 24, redraw: 0 };
    const training = await PinnTraining.create(gpu, problemOf({ ...HEAT, recipe }));
    const { state } = training.levenberg;
    const losses: number[] = [];
    for (let k = 0; k < 400 && state.precise === 0; k++) losses.push((await training.iterate()).loss);
    expect(state.precise).toBe(1);
    const f32 = losses.at(-2)!;
    for (let k = 0; k < 30; k++) await training.iterate();
    expect(training.loss).toBeLessThan(f32);
    training.dispose();
  });
});

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
