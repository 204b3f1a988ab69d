import { it } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { initialWeights } from './initial-weights';
import { dampedStep } from './linear/cgls';
import { GramFactor } from './linear/gram';
import { JacobianProducts } from './linear/jacobian-products';
import { layoutOf } from './network/layout';
import { JacobianRows, NetworkWeights } from './network/network';
import { PROBLEMS, problemOf } from './pinn.testing';
import { recipeOf } from './recipe';
import { statementOf } from './statement/statement';
import { TrainingPoints } from './training-points';

it('profile', async () => {
  const gpu = await openTestGpu();
  const problem = problemOf(PROBLEMS[process.env.CASES ?? 'helmholtz']);
  const recipe = recipeOf(problem);
  const statement = statementOf(problem, recipe);
  const sizes = [statement.features.length, 20, 20, 20, problem.unknowns.length];
  const weights = new NetworkWeights(gpu, layoutOf({ sizes, channels: statement.channels }));
  weights.write(Float32Array.from(initialWeights(sizes, 1, 0)));
  const points = await TrainingPoints.create(gpu, statement, recipe, weights);
  const rows = await JacobianRows.create(gpu, weights, points.pass, points.tiles);
  const P = weights.layout.parameters;
  const gram = await GramFactor.create(gpu, rows.jacobian, rows.rows, P);
  const products = await JacobianProducts.create(gpu, rows.jacobian, rows.rows, P);
  const time = async (name: string, f: () => unknown) => {
    const t: number[] = [];
    for (let k = 0; k < 7; k++) {
      const b = performance.now();
      await f();
      await gpu.done();
      t.push(performance.now() - b);
    }
    t.sort((a, b) => a - b);
    console.log(name.padEnd(16), 'min', t[0].toFixed(2), 'median', t[3].toFixed(2));
  };
  console.log('rows', rows.rows, 'P', P, 'channels', statement.channels.length);
  const outputs = await points.outputs();
  const r = points.residuals(outputs);
  const c = points.coefficients(outputs);
  await time('done', () => 0);
  await time('forward', () => points.pass.run());
  await time('read outputs', () => points.pass.read());
  await time('residuals', () => points.residuals(outputs));
  await time('coefficients', () => points.coefficients(outputs));
  await time('rows', () => rows.run(c));
  await time('gram', () => gram.form());
  await time('diagonal', () => gram.diagonal());
  const g = await products.transposed(r);
  const lam = 1e-3 * Math.max(...(await gram.diagonal()));
  const factor = await gram.factorise({ absolute: lam, relative: 1e-6 });
  await time('factorise', () => gram.factorise({ absolute: lam, relative: 1e-6 }));
  await time('times', () => products.times(g));
  await time('transposed', () => products.transposed(r));
  await time('cgls 5', () => dampedStep(products, r, g, lam, factor!, { most: 5, tolerance: 0 }));
  gpu.close();
});
