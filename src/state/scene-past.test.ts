import { describe, expect, test, vi } from 'vitest';
import type { SceneLibrary, SceneView } from './library';
import { ScenePast } from './scene-past';
import { createStudioStore } from './store';

const view = { cells: [], parameters: [] } as unknown as SceneView;

function opened() {
  vi.useFakeTimers();
  const store = createStudioStore();
  const kept: string[] = [];
  const open = (scene: unknown): void => store.getState().openScene(scene, view);
  const rest = (): void => void vi.advanceTimersByTime(1000);
  const library = { toText: JSON.stringify } as unknown as SceneLibrary;
  open({ Re: 1 });
  const past = new ScenePast({ store, library, openText: async (text) => open(JSON.parse(text)) }, (text) =>
    kept.push(text),
  );
  return { store, past, open, rest, kept };
}

describe('undo', () => {
  test('takes changes back one by one, and does them again; a new one ends that', async () => {
    const { store, past, open, rest, kept } = opened();
    expect([past.canUndo, past.canRedo]).toEqual([false, false]);
    open({ Re: 2 });
    rest();
    open({ Re: 3 });
    // Not rested yet, but it counts.
    await past.undo();
    expect(store.getState().scene).toEqual({ Re: 2 });
    rest();
    await past.undo();
    await past.undo();
    rest();
    expect(store.getState().scene).toEqual({ Re: 1 });
    await past.redo();
    rest();
    expect(store.getState().scene).toEqual({ Re: 2 });
    expect(past.canRedo).toBe(true);
    open({ Re: 9 });
    rest();
    expect([past.canUndo, past.canRedo]).toEqual([true, false]);
    expect(kept).toEqual([1, 2, 3, 2, 1, 2, 9].map((Re) => `{"Re":${Re}}`));
    vi.useRealTimers();
  });

  test('goes back and forth in the order of the keys, however fast they come', async () => {
    const { store, past, open, rest, kept } = opened();
    open({ Re: 2 });
    rest();
    open({ Re: 3 });
    rest();
    await Promise.all([past.undo(), past.undo(), past.redo()]);
    rest();
    expect(store.getState().scene).toEqual({ Re: 2 });
    expect(kept.at(-1)).toBe('{"Re":2}');
    expect(past.canRedo).toBe(true);
    vi.useRealTimers();
  });

  test('sees a slider that is dragged as one change', async () => {
    const { store, past, open, rest } = opened();
    for (let Re = 2; Re < 20; Re++) open({ Re });
    rest();
    await past.undo();
    expect(store.getState().scene).toEqual({ Re: 1 });
    vi.useRealTimers();
  });
});
