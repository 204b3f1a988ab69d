import type { StateCreator } from 'zustand/vanilla';
import type { StudioState } from '../store';

export type Theme = 'light' | 'dark';

export interface LookSlice {
  readonly theme: Theme;
  readonly chartsOpen: boolean;
  setTheme(theme: Theme): void;
  setChartsOpen(open: boolean): void;
}

export const lookSlice: StateCreator<StudioState, [], [], LookSlice> = (set) => ({
  theme: 'light',
  chartsOpen: true,
  setTheme: (theme) => set({ theme }),
  setChartsOpen: (chartsOpen) => set({ chartsOpen }),
});
