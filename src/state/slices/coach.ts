import type { StateCreator } from 'zustand/vanilla';

/** A piece of advice that was followed and can be undone. */
interface Followed {
  readonly words: string;
  /** The scene that it was for. */
  readonly scene: string;
}

export interface CoachSlice {
  readonly followed: Followed | null;
  setFollowed(followed: Followed | null): void;
}

export const coachSlice: StateCreator<CoachSlice> = (set) => ({
  followed: null,
  setFollowed: (followed) => set({ followed }),
});
