import type { StudioState, StudioStore } from './store';

/** What a piece of advice changes in the scene. */
export type CoachAction =
  | { readonly kind: 'cells'; readonly n: number }
  /** Null = the method chooses the step. */
  | { readonly kind: 'step'; readonly dt: number | null }
  | { readonly kind: 'parameter'; readonly name: string; readonly value: number }
  | { readonly kind: 'restart' };

/** What following advice needs of the studio. */
interface CoachHost {
  readonly store: StudioStore;
  setCells(n: number): Promise<void>;
  setStep(dt: number | null): Promise<void>;
  setParameter(name: string, value: number): void;
  /** Starts a scene that was open before. */
  reopen(scene: unknown): Promise<void>;
  reset(): Promise<void>;
  run(): Promise<void>;
}

/** Follows the coach's advice, and takes it back. */
export class CoachLink {
  readonly #host: CoachHost;
  #undo: (() => Promise<void>) | null = null;

  constructor(host: CoachHost) {
    this.#host = host;
  }

  /** @param words what is said of it afterwards */
  async follow(action: CoachAction, words: string): Promise<void> {
    const { scene, view } = this.#state;
    this.#undo = this.#undoOf(action, scene);
    await this.#perform(action);
    this.#state.setFollowed(view && this.#undo ? { words, scene: view.id } : null);
    this.#state.say(`${words}: done.`);
  }

  async undo(): Promise<void> {
    const undo = this.#undo;
    this.#undo = null;
    this.#state.setFollowed(null);
    await undo?.();
    this.#state.say('Undone.');
  }

  get #state(): StudioState {
    return this.#host.store.getState();
  }

  async #perform(action: CoachAction): Promise<void> {
    const host = this.#host;
    if (action.kind === 'cells') return host.setCells(action.n);
    if (action.kind === 'step') return host.setStep(action.dt);
    if (action.kind === 'restart') await host.reset();
    else host.setParameter(action.name, action.value);
    await host.run();
  }

  #undoOf(action: CoachAction, scene: unknown): (() => Promise<void>) | null {
    if (action.kind === 'restart') return null;
    if (action.kind !== 'parameter') return () => this.#host.reopen(scene);
    const before = this.#state.parameters[action.name];
    if (before === undefined) return null;
    return async () => this.#host.setParameter(action.name, before);
  }
}
