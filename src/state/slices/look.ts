import type { StateCreator } from 'zustand/vanilla';

export type Theme = 'light' | 'dark';

export interface LookSlice {
  readonly theme: Theme;
  readonly chartsOpen: boolean;
  setChartsOpen(open: boolean): void;
}

export const lookSlice: StateCreator<LookSlice> = (set) => ({
  theme: 'light',
  chartsOpen: true,
  setChartsOpen: (chartsOpen) => set({ chartsOpen }),
});
