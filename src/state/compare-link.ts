import type { Engine } from '../engine/connection';
import { CLASSICAL } from '../worker/compare/kinds';
import type { LoadedScene, MethodFit } from '../worker/protocol';
import type { SceneLibrary, ScenePane } from './library';
import type { StudioState, StudioStore } from './store';

/** The network that a classical method is compared with, where it fits. */
const NETWORK = 'pinn';

/** What comparing needs of the studio. */
export interface CompareHost {
  readonly store: StudioStore;
  readonly library: SceneLibrary;
  engine(): Engine | null;
  guard(action: () => unknown): Promise<void>;
  /** Starts a scene. */
  open(scene: unknown): Promise<void>;
  /** Shows other panes of the run as it is. */
  relay(scene: unknown, loaded: LoadedScene): void;
  report(error: unknown): void;
}

/** Setting another answer beside the run's own, and choosing between methods. */
export class CompareLink {
  readonly #host: CompareHost;
  #asking = false;

  constructor(host: CompareHost) {
    this.#host = host;
    host.store.subscribe(({ rival }, before) => {
      if (rival?.looks !== before.rival?.looks) void this.#ask();
    });
  }

  /**
   * Shows a classical answer, a network's and their difference, or the run's own answer alone again. A classical run
   * gives way to the network where that fits the scene: it is trained while one looks on, and the classical method
   * solves beside it.
   */
  toggle(): Promise<void> {
    return this.#host.guard(async () => {
      const { loaded, setComparing } = this.#state;
      setComparing(true);
      try {
        await (loaded?.compared ? this.#end() : this.#begin());
      } finally {
        setComparing(false);
      }
    });
  }

  /** Starts the present scene by another method, with the same panes. */
  setMethod(id: string): Promise<void> {
    const { library, open, guard } = this.#host;
    return guard(() => open(library.withMethod(this.#state.scene, id)));
  }

  /** Starts the present scene with another setting of a method. */
  setRecipe(method: string, key: string, value: number | string): Promise<void> {
    const { library, open, guard } = this.#host;
    return guard(() => open(library.withRecipe(this.#state.scene, method, key, value)));
  }

  /** The methods and whether they fit a scene, the present one or another; empty where there is no engine. */
  async methods(scene?: unknown): Promise<readonly MethodFit[]> {
    try {
      return (await this.#host.engine()?.methods(scene)) ?? [];
    } catch {
      return [];
    }
  }

  /** What a scene with these panes that has just started looks like: with another answer where a pane shows one. */
  async whole(loaded: LoadedScene, panes: readonly ScenePane[]): Promise<LoadedScene> {
    const isWanted = panes.some(({ field }) => /\.(reference|error)$/.test(field));
    const engine = this.#host.engine();
    if (!isWanted || !engine) return loaded;
    this.#state.setComparing(true);
    try {
      return await engine.compare(true);
    } catch (error) {
      this.#host.report(error);
      return loaded;
    } finally {
      this.#state.setComparing(false);
    }
  }

  async #begin(): Promise<void> {
    const { library, engine, open, relay } = this.#host;
    const { scene, loaded } = this.#state;
    // An operator's input lies beside its answer.
    const three = library.withThree(scene, true, loaded?.hasOperator ? loaded.paints : []);
    if (loaded && CLASSICAL.includes(loaded.method)) {
      const network = (await this.methods()).find(({ id }) => id === NETWORK);
      if (network?.refusal === null) return open(library.withMethod(three, NETWORK));
    }
    const compared = await engine()?.compare(true);
    if (compared) relay(three, compared);
  }

  async #end(): Promise<void> {
    const { library, engine, relay } = this.#host;
    const alone = await engine()?.compare(false);
    if (alone) relay(library.withThree(this.#state.scene, false), alone);
  }

  /** The newest race; another look meanwhile asks again. */
  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    let looks: number | undefined;
    do {
      looks = this.#state.rival?.looks;
      this.#state.setRace(
        (await this.#host
          .engine()
          ?.race()
          .catch(() => null)) ?? null,
      );
    } while (looks !== this.#state.rival?.looks);
    this.#asking = false;
  }

  get #state(): StudioState {
    return this.#host.store.getState();
  }
}
