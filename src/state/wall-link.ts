import type { Scene } from '../../scenes';
import { radiusOf } from './brush-link';
import type { StudioStore } from './store';

type Point = readonly [x: number, y: number];

interface WallHost {
  readonly store: StudioStore;
  /** Opens a scene that differs in its bodies from the one that runs; the run goes on where it can. */
  goOn(scene: unknown): Promise<void>;
  guard(action: () => unknown): Promise<void>;
}

/** Walls drawn into the scene and taken out of it, one after the other: each is a change of the scene that is shared. */
export class WallLink {
  readonly #host: WallHost;
  #work: Promise<void> = Promise.resolve();

  constructor(host: WallHost) {
    this.#host = host;
  }

  /** Draws a wall as wide as the brush along a way; the way is shown until it stands. */
  draw(path: readonly Point[]): Promise<void> {
    const { store } = this.#host;
    const radius = radiusOf(store.getState());
    return this.#next(async () => {
      const { withWall } = await import('./walls');
      await this.#host.goOn(withWall(store.getState().scene as Scene, path, radius));
      store.getState().say('A wall was drawn.');
    }).finally(() => {
      // Also where it was refused.
      if (store.getState().trace === path) store.getState().setTrace([]);
    });
  }

  /** Takes away the body under the brush, or says that there is none. */
  erase(at: Point): Promise<void> {
    const { store } = this.#host;
    return this.#next(async () => {
      const { withoutWall } = await import('./walls');
      const { scene, notify, say } = store.getState();
      const bare = withoutWall(scene as Scene, at, radiusOf(store.getState()));
      if (!bare) return notify('info', 'There is no wall to take away: point at one.');
      await this.#host.goOn(bare);
      say('A wall was taken away.');
    });
  }

  #next(action: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(() => this.#host.guard(action));
    return this.#work;
  }
}
