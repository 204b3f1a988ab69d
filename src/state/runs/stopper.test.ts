import { describe, expect, it, vi } from 'vitest';
import type { Scene } from '../../../scenes';
import { Stopper } from './stopper';
import { quietStudio } from './studio.testing';

async function stopping(stop: Scene['stop']) {
  const given = await quietStudio();
  const { studio, store } = given;
  let now = 0;
  const stopAt = vi.fn();
  const pause = vi.spyOn(studio, 'pause');
  new Stopper({ store, pause: () => studio.pause(), stopAt, now: () => now });
  await studio.openText(JSON.stringify({ ...(store.getState().scene as Scene), stop }));
  const tick = async (seconds: number): Promise<void> => {
    store.setState({ running: true });
    now += 1000 * seconds;
    await given.step(1, true);
  };
  const rest = (seconds: number): void => {
    now += 1000 * seconds;
  };
  return { ...given, stopAt, pause, tick, rest };
}

describe('a run with a rule', () => {
  it('has the engine stop at a step, also after a reset, and says so', async () => {
    const { stopAt, notices, step, studio } = await stopping({ steps: 5 });
    expect(stopAt.mock.calls.map(([at]) => at)).toEqual([null, 5]);
    await step(5);
    expect(notices()).toBe('Stopped at step 5, as it has made 5 steps. Run goes on from there.');
    await step(5);
    await studio.reset();
    expect(stopAt).toHaveBeenLastCalledWith(5);
    expect(stopAt).toHaveBeenCalledTimes(3);
  });

  it('is paused once by a metric, and goes on when it is started again', async () => {
    const { pause, tick, notices } = await stopping({ metrics: { energy: { above: -1 } } });
    await tick(1);
    expect(pause).toHaveBeenCalledTimes(1);
    expect(notices()).toMatch(/energy is above -1/);
    await tick(1);
    expect(pause).toHaveBeenCalledTimes(1);
  });

  it('counts the seconds that it runs, not those that it rests', async () => {
    const { store, pause, tick, rest } = await stopping({ seconds: 3 });
    await tick(1);
    await tick(1.5);
    store.setState({ running: false });
    expect(pause).not.toHaveBeenCalled();
    rest(100);
    await tick(0);
    expect(pause).not.toHaveBeenCalled();
    await tick(1);
    expect(pause).toHaveBeenCalledTimes(1);
  });

  it('has none without', async () => {
    const { pause, tick } = await stopping(undefined);
    await tick(1000);
    expect(pause).not.toHaveBeenCalled();
  });
});
