import type { StateCreator } from 'zustand/vanilla';
import type { FieldInfo, PaneCamera, PaneSettings } from '../../worker/protocol';
import type { ScenePane } from '../library';
import type { SceneSlice } from './scene';

export const MOST_PANES = 4;

/** One pane: how it draws and where it looks. */
export interface PaneState {
  readonly settings: PaneSettings;
  readonly camera: PaneCamera;
}

/** The point under the pointer or the keyboard's cross, in domain coordinates, with the values there. */
export interface Cursor {
  readonly x: number;
  readonly y: number;
  /** Null until the engine has answered. */
  readonly values: Readonly<Record<string, number>> | null;
}

export interface PanesSlice {
  readonly panes: readonly PaneState[];
  /** Data range of each pane's field. */
  readonly ranges: readonly (readonly [number, number])[];
  readonly cursor: Cursor | null;
  /** Chooses panes for a scene that has these fields. */
  layOut(fields: readonly FieldInfo[], wishes: readonly ScenePane[], camera: PaneCamera, count: number): void;
  setPaneCount(count: number): void;
  setPane(index: number, change: Partial<PaneSettings>): void;
  /** Moves the camera that all panes share, so that they can be compared. */
  moveCamera(change: Partial<PaneCamera>): void;
  setCursor(cursor: Cursor | null): void;
}

const COLORMAPS: Readonly<Record<FieldInfo['kind'], string>> = {
  sequential: 'viridis',
  diverging: 'vik',
  cyclic: 'batlow',
};

/** The colour map that suits a kind of field. */
function defaultColormap(kind: FieldInfo['kind']): string {
  return COLORMAPS[kind];
}

/** What a stranger finds most telling comes first. */
const FAVOURITES = ['speed', 'vorticity', 'p', 'psi', 'streamfunction', 'u', 'v'];

function paneFor(field: FieldInfo, wish: ScenePane | undefined, first: boolean, camera: PaneCamera): PaneState {
  return {
    settings: {
      field: field.name,
      mode: wish?.mode ?? 'map',
      colormap: wish?.colormap ?? defaultColormap(field.kind),
      range: wish?.range ?? null,
      contours: wish?.contours ?? false,
      arrows: wish?.arrows ?? false,
      streamlines: wish?.streamlines ?? false,
      particles: wish?.particles ?? first,
    },
    camera,
  };
}

export const panesSlice: StateCreator<PanesSlice & Pick<SceneSlice, 'loaded'>, [], [], PanesSlice> = (set) => ({
  panes: [],
  ranges: [],
  cursor: null,
  layOut: (fields, wishes, camera, count) => {
    const wished = wishes.flatMap((wish) =>
      fields.filter(({ name }) => name === wish.field).map((field) => ({ field, wish })),
    );
    const ranked = [...fields].sort((a, b) => rank(a) - rank(b)).map((field) => ({ field, wish: undefined }));
    const rest = ranked.filter(({ field }) => !wished.some((other) => other.field === field));
    const panes = [...wished, ...rest]
      .slice(0, Math.max(1, count))
      .map(({ field, wish }, i) => paneFor(field, wish, i === 0 && wishes.length === 0, camera));
    set({ panes, ranges: [], cursor: null });
  },
  setPaneCount: (count) =>
    set((state) => {
      const wanted = Math.min(MOST_PANES, Math.max(1, Math.trunc(count)));
      const panes = state.panes.slice(0, wanted);
      const fields = [...(state.loaded?.fields ?? [])].sort((a, b) => rank(a) - rank(b));
      const camera = panes[0]?.camera;
      while (panes.length < wanted && fields.length > 0 && camera) {
        const unseen = fields.find(({ name }) => !panes.some((pane) => pane.settings.field === name));
        const field = unseen ?? fields[panes.length % fields.length];
        if (!field) break;
        panes.push(paneFor(field, undefined, false, camera));
      }
      return { panes };
    }),
  setPane: (index, change) =>
    set((state) => ({
      panes: state.panes.map((pane, i) => {
        if (i !== index) return pane;
        const field = state.loaded?.fields.find(({ name }) => name === change.field);
        // Another field has other numbers: its own map and its own range.
        const fresh =
          field && field.name !== pane.settings.field ? { colormap: defaultColormap(field.kind), range: null } : {};
        return { ...pane, settings: { ...pane.settings, ...fresh, ...change } };
      }),
    })),
  moveCamera: (change) =>
    set((state) => ({ panes: state.panes.map((pane) => ({ ...pane, camera: { ...pane.camera, ...change } })) })),
  setCursor: (cursor) => set({ cursor }),
});

function rank(field: FieldInfo): number {
  const place = FAVOURITES.indexOf(field.name);
  return place < 0 ? FAVOURITES.length : place;
}
