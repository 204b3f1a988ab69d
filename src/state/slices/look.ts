import type { StateCreator } from 'zustand/vanilla';

export type Theme = 'light' | 'dark';

export interface LookSlice {
  readonly theme: Theme;
  /** What lies below the pictures; null = folded away. */
  readonly below: 'charts' | 'anatomy' | 'landscape' | 'operator' | 'experts' | 'runs' | 'measure' | null;
  setBelow(below: LookSlice['below']): void;
  /** The problem is being typed. */
  readonly editing: boolean;
  setEditing(editing: boolean): void;
  /** The training points lie over the pictures. */
  readonly dotted: boolean;
  setDotted(dotted: boolean): void;
  /** The experts' boxes lie over the pictures. */
  readonly boxed: boolean;
  setBoxed(boxed: boolean): void;
}

export const lookSlice: StateCreator<LookSlice> = (set) => ({
  theme: 'light',
  below: 'charts',
  setBelow: (below) => set({ below }),
  editing: false,
  setEditing: (editing) => set({ editing }),
  dotted: false,
  setDotted: (dotted) => set({ dotted }),
  boxed: true,
  setBoxed: (boxed) => set({ boxed }),
});
