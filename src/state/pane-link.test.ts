import { expect, it, vi } from 'vitest';
import { localEngine } from '../engine/connection';
import { FakeEngine } from '../engine/fake';
import type { SceneLibrary } from './library';
import { sceneLibrary } from './scenes';
import { Studio } from './studio';

it('a picture that loses room while it is attached has its last size', async () => {
  const fake = new FakeEngine();
  vi.spyOn(fake, 'run').mockResolvedValue({ ok: true, value: null });
  let arrive = (): void => {};
  vi.spyOn(fake, 'attachPane').mockImplementation(
    () => new Promise((resolve) => (arrive = () => resolve({ ok: true, value: null }))),
  );
  const resized = vi.spyOn(fake, 'resizePane').mockResolvedValue({ ok: true, value: null });
  const studio = new Studio({
    start: async () => ({
      engine: localEngine(fake),
      adapter: { name: 'fake', software: true },
      place: 'worker',
      close: () => {},
    }),
    library: sceneLibrary as unknown as SceneLibrary,
    paneCount: () => 1,
    calm: false,
    patience: 0,
  });
  await studio.boot('');
  const attached = studio.attach(0, {} as OffscreenCanvas, [300, 200]);
  studio.resize(0, [300, 200]);
  studio.resize(0, [200, 200]);
  await vi.waitFor(() => expect(fake.attachPane).toHaveBeenCalled(), { interval: 1 });
  expect(resized).not.toHaveBeenCalled();
  arrive();
  await attached;
  await vi.waitFor(() => expect(resized).toHaveBeenCalled(), { interval: 1 });
  expect(resized.mock.calls).toEqual([[0, [200, 200]]]);
});
