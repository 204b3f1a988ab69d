import type { Engine } from '../engine/connection';
import type { StudioStore } from './store';

/** What drawn things need of the studio. */
export interface DrawnHost {
  readonly store: StudioStore;
  engine(): Engine | null;
  /** Opens a scene that differs by what was drawn from the one that runs; the run goes on where it can. */
  goOn(scene: unknown): Promise<void>;
  guard(action: () => unknown): Promise<void>;
}
