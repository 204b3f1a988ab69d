import { expect, it, vi } from 'vitest';
import { quietStudio } from '../../state/runs/studio.testing';
import { Probe } from './probe';

it('keeps what a point goes through, anew at another point and in another run', async () => {
  const { studio, store, step, fakes } = await quietStudio();
  // A picture that is drawn.
  await fakes[0]!.attachPane(0, { getContext: () => null } as unknown as OffscreenCanvas, [1, 1]);
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  try {
    store.setState({ pictures: 1 });
    const probe = new Probe(studio, [0.5, 0.5]);
    const stop = probe.watch();
    const seen = () => [...probe.history.series(['u']).steps];
    const go = async (steps: number): Promise<void> => {
      now += 1000;
      await step(steps);
      await vi.waitFor(() => expect(seen().at(-1)).toBe(store.getState().step));
    };
    await go(5);
    await go(5);
    expect(seen().slice(-2)).toEqual([5, 10]);
    // Looks that follow closely are one, and the last is not lost.
    await step(2);
    await step(3);
    expect(seen().at(-1)).toBe(10);
    now += 1000;
    await vi.waitFor(() => expect(seen().slice(-2)).toEqual([10, 15]));
    now += 1000;
    probe.move([0.2, 0.8]);
    await vi.waitFor(() => expect(seen()).toEqual([15]));
    const [u] = probe.history.series(['u']).values;
    expect(u![0]).toBe((await studio.ask.engine!.probe(0.2, 0.8)).u);
    await studio.reset();
    await go(3);
    expect(seen().at(-1)).toBe(3);
    expect(seen().every((at) => at <= 3)).toBe(true);
    stop();
    now += 1000;
    await step(5);
    expect(seen().at(-1)).toBe(3);
  } finally {
    vi.restoreAllMocks();
  }
});
