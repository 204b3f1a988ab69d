import type { StateCreator } from 'zustand/vanilla';
import type { Cuts, FieldInfo, PaneCamera, PaneRange, PaneSettings } from '../../worker/protocol';
import type { ScenePane } from '../library';
import type { LookSlice, Theme } from './look';
import type { SceneSlice } from './scene';

export const MOST_PANES = 4;

/** One pane: how it draws and where it looks. */
export interface PaneState {
  readonly settings: PaneSettings;
  readonly camera: PaneCamera;
  /** The colour map was chosen, by the scene or by hand; otherwise it goes with the theme. */
  readonly ownMap: boolean;
}

/** The point under the pointer or the keyboard's cross, in domain coordinates, with the values there. */
export interface Cursor {
  readonly x: number;
  readonly y: number;
  /** Of a point in space. */
  readonly z?: number;
  /** Null until the engine has answered. */
  readonly values: Readonly<Record<string, number>> | null;
}

export interface PanesSlice {
  readonly panes: readonly PaneState[];
  /** What each pane's colours span. */
  readonly ranges: readonly PaneRange[];
  /** Counts the sets of canvases that the panes had; each lasts as long as the engine's device. */
  readonly canvases: number;
  readonly cursor: Cursor | null;
  /** Chooses panes for a scene that has these fields. */
  layOut(fields: readonly FieldInfo[], wishes: readonly ScenePane[], camera: PaneCamera, count: number): void;
  setPaneCount(count: number): void;
  setPane(index: number, change: Partial<PaneSettings>): void;
  /** Moves the camera that all panes share, so that they can be compared. */
  moveCamera(change: Partial<PaneCamera>): void;
  setCursor(cursor: Cursor | null): void;
  renewCanvases(): void;
  /** Light or dark, also for the colour maps that nobody chose. */
  setTheme(theme: Theme): void;
}

/** The colour map that suits a kind of field: what is nothing should look like the page around it. */
const COLORMAPS: Readonly<Record<Theme, Readonly<Record<FieldInfo['kind'], string>>>> = {
  light: { sequential: 'viridis', diverging: 'vik', cyclic: 'batlow' },
  dark: { sequential: 'inferno', diverging: 'berlin', cyclic: 'batlow' },
};

/** What a stranger finds most telling comes first. */
const FAVOURITES = ['speed', 'vorticity', 'p', 'psi', 'streamfunction', 'u', 'v'];

function paneFor(
  field: FieldInfo,
  wish: ScenePane | undefined,
  first: boolean,
  camera: PaneCamera,
  theme: Theme,
): PaneState {
  return {
    settings: {
      field: field.name,
      mode: wish?.mode ?? (field.box ? 'volume' : 'map'),
      ...(field.box && { cuts: middleOf(field.box) }),
      colormap: wish?.colormap ?? COLORMAPS[theme][field.kind],
      range: wish?.range ?? null,
      contours: wish?.contours ?? false,
      arrows: wish?.arrows ?? false,
      streamlines: wish?.streamlines ?? false,
      particles: wish?.particles ?? first,
    },
    camera,
    ownMap: wish?.colormap !== undefined,
  };
}

export const panesSlice: StateCreator<
  PanesSlice & Pick<SceneSlice, 'loaded'> & Pick<LookSlice, 'theme'>,
  [],
  [],
  PanesSlice
> = (set) => ({
  panes: [],
  ranges: [],
  canvases: 0,
  cursor: null,
  layOut: (fields, wishes, camera, count) =>
    set(({ theme }) => {
      const wished = wishes.flatMap((wish) =>
        fields.filter(({ name }) => name === wish.field).map((field) => ({ field, wish })),
      );
      const ranked = [...fields].sort((a, b) => rank(a) - rank(b)).map((field) => ({ field, wish: undefined }));
      const rest = ranked.filter(({ field }) => !wished.some((other) => other.field === field));
      const panes = [...wished, ...rest]
        .slice(0, Math.max(1, count))
        .map(({ field, wish }, i) => paneFor(field, wish, i === 0 && wishes.length === 0, camera, theme));
      return { panes, ranges: [], cursor: null };
    }),
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
        panes.push(paneFor(field, undefined, false, camera, state.theme));
      }
      return { panes };
    }),
  setPane: (index, change) =>
    set((state) => ({
      panes: state.panes.map((pane, i) => {
        if (i !== index) return pane;
        const field = state.loaded?.fields.find(({ name }) => name === change.field);
        // Another field has other numbers: its own map and its own range.
        const isNew = field !== undefined && field.name !== pane.settings.field;
        const fresh = isNew ? { colormap: COLORMAPS[state.theme][field.kind], range: null } : {};
        const ownMap = change.colormap !== undefined || (pane.ownMap && !isNew);
        return { ...pane, ownMap, settings: { ...pane.settings, ...fresh, ...change } };
      }),
    })),
  moveCamera: (change) =>
    set((state) => ({ panes: state.panes.map((pane) => ({ ...pane, camera: { ...pane.camera, ...change } })) })),
  setCursor: (cursor) => set({ cursor }),
  renewCanvases: () => set(({ canvases }) => ({ canvases: canvases + 1 })),
  setTheme: (theme) =>
    set((state) => ({
      theme,
      panes: state.panes.map((pane) => {
        const field = state.loaded?.fields.find(({ name }) => name === pane.settings.field);
        if (!field || pane.ownMap) return pane;
        return { ...pane, settings: { ...pane.settings, colormap: COLORMAPS[theme][field.kind] } };
      }),
    })),
});

/** Three planes through the middle. */
function middleOf(box: NonNullable<FieldInfo['box']>): Cuts {
  const [x, y, z] = box.map(([low, high]) => (low + high) / 2);
  return { planes: [x!, y!, z!], shown: [true, true, true], level: null };
}

function rank(field: FieldInfo): number {
  const place = FAVOURITES.indexOf(field.name);
  return place < 0 ? FAVOURITES.length : place;
}
