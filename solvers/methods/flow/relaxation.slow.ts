import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import { record } from '../../../tests/report';
import type { Gpu } from '../../gpu';
import { PoissonMultigrid } from '../../linear/poisson/poisson';
import { flow } from './index';
import { type FlowText, flowProblem } from './problems.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const STEPS = 800;

const PERIODIC = { west: 'periodic', east: 'periodic', south: 'periodic', north: 'periodic' } as const;
const LID = { west: 'wall', east: 'wall', south: 'wall', north: ['1', '0'] } as const;
const VORTICES = {
  u: 'sin(2*pi*x)*cos(2*pi*y) + 0.3*sin(4*pi*y)',
  v: '-cos(2*pi*x)*sin(2*pi*y) + 0.2*cos(6*pi*x)',
};
const CASES: Readonly<Record<string, FlowText>> = {
  'cavity, square cells': { cells: [96, 96], sides: LID },
  'cavity, 1 : 2': { cells: [64, 128], sides: LID },
  'cavity, 1 : 3': { cells: [48, 144], sides: LID },
  'cavity, finer at its walls': { cells: [96, 96], sides: LID, spacing: ['1.4 - cos(2*pi*x)', '1.4 - cos(2*pi*y)'] },
  'vortices, 1 : 2': { cells: [64, 128], sides: PERIODIC, initial: VORTICES },
  'vortices, finer in a layer': {
    cells: [64, 96],
    sides: PERIODIC,
    spacing: [null, '1.2 - cos(2*pi*y)'],
    initial: VORTICES,
  },
};

/** Mean cycles of a step over each half of the run, and how many solves missed their tolerance. */
async function cyclesOf(text: FlowText): Promise<{ first: number; second: number; missed: number }> {
  const solver = await flow.init(gpu, flowProblem({ end: 1000, parameters: { nu: 0.001 }, ...text }));
  try {
    const look = async (): Promise<readonly number[]> => {
      const { progress } = (await solver.save()).arrays;
      return [...new Uint32Array(progress!)].slice(3, 5);
    };
    const [before, from] = await look();
    await solver.step(STEPS / 2);
    const [, middle] = await look();
    await solver.step(STEPS / 2);
    const [after, to] = await look();
    const half = STEPS / 2;
    return { first: (middle! - from!) / half, second: (to! - middle!) / half, missed: after! - before! };
  } finally {
    solver.dispose();
  }
}

test.each(Object.entries(CASES))('cycles of a step, learnt and fixed: %s', async (name, text) => {
  const learnt = await cyclesOf(text);
  const fix = vi.spyOn(PoissonMultigrid.prototype, 'setRelaxation').mockImplementation(() => {});
  const fixed = await cyclesOf(text);
  fix.mockRestore();
  const row = (relaxation: string, { first, second, missed }: typeof learnt) =>
    record(
      'Flow: multigrid cycles of a step, relaxation learnt or fixed at 1.15',
      {
        flow: name,
        relaxation,
        [`steps 1-${STEPS / 2}`]: first,
        [`steps ${STEPS / 2 + 1}-${STEPS}`]: second,
        'solves that missed': missed,
      },
      gpu.adapterName,
    );
  row('learnt', learnt);
  row('fixed', fixed);
  // Square cells: nothing is learnt. Else it must have paid after 400 steps.
  if (name.includes('square')) expect(learnt).toEqual(fixed);
  else expect(learnt.second).toBeLessThan(fixed.second);
});
