import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { record } from '../../../tests/report';
import type { Gpu } from '../../gpu';
import { solveByFas } from './fas';
import { FasSolver } from './fas-device';
import { solveByNewton } from './newton';
import { NewtonSolver } from './newton-device';
import { bratu, manufactured } from './problems.testing';
import { largest } from './rms';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const TITLE = 'Nonlinear elliptic problems on the device: iterations to what f32 holds';

const PROBLEMS = {
  'Bratu, lambda 5': (n: number) => bratu(5, n),
  'nonlinear diffusion, slopes': (n: number) => manufactured('nonlinear diffusion', 'neumann', n),
};

test.each(Object.entries(PROBLEMS))('%s from 64 to 512 cells', async (name, make) => {
  for (const n of [64, 128, 256, 512]) {
    const problem = make(n);
    for (const [method, Solver] of Object.entries({ FAS: FasSolver, Newton: NewtonSolver })) {
      const solver = new Solver(gpu, problem);
      // Once to compile.
      await solver.solve();
      solver.start(new Float64Array((n + 1) ** 2));
      const begin = performance.now();
      const { result, stats } = await solver.solve();
      const wall = performance.now() - begin;
      solver.dispose();
      const first = stats.residuals[0];
      const row = { problem: name, cells: n, method, iterations: stats.iterations, 'wall [ms]': wall };
      record(TITLE, { ...row, 'last residual / first': stats.residuals.at(-1)! / first }, gpu.adapterName);
      expect(result.code).toBe('ok');
      expect(stats.iterations).toBeLessThanOrEqual(20);
    }
  }
});

test('the fold of Bratu, and its lower branch, on the host', () => {
  for (const lambda of [1, 3, 5, 6, 6.5, 6.7, 6.8, 6.806, 6.81, 7]) {
    const newton = solveByNewton(bratu(lambda, 64));
    const fas = solveByFas(bratu(lambda, 64));
    record('Bratu on 64 x 64 cells, f64: steps or cycles to 1e-10', {
      lambda,
      'largest u': largest(newton.value),
      Newton: newton.stats.iterations,
      'ends with': newton.result.code,
      FAS: fas.stats.iterations,
      'also with': fas.result.code,
    });
    expect(newton.result.code).toBe(lambda < 6.808 ? 'ok' : 'diverged');
    if (lambda < 6.8) expect(fas.result.code).toBe('ok');
  }
});
