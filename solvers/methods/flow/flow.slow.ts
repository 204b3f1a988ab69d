import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { metricReferences, pointSets, resolve } from '../../../scenes';
import { openTestGpu } from '../../../tests/gpu';
import { record } from '../../../tests/report';
import type { Gpu } from '../../gpu';
import type { Profile } from '../solver';
import { projectMixture } from './projection.testing';
import { runPreset } from './runs.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const STEADY = 1e-6;

test('Taylor-Green vortices: the order in velocity', async () => {
  const errors: number[] = [];
  for (const n of [32, 64, 128, 256]) {
    const [error, steps, seconds] = await runPreset(
      gpu,
      'taylor-green',
      [`grid.n=${n}`],
      async ({ solver, ...run }) => {
        return [(await solver.measure()).relL2.value, solver.stepCount, run.seconds];
      },
    );
    const order = errors.length > 0 ? Math.log2(errors[errors.length - 1] / error) : Number.NaN;
    errors.push(error);
    const row = {
      cells: `${n} x ${n}`,
      steps,
      'relL2 of (u, v)': error,
      order: errors.length > 1 ? order : '',
      'wall [s]': seconds,
    };
    record('Taylor-Green vortices, nu = 0.1, t = 2', row, gpu.adapterName);
    if (errors.length > 1) expect(order).toBeGreaterThan(1.9);
  }
});

describe('the lid-driven cavity is steady and on the converged points', () => {
  test.each([
    [100, 128],
    [400, 128],
    [1000, 256],
  ])('Re %i, %i cells a side', async (re, n) => {
    await runPreset(gpu, `cavity-re${re}`, [`grid.n=${n}`], async ({ solver, scene, seconds }) => {
      const { problem } = resolve(scene);
      const profiles = await solver.profiles();
      const off = problem.profiles.map((line, k) => {
        const converged = pointSets(scene, line).find(({ kind }) => kind === 'converged')!;
        expect(converged.positions.length).toBe(17);
        return Math.max(
          ...converged.positions.map((at, point) => Math.abs(valueAt(profiles[k], at) - converged.values[point])),
        );
      });
      const residual = solver.metrics().residual.value;
      record(
        'Lid-driven cavity, against the converged solution at 17 + 17 points of the centre lines',
        {
          Re: re,
          cells: `${n} x ${n}`,
          steps: solver.stepCount,
          'max |du/dt|': residual,
          'max error of u': off[0],
          'max error of v': off[1],
          'wall [s]': seconds,
        },
        gpu.adapterName,
      );
      expect(solver.outcome.code).toBe('ok');
      expect(residual).toBeLessThan(STEADY);
      expect(Math.max(...off)).toBeLessThanOrEqual(0.005);
    });
  });

  test.each([
    [30, 64],
    [250, 96],
    [700, 128],
    [2000, 128],
  ])('any Re between becomes steady, too: Re %i, %i cells a side', async (re, n) => {
    await runPreset(gpu, 'cavity-re1000', [`params.Re=${re}`, `grid.n=${n}`], async ({ solver, seconds }) => {
      const residual = solver.metrics().residual.value;
      const row = {
        Re: re,
        cells: `${n} x ${n}`,
        steps: solver.stepCount,
        'max |du/dt|': residual,
        'wall [s]': seconds,
      };
      record('Lid-driven cavity, other Reynolds numbers', row, gpu.adapterName);
      expect(solver.outcome.code).toBe('ok');
      expect(residual).toBeLessThan(STEADY);
    });
  });
});

describe('flow around a cylinder', () => {
  /** Largest relative error that is allowed, by metric. */
  const ALLOWED: Readonly<Record<string, number>> = { cD: 0.01, dp: 0.02, cL: 0.2, St: 0.02, cDmax: 0.03, cLmax: 0.1 };

  test.each([
    ['DFG 2D-1', 'cylinder-re20', ['cD', 'cL', 'dp']],
    ['DFG 2D-2', 'cylinder-re100', ['St', 'cDmax', 'cLmax']],
  ])('%s', async (name, id, wanted) => {
    await runPreset(gpu, id, [], async ({ solver, scene, seconds }) => {
      const metrics = await solver.measure();
      const references = metricReferences(scene);
      expect(references.map(({ metric }) => metric).sort()).toEqual([...wanted].sort());
      for (const { metric, min, max, value } of references) {
        const got = metrics[metric].value;
        const want = value ?? Math.min(Math.max(got, min), max);
        const error = (got - want) / want;
        record(
          'Flow around a cylinder (Schaefer and Turek 1996)',
          {
            case: name,
            cells: `${solver.display.nx} x ${solver.display.ny}`,
            steps: solver.stepCount,
            metric,
            value: got,
            reference: value ?? `${min} to ${max}`,
            'error [%]': 100 * error,
            'wall [s]': seconds,
          },
          gpu.adapterName,
        );
        expect(Math.abs(error), metric).toBeLessThanOrEqual(ALLOWED[metric]);
      }
    });
  });
});

describe('the pressure solve', () => {
  const SIZES = [64, 128, 256, 512, 1024];

  test('takes the same cycles for the same reduction on every grid', async () => {
    const iterations: number[] = [];
    for (const n of SIZES) {
      const { cycles, before, after } = await projectMixture(gpu, n, 1e-3);
      iterations.push(cycles);
      const divergence = { 'max |div u| h before': before, after };
      const row = { cells: `${n} x ${n}`, 'V(1,1) cycles to 1e-3': cycles, ...divergence };
      record('Pressure solve for one smooth and random velocity', row, gpu.adapterName);
      // The projection rounds each velocity, up to 3, to steps of 2^-37: far below.
      expect(after).toBeLessThanOrEqual(1.1e-3 * before);
    }
    expect(Math.min(...iterations)).toBeGreaterThan(1);
    expect(Math.max(...iterations) - Math.min(...iterations)).toBeLessThanOrEqual(1);
  });

  test('keeps decaying turbulence solenoidal on every grid', async () => {
    for (const n of SIZES) {
      const settings = [`grid.n=${n}`];
      // The same 48 steps from the same start; they are as short as the grid wants them, so that finer ones correct less.
      const [needed, maxDiv] = await runPreset(
        gpu,
        'decaying-turbulence',
        settings,
        async ({ solver }) => {
          const metrics = await solver.measure();
          return [metrics.iterations.value, metrics.maxDiv.value];
        },
        48,
      );
      const row = { cells: `${n} x ${n}`, 'V(1,1) cycles a step': needed, 'max |div u| h / max |u|': maxDiv };
      record('Pressure solve in decaying turbulence', row, gpu.adapterName);
      expect(maxDiv).toBeLessThanOrEqual(2e-6);
    }
  });
});

/** Linear interpolation of a profile, whose 129 points are closer than its features. */
function valueAt({ positions, values }: Profile, at: number): number {
  const right = Math.max(
    1,
    positions.findIndex((position) => position >= at),
  );
  const share = (at - positions[right - 1]) / (positions[right] - positions[right - 1]);
  return values[right - 1] * (1 - share) + values[right] * share;
}
