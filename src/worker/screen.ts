import type { Solver } from '../../solvers/methods/solver';
import type { Panes } from './panes';
import type { Session } from './session';

/**
 * Draws when something changed and the page can be seen. Frames are asked for, never awaited: in a hidden tab
 * none comes, and the solver goes on without pictures.
 */
export class Screen {
  readonly #panes: Panes;
  readonly #requestFrame: (callback: () => void) => void;
  readonly #onFrame: () => void;
  readonly #onError: (error: unknown) => void;
  #asked = false;
  #granted = false;
  /** Drawing failed; not tried again before something changes, so that one fault makes one message. */
  #blind = false;
  /** Pictures drawn so far. */
  count = 0;

  /** @param onFrame called when a frame that was asked for may be drawn now. */
  constructor(
    panes: Panes,
    requestFrame: (callback: () => void) => void,
    onFrame: () => void,
    onError: (error: unknown) => void,
  ) {
    this.#panes = panes;
    this.#requestFrame = requestFrame;
    this.#onFrame = onFrame;
    this.#onError = onError;
  }

  /** Something changed: a frame is wanted. */
  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#requestFrame(() => {
      this.#asked = false;
      this.#granted = true;
      this.#onFrame();
    });
  }

  /** What failed to draw may work now. */
  retry(): void {
    this.#blind = false;
    this.ask();
  }

  /** Draws if a frame was granted since the last picture. Needs the device for itself. Resolves to whether it drew. */
  async draw({ gpu }: Session, solver: Solver): Promise<boolean> {
    if (!this.#granted || this.#blind) return false;
    this.#granted = false;
    try {
      const drew = await this.#panes.draw(gpu, solver);
      if (drew) this.count++;
      return drew;
    } catch (error) {
      this.#blind = true;
      this.#onError(error);
      return false;
    }
  }
}
