import { useStore } from 'zustand';
import type { GalleryState } from '../../state/runs/gallery';
import { runsOf } from '../../state/runs/runs';
import { useStudio } from '../studio';

/** What is kept of the studio's runs. */
export function useRuns(): ReturnType<typeof runsOf> {
  return runsOf(useStudio());
}

/** A part of the gallery; the component renders again when that part changes. */
export function useGallery<T>(select: (state: GalleryState) => T): T {
  return useStore(useRuns().gallery.store, select);
}
