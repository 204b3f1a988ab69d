import { vi } from 'vitest';
import type { EngineHooks } from '../../engine/client';
import { localEngine } from '../../engine/connection';
import { FakeEngine } from '../../engine/fake';
import type { SceneLibrary } from '../library';
import { sceneLibrary } from '../scenes';
import { Studio } from '../studio';

/** A studio on a double of the engine whose steps are made by hand, with its scene open. */
export async function quietStudio(hash = '#cavity-re100') {
  const fakes: FakeEngine[] = [];
  const hooks: EngineHooks[] = [];
  const studio = new Studio({
    start: async (given) => {
      const fake = new FakeEngine();
      vi.spyOn(fake, 'run').mockResolvedValue({ ok: true, value: null });
      const channel = new MessageChannel();
      channel.port1.onmessage = ({ data }) => given.onMessage(data);
      await fake.open(channel.port2);
      fakes.push(fake);
      hooks.push(given);
      return { engine: localEngine(fake), adapter: { name: 'fake', software: true }, place: 'worker', close: () => {} };
    },
    library: sceneLibrary as unknown as SceneLibrary,
    paneCount: () => 1,
    calm: false,
    patience: 0,
  });
  await studio.boot(hash);
  const { store } = studio;
  /** Makes steps, and waits until the page knows; `running` is what the engine then says of itself. */
  const step = async (count: number, running = false): Promise<void> => {
    Object.assign(fakes.at(-1)!, { running, order: studio.store.getState().order });
    const wanted = store.getState().step + count;
    await fakes.at(-1)!.step(count);
    await vi.waitFor(() => {
      if (store.getState().step !== wanted) throw new Error('not yet');
    });
  };
  const notices = (): string =>
    store
      .getState()
      .notices.map(({ text }) => text)
      .join('\n');
  return { studio, store, fakes, hooks, step, notices };
}
