import type { Gpu, GpuOptions } from '../../solvers/gpu';
import type { Display } from '../../solvers/methods/solver';
import type { Richardson } from '../richardson';
import type { RivalPlan } from './compare/choose';
import type { Frames } from './history-frames';
import type { OpenPicture } from './panes';
import type { MethodFit } from './protocol';
import type { Plan } from './start';

/** What the host is made of; `engine.ts` puts in the real parts. */
export interface HostParts {
  openGpu(options: GpuOptions): Promise<Gpu>;
  /** Checks a scene document; throws `bad-input`, allocates nothing. */
  plan(scene: unknown): Plan | Promise<Plan>;
  /** Error bars of a checked scene, from two finer grids. */
  richardson(gpu: Gpu, scene: unknown): Promise<Richardson>;
  /** How else a scene can be answered; null = by nothing that solves. */
  rival(scene: unknown, plan: Plan): Promise<RivalPlan | null>;
  /** The methods and whether they fit a scene. */
  fits(scene: unknown): Promise<readonly MethodFit[]>;
  readonly openPicture: OpenPicture;
  /** Makes room for pictures of past moments; null where there is none. */
  openFrames(gpu: Gpu, display: Display): Promise<Frames | null>;
  /** Calls back at this thread's next animation frame; it may never come. */
  requestFrame(callback: () => void): void;
  /** Waits before each attempt to reopen a lost GPU, ms. */
  readonly backoff?: readonly number[];
  /** A loss so soon after the last one counts as the second in a row, ms. */
  readonly settled?: number;
  /** The state of a run is kept no more often than this, ms. */
  readonly keepEvery?: number;
}
