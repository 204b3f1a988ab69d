import { expect, it, vi } from 'vitest';
import { CoachLink } from './coach-link';
import { sceneLibrary as library } from './scenes';
import { createStudioStore } from './store';

/** A coach whose studio only keeps the scene. */
function coached() {
  const store = createStudioStore();
  const show = (scene: ReturnType<typeof library.preset>) => store.getState().openScene(scene, library.describe(scene));
  show(library.preset('burgers'));
  const scene = () => store.getState().scene as ReturnType<typeof library.preset>;
  const [run, reset] = [vi.fn(async () => {}), vi.fn(async () => {})];
  const coach = new CoachLink({
    store,
    setCells: async (n) => show(library.withCells(scene(), n)),
    setStep: async (dt) => show(library.withStep(scene(), dt)),
    setParameter: (name, value) =>
      store.getState().parameterChanged(library.withParameter(scene(), name, value), name, value),
    reopen: async (before) => show(before as ReturnType<typeof library.preset>),
    reset,
    run,
  });
  return { store, scene, coach, run, reset };
}

it('advice changes the scene, so that a link holds it, and can be undone', async () => {
  const { store, scene, coach } = coached();
  const before = scene();
  await coach.follow({ kind: 'cells', n: 512 }, 'Finer grid: n = 512');
  expect(store.getState().view?.cells).toEqual([512]);
  expect(store.getState().followed).toEqual({ words: 'Finer grid: n = 512', scene: 'burgers' });
  await coach.undo();
  expect(scene()).toEqual(before);
  expect(store.getState().followed).toBeNull();

  await coach.follow({ kind: 'step', dt: 0.001 }, 'Set the step: 0.001');
  expect([scene().dt, store.getState().view?.step]).toEqual([0.001, 0.001]);
  await coach.follow({ kind: 'step', dt: null }, 'Let the method choose the step');
  expect(store.getState().view?.step).toBeNull();
  // Undo takes back the last advice only.
  await coach.undo();
  expect(scene().dt).toBe(0.001);
  await coach.undo();
  expect(scene().dt).toBe(0.001);
});

it('a parameter acts on the run, which goes on; its undo does so too', async () => {
  const { store, coach, run } = coached();
  const before = store.getState().parameters.nu;
  await coach.follow({ kind: 'parameter', name: 'nu', value: 0.05 }, 'Set nu to 0.05');
  expect(store.getState().parameters.nu).toBe(0.05);
  expect(run).toHaveBeenCalledTimes(1);
  await coach.undo();
  expect(store.getState().parameters.nu).toBe(before);
});

it('beginning again needs no undo', async () => {
  const { store, coach, run, reset } = coached();
  await coach.follow({ kind: 'restart' }, 'Begin again');
  expect([reset, run].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  expect(store.getState().followed).toBeNull();
});
