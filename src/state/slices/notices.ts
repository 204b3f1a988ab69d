import type { StateCreator } from 'zustand/vanilla';
import type { Notice } from '../../worker/protocol';

export interface NoticeLine {
  readonly id: number;
  readonly level: Notice['level'];
  readonly text: string;
}

export interface NoticesSlice {
  readonly notices: readonly NoticeLine[];
  /** The newest sentence for a screen reader. */
  readonly spoken: string;
  /** Shows a line; the same text twice is shown once. */
  notify(level: Notice['level'], text: string): void;
  dismiss(id: number): void;
  say(text: string): void;
}

const MOST_LINES = 4;

export const noticesSlice: StateCreator<NoticesSlice> = (set) => ({
  notices: [],
  spoken: '',
  notify: (level, text) =>
    set((state) => {
      const others = state.notices.filter((line) => line.text !== text);
      const id = 1 + Math.max(0, ...state.notices.map((line) => line.id));
      return { notices: [...others, { id, level, text }].slice(-MOST_LINES) };
    }),
  dismiss: (id) => set((state) => ({ notices: state.notices.filter((line) => line.id !== id) })),
  say: (spoken) => set({ spoken }),
});
