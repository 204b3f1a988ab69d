import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openTestGpu } from '../../../tests/gpu';
import type { DeviceArray, Gpu } from '../../gpu';
import type { Snapshot, Solver } from '../solver';
import { flow } from './index';
import { type FlowText, flowProblem } from './problems.testing';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

const WALLS = { west: 'wall', east: 'wall', south: 'wall', north: 'wall' } as const;
const CAVITY: FlowText = {
  end: 1000,
  cells: [33, 33],
  sides: { ...WALLS, north: ['lid', '0'] },
  parameters: { nu: 0.01, lid: 1 },
};
const CHANNEL: FlowText = {
  x: [0, 2],
  end: 1000,
  cells: [48, 24],
  sides: { west: ['4*y*(1 - y)', '0'], east: 'outflow', south: 'wall', north: 'wall' },
  obstacle: 'hypot(x - 0.5, y - 0.47) - 0.1',
  parameters: { nu: 0.005 },
  scales: { speed: 1, length: 0.2 },
};

async function solve<T>(text: FlowText, use: (solver: Solver) => Promise<T>): Promise<T> {
  const solver = await flow.init(gpu, flowProblem(text));
  try {
    return await use(solver);
  } finally {
    solver.dispose();
  }
}

const bits = ({ arrays }: Snapshot) =>
  ['velocity', 'pressure'].map((name) => Buffer.from(arrays[name]).toString('base64'));

const allFinite = async (solver: Solver) => (await solver.fields()).every(({ data }) => data.every(Number.isFinite));

/** Cells of 1 : 2, for which the relaxation of the pressure's smoother is learnt. */
const LONG_CELLS: FlowText = { ...CAVITY, cells: [20, 40] };

describe.each([
  ['a cavity', CAVITY],
  ['a cavity of long cells', LONG_CELLS],
  ['a channel with a body', CHANNEL],
])('%s', (_, text) => {
  test('gives the same bits twice, however it is stepped and looked at', async () => {
    const together = await solve(text, async (solver) => {
      await solver.step(64);
      return bits(await solver.save());
    });
    const apart = await solve(text, async (solver) => {
      for (let k = 0; k < 64; k++) {
        await solver.step(1);
        // Looking must not steer.
        if (k % 9 === 0) await solver.measure();
      }
      return bits(await solver.save());
    });
    expect(apart).toEqual(together);
  });

  test('goes on with the same bits after it was saved and loaded into a new solver', async () => {
    const [snapshot, wanted] = await solve(text, async (solver) => {
      await solver.step(29);
      const saved = await solver.save();
      await solver.step(40);
      return [saved, bits(await solver.save())];
    });
    const got = await solve(text, async (solver) => {
      await solver.load(structuredClone(snapshot));
      expect(solver.stepCount).toBe(29);
      await solver.step(40);
      expect(solver.stepCount).toBe(69);
      return bits(await solver.save());
    });
    expect(got).toEqual(wanted);
  });

  test('starts again with the same bits', async () => {
    await solve(text, async (solver) => {
      await solver.step(24);
      const first = bits(await solver.save());
      await solver.reset();
      expect([solver.stepCount, solver.time]).toEqual([0, 0]);
      await solver.step(24);
      expect(bits(await solver.save())).toEqual(first);
    });
  });

  test('reads back status words only, and allocates nothing while it runs', async () => {
    await solve(text, async (solver) => {
      await solver.step(64);
      const before = { ...gpu.counters };
      await solver.step(64);
      const after = { ...gpu.counters };
      // One summary of 48 bytes in 8 steps.
      expect(after.readbackBytes - before.readbackBytes).toBeLessThanOrEqual((64 / 8) * 48);
      expect(after.buffersCreated).toBe(before.buffersCreated);
      expect(after.bytesAlive).toBe(before.bytesAlive);
    });
  });

  test('refuses a state of another grid, and one that is no state', async () => {
    const other = await solve({ ...text, cells: [20, 20] }, (solver) => solver.save());
    await solve(text, async (solver) => {
      const refusal = expect.objectContaining({ code: 'bad-input', field: 'snapshot' });
      await expect(solver.load(other)).rejects.toEqual(refusal);
      const own = await solver.save();
      await expect(solver.load({ ...own, method: 'pinn' })).rejects.toEqual(refusal);
      const velocity = own.arrays.velocity.slice(0);
      new Float32Array(velocity)[4 * 40] = Number.NaN;
      await expect(solver.load({ ...own, arrays: { ...own.arrays, velocity } })).rejects.toEqual(refusal);
      // And is none the worse for it.
      await solver.step(8);
      expect(await allFinite(solver)).toBe(true);
    });
  });
});

