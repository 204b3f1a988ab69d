import type { DeviceArray } from '../../../solvers/gpu';
import type { Effort } from '../protocol';

/** Another answer to the same problem, on the points of a picture; its fields are f32 [ny][nx] there. */
export interface Rival {
  /** What made it, in a word: "multigrid". */
  readonly title: string;
  /** What it is doing now, or did: "cycle 7". */
  readonly words: string;
  /** Nothing more will change. */
  readonly done: boolean;
  /** Whether what is known of its fields belongs to the moment of the picture: before, there is nothing to compare. */
  readonly comparable: boolean;
  /** Whether they are known everywhere, so that errors can be told. */
  readonly complete: boolean;
  /** Each of its steps is an answer of its own. */
  readonly stepwise: boolean;
  /** What it took so far, its own steps alone; null where that is not known (yet) or has no meaning. */
  readonly effort: Effort | null;
  /** A relative error of the answer that was timed which the fields do not have. */
  readonly loss: number;
  /** Its error by a yardstick of its own, where that is known. */
  readonly error: number | null;
  /** A field on the device; not a number where it is not known yet. */
  array(name: string): DeviceArray;
  /** Goes on by a slice of bounded time; call it alone on the device. */
  advance(): Promise<void>;
  /** Submits what brings the fields up to date. */
  refresh(names: readonly string[]): void;
  /** Its values at a point; unknown ones are left out. */
  probe(x: number, y: number): Promise<Readonly<Record<string, number>>>;
  /** Begins anew with another value. */
  setParameter(name: string, value: number): Promise<void>;
  dispose(): void;
}
