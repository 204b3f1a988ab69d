import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StudioState } from '../state/store';
import type { Studio } from '../state/studio';

export const StudioContext = createContext<Studio | null>(null);

/** The page's studio; throws outside its provider. */
export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error('useStudio needs a StudioContext above it.');
  return studio;
}

/** A part of the state; the component renders again when that part changes. */
export function useStudioState<T>(select: (state: StudioState) => T): T {
  return useStore(useStudio().store, select);
}
