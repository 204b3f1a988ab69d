import type { SceneLibrary } from './library';
import type { StudioStore } from './store';

/** A change counts when the scene has rested for so long, ms: a dragged slider is one step. */
const REST_MS = 500;
/** Steps back at most. */
const MOST = 100;

/** What undoing needs of the studio. */
interface PastHost {
  readonly store: StudioStore;
  readonly library: SceneLibrary;
  /** Opens the text of a scene. */
  openText(text: string): Promise<void>;
}

/** The scenes that were open, so that every change of one can be undone and done again. */
export class ScenePast {
  readonly #host: PastHost;
  readonly #kept: (text: string) => void;
  #texts: string[] = [];
  #at = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #opening = false;
  #work: Promise<void> = Promise.resolve();

  /** @param kept called with the text of each scene that has rested */
  constructor(host: PastHost, kept: (text: string) => void) {
    this.#host = host;
    this.#kept = kept;
    host.store.subscribe((state, before) => {
      if (state.scene !== before.scene) this.#changed();
    });
    this.#keep();
  }

  get canUndo(): boolean {
    return this.#at > 0;
  }

  get canRedo(): boolean {
    return this.#at < this.#texts.length - 1;
  }

  undo(): Promise<void> {
    this.#keep();
    return this.#go(-1, 'Undone.');
  }

  redo(): Promise<void> {
    return this.#go(1, 'Done again.');
  }

  /** One after the other: keys come faster than scenes open. */
  #go(by: number, words: string): Promise<void> {
    this.#work = this.#work.then(() => this.#open(by, words));
    return this.#work;
  }

  async #open(by: number, words: string): Promise<void> {
    const text = this.#texts[this.#at + by];
    if (text === undefined) return;
    this.#at += by;
    this.#kept(text);
    this.#opening = true;
    await this.#host.openText(text);
    this.#opening = false;
    const { scene, say } = this.#host.store.getState();
    // As the library writes it, so that it is no change of its own.
    this.#texts[this.#at] = this.#host.library.toText(scene);
    say(words);
  }

  #changed(): void {
    if (this.#opening) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#keep(), REST_MS);
  }

  #keep(): void {
    clearTimeout(this.#timer);
    const { scene } = this.#host.store.getState();
    if (scene === null || this.#opening) return;
    const text = this.#host.library.toText(scene);
    if (text === this.#texts[this.#at]) return;
    this.#texts = [...this.#texts.slice(0, this.#at + 1), text].slice(-MOST);
    this.#at = this.#texts.length - 1;
    this.#kept(text);
  }
}