describe('an unstable run', () => {
  test('with a fixed step goes back, stops, and names dt', async () => {
    await solve({ ...CAVITY, dt: 0.5 }, async (solver) => {
      await solver.step(400);
      expect(solver.finished).toBe(true);
      expect(solver.outcome.code).toBe('diverged');
      expect(solver.outcome.advice).toMatch(/set dt to at most 0\.0\d+/);
      expect(solver.stepCount).toBe(0);
      expect(await allFinite(solver)).toBe(true);
    });
  });

  test('the step that it advises is stable', async () => {
    const advised = await solve({ ...CAVITY, dt: 0.5 }, async (solver) => {
      await solver.step(400);
      return Number(/at most ([\d.e-]+)/.exec(solver.outcome.advice)![1]);
    });
    await solve({ ...CAVITY, dt: advised }, async (solver) => {
      await solver.step(200);
      expect(solver.outcome.code).toBe('ok');
      expect(solver.metrics().maxSpeed.value).toBeLessThan(1.01);
    });
  });

  test.each([40, 300])(
    'with a step of its own goes on from the last good state, poisoned after %i steps',
    async (when) => {
      const velocity = await withVelocity(CAVITY, async (solver, array) => {
        await solver.step(when);
        gpu.write(array, new Uint32Array([0x7fc00000]), 16 * (36 * 18 + 18));
        const { time } = solver;
        await solver.step(64);
        expect(solver.outcome.code).toBe('ok');
        expect(solver.notes.some((note) => note.includes('unstable') && note.includes('time step halved'))).toBe(true);
        expect(solver.time).toBeLessThan(time + 64 * solver.metrics().dt.value);
        await solver.step(64);
        expect(await allFinite(solver)).toBe(true);
        return (await solver.measure()).maxSpeed.value;
      });
      expect(velocity).toBeGreaterThan(0.5);
      expect(velocity).toBeLessThan(1.01);
    },
  );

  /** Solves with the device array of the velocity at hand, to poison it. */
  async function withVelocity<T>(text: FlowText, use: (solver: Solver, array: DeviceArray) => Promise<T>): Promise<T> {
    const spy = vi.spyOn(gpu, 'storage');
    try {
      return await solve(text, (solver) => {
        const made = spy.mock.results.map(({ value }) => value as DeviceArray);
        return use(solver, made.find(({ label }) => label === 'flow velocity')!);
      });
    } finally {
      spy.mockRestore();
    }
  }
});

describe('a parameter', () => {
  test('acts from the next step on', async () => {
    await solve(CAVITY, async (solver) => {
      await solver.step(16);
      solver.setParameter('lid', 0);
      await solver.step(400);
      const { energy, maxSpeed } = await solver.measure();
      const start = energy.value;
      expect(maxSpeed.value).toBeLessThan(0.5);
      solver.setParameter('nu', 0.1);
      await solver.step(200);
      expect((await solver.measure()).energy.value).toBeLessThan(0.2 * start);
    });
  });

  test('goes on from a steady state', async () => {
    await solve({ ...CAVITY, cells: [16, 16], parameters: { nu: 0.05, lid: 1 } }, async (solver) => {
      await solver.step(20_000);
      expect(solver.finished).toBe(true);
      solver.setParameter('lid', 0.5);
      expect(solver.finished).toBe(false);
      await solver.step(20_000);
      expect(solver.finished).toBe(true);
      expect((await solver.measure()).maxSpeed.value).toBeLessThan(0.5);
    });
  });

  test.each([
    ['Re', 100],
    ['toString', 1],
    ['nu', 0],
    ['nu', -1],
    ['nu', Number.NaN],
    ['lid', Number.NaN],
    ['lid', Number.POSITIVE_INFINITY],
  ])('%s = %f is refused by name, and changes nothing', async (name, value) => {
    await solve({ ...CAVITY, cells: [12, 12] }, async (solver) => {
      const refusal = expect.objectContaining({ code: 'bad-input', field: `parameters.${name}` });
      expect(() => solver.setParameter(name, value)).toThrow(refusal);
      await solver.step(8);
      expect(await allFinite(solver)).toBe(true);
    });
  });
});

