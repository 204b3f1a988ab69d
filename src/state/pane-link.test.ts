import { expect, it, vi } from 'vitest';
import { quietStudio } from './runs/studio.testing';

it('a picture that loses room while it is attached has its last size', async () => {
  const { studio, fakes } = await quietStudio();
  const fake = fakes[0]!;
  let arrive = (): void => {};
  vi.spyOn(fake, 'attachPane').mockImplementation(
    () => new Promise((resolve) => (arrive = () => resolve({ ok: true, value: null }))),
  );
  const resized = vi.spyOn(fake, 'resizePane').mockResolvedValue({ ok: true, value: null });
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
