import { expect, it, vi } from 'vitest';
import { presetById, type Scene } from '../../scenes';
import { Failure } from '../../solvers/base/result';
import type { LoadedScene } from '../worker/protocol';
import { DrawnLink } from './drawn-link';
import { createStudioStore } from './store';

/** A link into a store whose scene is the one that was opened last; opening takes a while. */
function linked(open: (scene: Scene) => void = () => {}) {
  const store = createStudioStore();
  const said: unknown[] = [];
  store.setState({
    scene: presetById('cavity-re100').scene,
    loaded: { extent: [0, 1, 0, 1] } as unknown as LoadedScene,
  });
  const link = new DrawnLink({
    store,
    goOn: async (scene) => {
      await Promise.resolve();
      open(scene as Scene);
      store.setState({ scene });
    },
    guard: async (action) => {
      try {
        await action();
      } catch (error) {
        said.push(error);
      }
    },
  });
  const walls = () => ((store.getState().scene as Scene).obstacles ?? []).map(({ name, radius }) => [name, radius]);
  return { store, link, walls, said };
}

it('walls that are drawn one right after the other all stand, each as wide as the brush was then', async () => {
  const { store, link, walls } = linked();
  store.getState().setBrush({ size: 0.05 });
  const first = link.draw([
    [0.2, 0.2],
    [0.4, 0.2],
  ]);
  store.getState().setBrush({ size: 0.1 });
  await Promise.all([first, link.draw([[0.7, 0.7]])]);
  expect(walls()).toEqual([
    ['wall 1', 0.05],
    ['wall 2', 0.1],
  ]);
  await link.erase([0.3, 0.2]);
  expect(walls()).toEqual([['wall 2', 0.1]]);
  await link.erase([0.1, 0.1]);
  expect(walls()).toHaveLength(1);
  expect(store.getState().notices.map(({ text }) => text)).toEqual(['There is no wall to take away: point at one.']);
});

it('the way is shown until the wall stands, or is refused', async () => {
  const refusal = new Failure('bad-input', 'the method takes no bodies');
  const { store, link, walls, said } = linked(() => {
    if (walls().length === 0 && said.length === 0) throw refusal;
  });
  for (const _ of [1, 2]) {
    const way = [[0.5, 0.5]] as const;
    store.getState().setTrace(way);
    const drawn = link.draw(way);
    await vi.waitFor(() => expect(store.getState().trace).toBe(way));
    await drawn;
    expect(store.getState().trace).toEqual([]);
  }
  expect(said).toEqual([refusal]);
  expect(walls()).toHaveLength(1);
});
