import type { StateCreator } from 'zustand/vanilla';
import { OK, type Outcome } from '../../../solvers/base/result';
import type { Metric } from '../../../solvers/methods/solver';
import type { AdapterReport, Pulse } from '../../worker/protocol';
import type { CompareSlice } from './compare';
import type { PanesSlice } from './panes';
import type { PastSlice } from './past';

/** `unavailable`: no WebGPU here; `stopped`: it ran and is gone for good. */
export type EngineStatus = 'starting' | 'ready' | 'unavailable' | 'stopped';

export interface RunSlice {
  readonly status: EngineStatus;
  /** Why the engine is not there, where it is not. */
  readonly statusText: string;
  readonly adapter: AdapterReport | null;
  readonly place: 'worker' | 'page';
  /** Counts started engines; canvases belong to one generation, because a dead worker takes them along. */
  readonly generation: number;
  readonly running: boolean;
  /** Counts the orders to run or to pause; news from before the newest one does not undo it. */
  readonly order: number;
  readonly finished: boolean;
  readonly step: number;
  readonly time: number;
  readonly stepMs: number;
  /** Pictures drawn so far by this engine. */
  readonly pictures: number;
  readonly outcome: Outcome;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Steps per drawn frame at most; 0 = as fast as it goes. */
  readonly speed: number;
  engineReady(adapter: AdapterReport, place: 'worker' | 'page'): void;
  engineGone(status: 'unavailable' | 'stopped', text: string): void;
  engineStarting(): void;
  /** The number of the order. */
  giveOrder(running: boolean): number;
  setSpeed(speed: number): void;
  rewind(): void;
  pulse(pulse: Pulse): void;
}

const AT_START = { finished: false, step: 0, time: 0, outcome: OK, metrics: {} } as const;

export const runSlice: StateCreator<
  RunSlice & Pick<PanesSlice, 'ranges'> & Pick<PastSlice, 'moments' | 'past'> & Pick<CompareSlice, 'rival'>,
  [],
  [],
  RunSlice
> = (set, get) => ({
  status: 'starting',
  statusText: '',
  adapter: null,
  place: 'worker',
  generation: 0,
  running: false,
  order: 0,
  stepMs: 0,
  pictures: 0,
  speed: 0,
  ...AT_START,
  engineReady: (adapter, place) =>
    set((state) => ({ status: 'ready', statusText: '', adapter, place, generation: state.generation + 1 })),
  engineGone: (status, statusText) => set({ status, statusText, running: false }),
  engineStarting: () => set({ status: 'starting', statusText: '', running: false, pictures: 0 }),
  giveOrder: (running) => {
    set({ running, order: get().order + 1 });
    return get().order;
  },
  setSpeed: (speed) => set({ speed }),
  rewind: () => set({ ...AT_START, moments: 0, past: null }),
  pulse: ({ step, time, running, order, finished, outcome, metrics, stepMs, ranges, pictures, moments, rival }) =>
    set((state) => {
      const runs = order < state.order ? state.running : running;
      return {
        step,
        time,
        running: runs,
        finished,
        stepMs,
        pictures,
        moments,
        rival: sameRival(state.rival, rival) ? state.rival : rival,
        // A run looks at the present.
        past: runs ? null : state.past,
        metrics,
        outcome:
          outcome.code === state.outcome.code && outcome.advice === state.outcome.advice ? state.outcome : outcome,
        ranges: sameRanges(state.ranges, ranges) ? state.ranges : ranges,
      };
    }),
});

function sameRanges(a: Pulse['ranges'], b: Pulse['ranges']): boolean {
  return a.length === b.length && a.every((range, i) => range.every((value, k) => value === b[i]?.[k]));
}

function sameRival(a: Pulse['rival'], b: Pulse['rival']): boolean {
  return a?.words === b?.words && a?.working === b?.working && a?.looks === b?.looks;
}
