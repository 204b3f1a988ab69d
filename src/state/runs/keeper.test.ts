import { describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../solvers/base/result';
import { FakeEngine } from '../../engine/fake';
import { Cabinet } from '../../share/autosave/cabinet';
import { memoryFolder } from '../../share/autosave/folder.testing';
import { RunKeeper } from './keeper';
import { quietStudio } from './studio.testing';
import { leastNeeded } from './thinning';

async function keeping({ open, faults, files } = memoryFolder(), address = '#here') {
  const given = await quietStudio();
  const { studio } = given;
  let now = 0;
  const keeper = new RunKeeper({
    store: studio.store,
    history: studio.history,
    library: studio.library,
    engine: () => studio.ask.engine,
    openText: (text) => studio.openText(text),
    cabinet: new Cabinet('states', open),
    address: () => address,
    now: () => now,
  });
  const wait = (ms: number): void => {
    now += ms;
  };
  const steps = (): number[] => keeper.store.getState().moments.map(({ step }) => step);
  return { ...given, keeper, wait, steps, folder: { open, faults, files } };
}

/** Steps, of which each tenth is kept. */
async function run({ step, keeper }: Awaited<ReturnType<typeof keeping>>, times: number): Promise<void> {
  for (let k = 0; k < times; k++) {
    await step(10);
    await keeper.keep();
  }
}

describe('a run that is kept', () => {
  it('goes on after a reload where it was, with its curves and the moments before', async () => {
    const first = await keeping();
    first.keeper.watch();
    first.studio.setParameter('Re', 123);
    await run(first, 3);
    const curve = (studio: typeof first.studio) => studio.history.series(['residual']).values[0]!.slice();
    const before = curve(first.studio);

    const second = await keeping(first.folder);
    await second.step(4);
    expect(await second.keeper.takeUp(null)).toBe(30);
    second.keeper.watch();
    expect(second.store.getState().parameters.Re).toBe(123);
    await vi.waitFor(() => expect(second.store.getState().step).toBe(30));
    expect(curve(second.studio)).toEqual(before);
    expect(second.steps()).toEqual([10, 20, 30]);
    await run(second, 1);
    expect(curve(second.studio)).toHaveLength(before.length + 1);
    expect(second.steps()).toEqual([10, 20, 30, 40]);
    expect(second.notices()).toBe('');
  });

  it('is left alone where another scene or address was opened', async () => {
    const first = await keeping();
    await run(first, 1);
    expect(await (await keeping(first.folder, '#elsewhere')).keeper.takeUp(null)).toBe(null);
    const { library } = first.studio;
    const other = { text: library.toText(library.withCells(first.store.getState().scene, 40)), at: Date.now() + 1 };
    expect(await (await keeping(first.folder)).keeper.takeUp(other)).toBe(null);
  });

  it('goes on in its scene as that was kept by itself, if that is newer', async () => {
    const first = await keeping();
    await run(first, 1);
    const { library, store } = first.studio;
    const text = library.toText(library.withParameter(store.getState().scene, 'Re', 123));
    const reynolds = async (at: number) => {
      const second = await keeping(first.folder);
      expect(await second.keeper.takeUp({ text, at })).toBe(10);
      await vi.waitFor(() => expect(second.store.getState().step).toBe(10));
      return second.store.getState().parameters.Re;
    };
    expect(await reynolds(Date.now() + 1)).toBe(123);
    expect(await reynolds(0)).toBe(100);
    // One that is open need not be opened again.
    const second = await keeping(first.folder);
    const loads = vi.spyOn(second.fakes[0]!, 'load');
    expect(await second.keeper.takeUp(null)).toBe(10);
    expect(loads).not.toHaveBeenCalled();
  });

  it('costs one interval where the newest file is damaged, and that is said', async () => {
    const first = await keeping();
    await run(first, 2);
    const newest = [...first.folder.files.keys()].at(-1)!;
    first.folder.files.set(newest, first.folder.files.get(newest)!.slice(0, 200));
    const second = await keeping(first.folder);
    expect(await second.keeper.takeUp(null)).toBe(10);
    expect(second.notices()).toMatch(/damaged.*The one before it is taken/);
  });

  it('keeps a bounded number of moments, spread over the run, the first and the last among them', async () => {
    const studio = await keeping();
    await run(studio, 20);
    const kept = studio.steps();
    expect(kept).toHaveLength(8);
    expect([kept[0], kept.at(-1)]).toEqual([10, 200]);
    const gaps = kept.slice(1).map((step, k) => step - kept[k]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60);
    expect(studio.folder.files.size).toBe(8);
  });

  it('is taken back to a moment, and what came after it is forgotten when it goes on', async () => {
    const studio = await keeping();
    await run(studio, 4);
    const [, second] = studio.keeper.store.getState().moments;
    await studio.keeper.goBack(second!.order);
    await vi.waitFor(() => expect(studio.store.getState().step).toBe(20));
    expect(studio.studio.history.series([]).steps.at(-1)).toBe(20);
    await run(studio, 1);
    expect(studio.steps()).toEqual([10, 20, 30]);
    expect(studio.folder.files.size).toBe(3);
  });

  it('is another run after a reset or with another scene', async () => {
    const studio = await keeping();
    studio.keeper.watch();
    await run(studio, 2);
    await studio.studio.reset();
    expect(studio.steps()).toEqual([]);
    await run(studio, 1);
    expect([studio.steps(), studio.folder.files.size]).toEqual([[10], 1]);
    await studio.studio.openPreset('taylor-green');
    expect(studio.steps()).toEqual([]);
  });

  it('is the same run in a new engine, and goes on there', async () => {
    const studio = await keeping();
    studio.keeper.watch();
    await run(studio, 2);
    studio.hooks[0]!.onDeath(new Failure('lost', 'The worker died.'));
    await vi.waitFor(() => expect(studio.fakes).toHaveLength(2));
    await vi.waitFor(() => expect(studio.store.getState().step).toBe(20));
    expect(studio.notices()).toContain('goes on from step 20');
  });
});

describe('keeping', () => {
  it('comes due by the clock while it runs, at once when it stops, and never while the past is looked at', async () => {
    const studio = await keeping();
    const { store, keeper, step, wait } = studio;
    keeper.watch();
    const saves = vi.spyOn(studio.fakes[0]!, 'snapshot');
    const calls = (): number => saves.mock.calls.length;
    await step(1, true);
    expect(calls()).toBe(0);
    wait(4000);
    await step(1, true);
    expect(calls()).toBe(0);
    wait(2000);
    await step(1, true);
    await vi.waitFor(() => expect(calls()).toBe(1));
    await vi.waitFor(() => expect(studio.steps()).toEqual([3]));
    await step(1, true);
    expect(calls()).toBe(1);
    await step(1);
    await vi.waitFor(() => expect(studio.steps()).toEqual([3, 5]));
    expect(calls()).toBe(2);
    await step(1, true);
    store.setState({ past: { index: 0, count: 1, step: 1, time: 0, from: null } });
    wait(60_000);
    store.setState({ step: 100 });
    await keeper.keep();
    expect(calls()).toBe(2);
  });

  it('comes as often where it waits for its turn, and less often where it holds the run up', async () => {
    const studio = await keeping();
    studio.keeper.watch();
    const fake = studio.fakes[0]!;
    const taken = vi.spyOn(fake, 'snapshot');
    const { snapshot } = FakeEngine.prototype;
    /** Milliseconds to wait, and to hold the run up. */
    let [waits, holds] = [3000, 10];
    taken.mockImplementation(async () => {
      studio.wait(waits + holds);
      const answer = await snapshot.call(fake);
      return answer.ok && answer.value ? { ...answer, value: { ...answer.value, ms: holds } } : answer;
    });
    const calls = async (): Promise<number> => {
      const before = taken.mock.calls.length;
      for (let k = 0; k < 12; k++) {
        studio.wait(1000);
        await studio.step(1, true);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return taken.mock.calls.length - before;
    };
    expect(await calls()).toBeGreaterThan(1);
    [waits, holds] = [0, 500];
    await calls();
    expect(await calls()).toBeLessThan(2);
  });

  it('says once that the disk is full; the run goes on and what was kept stays', async () => {
    const studio = await keeping();
    await run(studio, 1);
    studio.folder.faults.quota = 0;
    await run(studio, 3);
    expect(studio.store.getState().notices).toHaveLength(1);
    expect(studio.notices()).toMatch(/no room left.*What was kept before stays/);
    expect(studio.store.getState().step).toBe(40);
    expect(await (await keeping(studio.folder)).keeper.takeUp(null)).toBe(10);
    // With room again it keeps again.
    studio.folder.faults.quota = Number.POSITIVE_INFINITY;
    await run(studio, 1);
    expect(studio.steps()).toEqual([10, 50]);
    expect(studio.store.getState().notices.map(({ text }) => text)).toEqual(['The state of the run is kept again.']);
    // The next time it is said anew.
    studio.folder.faults.quota = 0;
    await run(studio, 2);
    expect(studio.notices().match(/no room left/g)).toHaveLength(1);
  });

  it('does without private files', async () => {
    const open = () => Promise.reject(new Error('none here'));
    const studio = await keeping({ ...memoryFolder(), open });
    expect(await studio.keeper.takeUp(null)).toBe(null);
    await run(studio, 2);
    expect(studio.store.getState().notices).toHaveLength(1);
  });
});

it('of crowded places one goes that leaves the smallest gap', () => {
  expect(leastNeeded([0, 10, 11, 30])).toBe(1);
  expect(leastNeeded([0, 10, 29, 30])).toBe(2);
  expect(leastNeeded([0, 1, 2])).toBe(1);
});