describe('a body that is drawn into a running flow', () => {
  test('stands in it from that moment on', async () => {
    const { stepCount, time, state, before } = await solve(CAVITY, async (solver) => {
      await solver.step(96);
      const [{ data: before }] = await solver.fields();
      return { stepCount: solver.stepCount, time: solver.time, state: await solver.save(), before };
    });
    await solve({ ...CAVITY, obstacle: 'hypot(x - 0.5, y - 0.5) - 0.1' }, async (solver) => {
      await solver.goOnFrom?.(state);
      expect([solver.stepCount, solver.time]).toEqual([stepCount, time]);
      const [{ data: after, coordinates }] = await solver.fields();
      const { x, y } = coordinates;
      let [difference, size] = [0, 0];
      for (const [j, py] of y.entries()) {
        for (const [i, px] of x.entries()) {
          const k = j * x.length + i;
          const distance = Math.hypot(px - 0.5, py - 0.5) - 0.1;
          // A cell's value is the mean of two faces, at most half a cell away from it.
          if (distance < -0.5 / 33) expect(after[k]).toBe(0);
          // The flow that the body stood in the way of goes around it: near it, not everywhere.
          if (distance < 0.25) continue;
          difference += (after[k]! - before[k]!) ** 2;
          size += before[k]! ** 2;
        }
      }
      expect(size).toBeGreaterThan(1);
      expect(Math.sqrt(difference / size)).toBeLessThan(0.05);
      await solver.step(64);
      expect((await solver.measure()).maxDiv.value).toBeLessThan(2e-6);
      expect(await allFinite(solver)).toBe(true);
    });
  });

  test('another grid is refused, and the run begins as it is', async () => {
    const state = await solve({ ...CAVITY, cells: [16, 16] }, (solver) => solver.save());
    await solve(CAVITY, async (solver) => {
      await expect(solver.goOnFrom?.(state)).rejects.toMatchObject({ code: 'bad-input' });
      expect(solver.stepCount).toBe(0);
    });
  });
});

describe('memory', () => {
  test.each([
    ['a small cavity', { ...CAVITY, cells: [8, 8] } as FlowText],
    ['a cavity', CAVITY],
    ['a larger cavity', { ...CAVITY, cells: [130, 117] } as FlowText],
    ['a channel with a body', { ...CHANNEL, cells: [160, 80] } as FlowText],
    [
      'odd and periodic',
      {
        cells: [101, 99],
        sides: { west: 'periodic', east: 'periodic', south: 'periodic', north: 'periodic' },
      } as FlowText,
    ],
  ])('is foretold to within a half, and given back: %s', async (_, text) => {
    const { bytesAlive, buffersAlive } = gpu.counters;
    const foretold = flow.memory(flowProblem(text));
    await solve(text, async (solver) => {
      await solver.step(8);
      solver.refresh(['speed', 'psi']);
      const used = gpu.counters.bytesAlive - bytesAlive;
      expect(used).toBeLessThanOrEqual(foretold);
      expect(foretold).toBeLessThanOrEqual(1.5 * used);
    });
    expect(gpu.counters).toMatchObject({ bytesAlive, buffersAlive });
  });
});

test('a method that does not fit says why in one sentence', () => {
  const problem = flowProblem(CAVITY);
  expect(flow.refuses(problem)).toBeNull();
  expect(flow.refuses({ ...problem, time: null })).toContain('time');
  expect(flow.refuses({ ...problem, axes: problem.axes.slice(0, 1) })).toContain('two spatial axes');
  expect(flow.refuses({ ...problem, equations: problem.equations.slice(0, 1) })).toContain('Navier-Stokes');
});
