import type { StateCreator } from 'zustand/vanilla';
import type { PastMoment } from '../../worker/protocol';

export interface PastSlice {
  /** Moments of the run that were kept. */
  readonly moments: number;
  /** The one that is looked at; null = the present. */
  readonly past: PastMoment | null;
  setPast(past: PastMoment | null): void;
}

export const pastSlice: StateCreator<PastSlice> = (set) => ({
  moments: 0,
  past: null,
  setPast: (past) => set({ past }),
});
