import { describe, expect, it, vi } from 'vitest';
import { localEngine } from '../engine/connection';
import { FakeEngine } from '../engine/fake';
import { Lines } from '../engine/lines';
import { PastLink } from './past-link';
import { createStudioStore } from './store';

/** A paused or running studio of 40 kept moments on a fake engine. */
async function looking(running: boolean) {
  const fake = new FakeEngine();
  await fake.step(40);
  const store = createStudioStore();
  store.setState({ running, moments: 40, step: 40 });
  const run = vi.fn(async () => store.setState({ running: true }));
  const pause = vi.fn(async () => store.setState({ running: false }));
  const guard = async (action: () => unknown): Promise<void> => void (await action());
  const lines = new Lines((error) => {
    throw error;
  });
  const engine = localEngine(fake);
  const past = new PastLink({ store, lines, engine: () => engine, run, pause, guard });
  const until = (index: number | null) => vi.waitFor(() => expect(store.getState().past?.index ?? null).toBe(index));
  return { fake, store, past, run, pause, until };
}

describe('looking back', () => {
  it('pauses a run, shows the newest wish, and goes on with the present where it ran', async () => {
    const { fake, store, past, run, pause, until } = await looking(true);
    const look = vi.spyOn(fake, 'lookBack');
    for (let index = 39; index >= 10; index--) past.look(index);
    expect(pause).toHaveBeenCalledTimes(1);
    await until(10);
    expect(look.mock.calls.length).toBeLessThan(10);
    expect(store.getState().past).toMatchObject({ index: 10, step: 10, from: { step: 10 } });
    await past.toPresent();
    await until(null);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('leaves a paused run paused; past the last moment lies the present', async () => {
    const { past, run, pause, until } = await looking(false);
    past.look(5);
    await until(5);
    past.look(40);
    await until(null);
    past.look(7);
    await until(7);
    await past.toPresent();
    await until(null);
    expect([run, pause].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
  });

  it('goes on from the state before the moment', async () => {
    const { fake, store, past, run, until } = await looking(false);
    past.look(27);
    await until(27);
    await past.goOn();
    expect(store.getState().past).toBeNull();
    expect(run).toHaveBeenCalledTimes(1);
    expect((await fake.ping()).value).toBe(20);
    expect(store.getState().spoken).toMatch(/step 20/);
  });

  it('ends with the first pulse of a run that goes on', () => {
    const store = createStudioStore();
    const past = { index: 1, count: 3, step: 1, time: 1, from: null };
    const pulse = {
      kind: 'pulse',
      step: 5,
      time: 1,
      running: false,
      order: 0,
      finished: false,
      metrics: {},
      ranges: [],
    } as const;
    const rest = { outcome: { code: 'ok', advice: '' }, stepMs: 1, pictures: 1, moments: 3, rival: null } as const;
    store.getState().pulse({ ...pulse, ...rest });
    store.getState().setPast(past);
    store.getState().pulse({ ...pulse, ...rest });
    expect(store.getState().past).toBe(past);
    store.getState().pulse({ ...pulse, ...rest, running: true });
    expect(store.getState().past).toBeNull();
  });
});
