import type { StateCreator } from 'zustand/vanilla';
import type { LoadedScene } from '../../worker/protocol';
import type { SceneView } from '../library';

export interface SceneSlice {
  /** The validated scene document with the present parameter values; null until the first one is open. */
  readonly scene: unknown;
  readonly view: SceneView | null;
  /** Values of the parameters now, by name. */
  readonly parameters: Readonly<Record<string, number>>;
  /** Cells of each axis as the scene came, before another grid was chosen for it. */
  readonly ownCells: readonly number[];
  /** What the engine said of the scene; null while it loads. */
  readonly loaded: LoadedScene | null;
  /** `ownCells` where the scene has another grid than it came with. */
  openScene(scene: unknown, view: SceneView, ownCells?: readonly number[]): void;
  sceneLoaded(loaded: LoadedScene): void;
  /** The same problem with other wishes for its panes. */
  viewChanged(scene: unknown, view: SceneView): void;
  parameterChanged(scene: unknown, name: string, value: number): void;
}

export const sceneSlice: StateCreator<SceneSlice> = (set) => ({
  scene: null,
  view: null,
  parameters: {},
  ownCells: [],
  loaded: null,
  openScene: (scene, view, ownCells = view.cells) =>
    set({
      ownCells,
      scene,
      view,
      loaded: null,
      parameters: Object.fromEntries(view.parameters.map(({ name, value }) => [name, value])),
    }),
  sceneLoaded: (loaded) => set({ loaded }),
  viewChanged: (scene, view) => set({ scene, view }),
  parameterChanged: (scene, name, value) =>
    set((state) => ({ scene, parameters: { ...state.parameters, [name]: value } })),
});
