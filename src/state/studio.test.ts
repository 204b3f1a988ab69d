import { describe, expect, it, vi } from 'vitest';
import { Failure } from '../../solvers/base/result';
import type { EngineHooks, StartEngine } from '../engine/client';
import { localEngine } from '../engine/connection';
import { FakeEngine } from '../engine/fake';
import type { SceneLibrary } from './library';
import { sceneLibrary } from './scenes';
import { Studio } from './studio';

const library = sceneLibrary as unknown as SceneLibrary;

function studioWith(fakes: FakeEngine[], patience = 0) {
  const hooks: EngineHooks[] = [];
  const start: StartEngine = async (given) => {
    const fake = fakes[hooks.length];
    hooks.push(given);
    if (!fake) throw new Failure('no-adapter', 'No adapter.');
    return { engine: localEngine(fake), adapter: { name: 'fake', software: true }, place: 'worker', close: () => {} };
  };
  return { studio: new Studio({ start, library, paneCount: () => 2, calm: false, patience }), hooks };
}

/** A fake whose timer never starts: these tests look at commands, not at time. */
function quietFake(): FakeEngine {
  const fake = new FakeEngine();
  vi.spyOn(fake, 'run').mockResolvedValue({ ok: true, value: null });
  return fake;
}

const textOfNotices = (studio: Studio): string =>
  studio.store
    .getState()
    .notices.map(({ text }) => text)
    .join('\n');

describe('Studio', () => {
  it('opens the first scene and sets it flowing at once', async () => {
    const fake = quietFake();
    const { studio } = studioWith([fake]);
    await studio.boot('');
    const state = studio.store.getState();
    expect(state.view?.id).toBe(library.first);
    expect(state.status).toBe('ready');
    expect(state.panes).toHaveLength(2);
    expect(fake.run).toHaveBeenCalledTimes(1);
  });

  it('runs from its opening on, and obeys who pauses while the panes are made', async () => {
    const fake = quietFake();
    const { studio } = studioWith([fake], 50);
    const booted = studio.boot('');
    await vi.waitFor(() => expect(studio.store.getState().running).toBe(true), { interval: 1 });
    expect(fake.run).not.toHaveBeenCalled();
    await studio.toggle();
    await booted;
    expect(studio.store.getState().running).toBe(false);
    expect(fake.run).not.toHaveBeenCalled();
    await studio.toggle();
    expect(fake.run).toHaveBeenCalledTimes(1);
  });

  it.each(['#s=1.d.cavity-re100.00000000.AAAA', '#s=1.x', '#no-such-scene', `#s=${'A'.repeat(100_000)}`])(
    'shows the first scene and one line for the link %.40s',
    async (hash) => {
      const { studio } = studioWith([quietFake()]);
      await studio.boot(hash);
      expect(studio.store.getState().view?.id).toBe(library.first);
      expect(studio.store.getState().notices.filter(({ level }) => level === 'error')).toHaveLength(1);
    },
  );

  it('shares the scene with its present parameters, and opens that link again', async () => {
    const { studio } = studioWith([quietFake()]);
    await studio.boot('#cavity-re100');
    studio.setParameter('Re', 731);
    const link = await studio.link();
    const other = studioWith([quietFake()]).studio;
    await other.boot(link);
    expect(other.store.getState().parameters.Re).toBe(731);
  });

  it('sends a parameter to the running engine', async () => {
    const fake = quietFake();
    const set = vi.spyOn(fake, 'setParameter');
    const { studio } = studioWith([fake]);
    await studio.boot('');
    studio.setParameter('Re', 250);
    await vi.waitFor(() => expect(set).toHaveBeenCalledWith('Re', 250));
  });

  it('keeps the present scene when a file is broken or the engine refuses it', async () => {
    const fake = quietFake();
    const { studio } = studioWith([fake]);
    await studio.boot('#cavity-re100');
    await studio.openText('{"version": 1, "id": "x"}');
    expect(studio.store.getState().view?.id).toBe('cavity-re100');
    vi.spyOn(fake, 'load').mockResolvedValue({
      ok: false,
      code: 'out-of-memory',
      detail: 'grid.n: too large for this adapter.',
      field: 'grid.n',
    });
    await studio.openPreset('cavity-re3200');
    expect(studio.store.getState().view?.id).toBe('cavity-re100');
    expect(studio.store.getState().loaded).not.toBeNull();
    expect(textOfNotices(studio)).toContain('grid.n: too large');
  });

  it('starts a dead engine again, once, with the same scene', async () => {
    const { studio, hooks } = studioWith([quietFake(), quietFake(), quietFake()]);
    await studio.boot('#cylinder-re20');
    hooks[0]?.onDeath(new Failure('lost', 'It died.'));
    await vi.waitFor(() => expect(studio.store.getState()).toMatchObject({ generation: 2, status: 'ready' }));
    expect(studio.store.getState().view?.id).toBe('cylinder-re20');
    hooks[1]?.onDeath(new Failure('lost', 'It died again.'));
    await vi.waitFor(() => expect(studio.store.getState().status).toBe('stopped'));
    expect(hooks).toHaveLength(2);
    expect(studio.store.getState().view?.id).toBe('cylinder-re20');
  });

  it('gives the panes fresh canvases on a new device, not before', async () => {
    const { studio, hooks } = studioWith([quietFake()]);
    await studio.boot('');
    hooks[0]?.onMessage({ kind: 'device', state: 'lost', text: 'Lost.' });
    expect(studio.store.getState().canvases).toBe(0);
    hooks[0]?.onMessage({ kind: 'device', state: 'restored', text: 'Back.' });
    expect(studio.store.getState()).toMatchObject({ canvases: 1, generation: 1 });
  });

  it('shows the scene also where there is no WebGPU', async () => {
    const { studio } = studioWith([]);
    await studio.boot('#taylor-green');
    expect(studio.store.getState()).toMatchObject({ status: 'unavailable', statusText: 'No adapter.' });
    expect(studio.store.getState().view?.equations.length).toBeGreaterThan(0);
    await studio.openPreset('shear-layer');
    expect(studio.store.getState().view?.id).toBe('shear-layer');
  });
});
