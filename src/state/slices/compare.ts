import type { StateCreator } from 'zustand/vanilla';
import type { Race, RivalState } from '../../worker/protocol';

export interface CompareSlice {
  /** How the other answer stands; null where there is none. */
  readonly rival: RivalState | null;
  /** Errors of both answers and what they took, as last told. */
  readonly race: Race | null;
  /** Another answer is being set up. */
  readonly comparing: boolean;
  setRace(race: Race | null): void;
  setComparing(comparing: boolean): void;
}

export const compareSlice: StateCreator<CompareSlice> = (set) => ({
  rival: null,
  race: null,
  comparing: false,
  setRace: (race) => set({ race }),
  setComparing: (comparing) => set({ comparing }),
});
