import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseScene, resolve } from '../../../../scenes';
import heatBody from '../../../../scenes/presets/heat-body.json';
import { openTestGpu } from '../../../../tests/gpu';
import type { Gpu } from '../../../gpu';
import { evolve } from '..';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openTestGpu();
});
afterAll(() => gpu.close());

describe('a scene with a body', () => {
  it('is solved, shown, probed, painted, changed, saved and gone on from', async () => {
    const coordinates = { ...heatBody.coordinates, t: [0, 0.25] };
    // A layer that forty cells resolve.
    const parameters = { ...heatBody.parameters, k: 0.05 };
    const { problem } = resolve(parseScene({ ...heatBody, coordinates, parameters, grid: { n: 40 } }));
    expect(evolve.refuses(problem)).toBeNull();
    expect(evolve.memory(problem)).toBeGreaterThan(0);
    const solver = await evolve.init(gpu, problem);
    expect(solver.notes.join(' ')).toContain('finite volumes cut by cylinder');
    await solver.step(20);
    const saved = await solver.save();
    while (!solver.finished) await solver.step(1000);
    expect(solver.outcome.code).toBe('ok');
    const [end] = await solver.fields();
    const warmth = 1 + 0.8 * Math.sin(4 * 0.25);
    solver.refresh(['T']);
    expect((await solver.probe(0, 0)).T).toBeCloseTo(warmth, 5);
    // Nothing is colder than the stream or warmer than the cylinder has been, but for a few percent of a steep layer.
    expect(Math.min(...end.data)).toBeGreaterThan(-0.05 * warmth);
    expect(Math.max(...end.data)).toBeLessThan(1.05 * warmth);
    expect(solver.display.distance).not.toBeNull();
    await solver.load(saved);
    while (!solver.finished) await solver.step(1000);
    expect((await solver.fields())[0].data).toEqual(end.data);
    const { nx } = solver.display;
    const place = 5 * nx + 30;
    await solver.load(saved);
    const before = (await solver.fields())[0];
    const { x, y } = before.coordinates;
    await solver.paint!({ field: 'T', x: x[30], y: y[5], radius: 0.6, amount: 0.5 });
    expect((await solver.fields())[0].data[place]).toBeCloseTo(before.data[place] + 0.5, 5);
    solver.setParameter('s', 0);
    await solver.step(3);
    solver.refresh(['T']);
    expect((await solver.probe(0, 0)).T).toBe(1);
    await solver.reset();
    expect(solver.time).toBe(0);
    solver.dispose();
  });
});
