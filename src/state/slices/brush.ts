import type { StateCreator } from 'zustand/vanilla';

/** How a brush dabs. */
interface Brush {
  /** Radius, as a part of the domain's shorter side. */
  readonly size: number;
  /** Amount in the middle of a dab, as a part of what the pane's colours span. */
  readonly strength: number;
}

/** `dab` into a field, or `push` a fluid; draw a `wall`, or drop a `sensor`. */
export type Tool = 'dab' | 'push' | 'wall' | 'sensor';

export const BRUSH_SIZE = [0.02, 0.5] as const;
export const BRUSH_STRENGTH = [0.05, 2] as const;

export interface BrushSlice {
  readonly brush: Brush;
  /** The pane that is painted in; null = pointers look and move. */
  readonly painting: number | null;
  /** Changes the brush, within its limits. */
  setBrush(change: Partial<Brush>): void;
  setPainting(index: number | null): void;
  /** What the brush does where it can do that; null = what comes first there. */
  readonly tool: Tool | null;
  setTool(tool: Tool): void;
  /** The way of a wall that is being drawn, or sensors that are being dropped, in the domain; empty = none. */
  readonly trace: readonly (readonly [number, number])[];
  setTrace(trace: readonly (readonly [number, number])[]): void;
  /** Dabs take away where they would add: for fingers, which have no right button. */
  readonly takesAway: boolean;
  setTakesAway(takesAway: boolean): void;
}

export const brushSlice: StateCreator<BrushSlice> = (set) => ({
  brush: { size: 0.1, strength: 0.5 },
  painting: null,
  tool: null,
  setTool: (tool) => set({ tool }),
  trace: [],
  setTrace: (trace) => set({ trace }),
  takesAway: false,
  setBrush: (change) =>
    set(({ brush }) => {
      const { size, strength } = { ...brush, ...change };
      return { brush: { size: within(size, BRUSH_SIZE), strength: within(strength, BRUSH_STRENGTH) } };
    }),
  setPainting: (painting) => set({ painting }),
  setTakesAway: (takesAway) => set({ takesAway }),
});

function within(value: number, [least, most]: readonly [number, number]): number {
  return Math.min(most, Math.max(least, value));
}
