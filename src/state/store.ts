import { createStore, type StoreApi } from 'zustand/vanilla';
import { type BrushSlice, brushSlice } from './slices/brush';
import { type CoachSlice, coachSlice } from './slices/coach';
import { type CompareSlice, compareSlice } from './slices/compare';
import { type LookSlice, lookSlice } from './slices/look';
import { type NoticesSlice, noticesSlice } from './slices/notices';
import { type PanesSlice, panesSlice } from './slices/panes';
import { type PastSlice, pastSlice } from './slices/past';
import { type RunSlice, runSlice } from './slices/run';
import { type SceneSlice, sceneSlice } from './slices/scene';

/** Everything the page shows, except long series: those are in {@link MetricHistory}. */
export type StudioState = SceneSlice &
  RunSlice &
  PanesSlice &
  NoticesSlice &
  LookSlice &
  PastSlice &
  BrushSlice &
  CoachSlice &
  CompareSlice;

export type StudioStore = StoreApi<StudioState>;

export function createStudioStore(): StudioStore {
  return createStore<StudioState>()((...args) => ({
    ...sceneSlice(...args),
    ...runSlice(...args),
    ...panesSlice(...args),
    ...noticesSlice(...args),
    ...lookSlice(...args),
    ...compareSlice(...args),
    ...pastSlice(...args),
    ...brushSlice(...args),
    ...coachSlice(...args),
  }));
}
