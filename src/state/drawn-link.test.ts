import { describe, expect, it, vi } from 'vitest';
import { presetById, type Scene } from '../../scenes';
import { Failure } from '../../solvers/base/result';
import type { Engine } from '../engine/connection';
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
  const sense = vi.fn(async (_field: string, x: Float64Array) => x.map((at) => 2 * at));
  const link = new DrawnLink({
    store,
    engine: () => ({ sense }) as unknown as Engine,
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
  return { store, link, walls, said, sense };
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

describe('sensors', () => {
  const sensors = ({ scene }: { readonly scene: unknown }) => (scene as Scene).data?.[0]?.values?.length;

  it('are dropped one after the other, and all read the truth with one noise', async () => {
    const { store, link, said, sense } = linked();
    store.setState({ scene: presetById('burgers-inverse').scene });
    const [first, second] = [
      link.sense('u', { kind: 'drop', at: [0.5, 0.5] }),
      link.sense('u', { kind: 'drop', at: [0, 1] }),
    ];
    expect(store.getState().trace).toEqual([
      [0.5, 0.5],
      [0, 1],
    ]);
    await first;
    expect(store.getState().trace).toEqual([[0, 1]]);
    expect(sensors(store.getState())).toBe(101);
    await second;
    expect([sensors(store.getState()), store.getState().trace]).toEqual([102, []]);
    expect(store.getState().spoken).toBe('102 sensors read u, with noise of 1 %.');
    expect(sense.mock.lastCall![1]).toHaveLength(102);
    await link.sense('u', { kind: 'remove', at: [0, 0.99] });
    await link.sense('u', { kind: 'noise', noise: 0 });
    await link.sense('u', { kind: 'count', count: 2 });
    expect((store.getState().scene as Scene).data).toEqual([
      // Of -0.7106 and -0.1156, twice.
      { field: 'u', at: { x: [-0.7106, -0.1156], t: [0.8936, 0.3815] }, values: [-1.4212, -0.2312], noise: 0 },
    ]);
    expect(said).toEqual([]);
  });

  it('that cannot be are refused in one line, and the scene stays', async () => {
    const { store, link, said } = linked();
    const { scene } = presetById('burgers-inverse');
    store.setState({ scene });
    await link.sense('u', { kind: 'drop', at: [2, 0.5] });
    await link.sense('u', { kind: 'remove', at: [-0.99, 0.99] });
    expect(store.getState().notices.map(({ text }) => text)).toEqual([
      'There is no sensor to take away: point at one.',
    ]);
    const parameters = { nu: { ...scene.parameters!.nu!, infer: true as const } };
    store.setState({ scene: { ...scene, parameters } });
    await link.sense('u', { kind: 'drop', at: [0, 0.5] });
    expect(said.map((error) => (error as Failure).message)).toEqual([
      'That is outside the domain: no sensor was dropped.',
      'Nobody knows the true nu, so nothing can be measured: give it as the value, and a start to "infer" it from.',
    ]);
    expect([sensors(store.getState()), store.getState().trace]).toEqual([100, []]);
  });

  it('stay one at least', async () => {
    const { store, link, said } = linked();
    store.setState({ scene: presetById('burgers-inverse').scene });
    await link.sense('u', { kind: 'count', count: 1 });
    await link.sense('u', { kind: 'remove', at: [-0.7106, 0.8936] });
    expect(said.map((error) => (error as Failure).message)).toEqual([
      'That was the last sensor: without one nothing tells nu, so it stays.',
    ]);
    expect(sensors(store.getState())).toBe(1);
  });
});
