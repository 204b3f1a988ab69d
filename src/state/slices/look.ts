import type { StateCreator } from 'zustand/vanilla';

export type Theme = 'light' | 'dark';

export interface LookSlice {
  readonly theme: Theme;
  readonly chartsOpen: boolean;
  setTheme(theme: Theme): void;
  setChartsOpen(open: boolean): void;
}

export const lookSlice: StateCreator<LookSlice> = (set) => ({
  theme: 'light',
  chartsOpen: true,
  setTheme: (theme) => set({ theme }),
  setChartsOpen: (chartsOpen) => set({ chartsOpen }),
});
