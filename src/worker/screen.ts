import type { Pictured } from './history';
import type { Panes } from './panes';
import type { Session } from './session';
import { sleep } from './timers';

/** A picture that takes longer on the host than this is waiting for shaders. */
const PATIENCE_MS = 50;
/** So long the first step waits for the first picture, where frames are granted; and for the first frame. */
const FIRST_MS = 4000;
const FIRST_FRAME_MS = 400;

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
  #work: Promise<void> | null = null;
  /** Something was drawn, or nothing will be. */
  #seen: () => void = () => {};
  readonly #first = new Promise<void>((resolve) => {
    this.#seen = resolve;
  });
  #frames = 0;
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
      this.#frames++;
      this.#onFrame();
    });
  }

  /** What failed to draw may work now. */
  retry(): void {
    this.#blind = false;
    this.ask();
  }

  /**
   * Draws if a frame was granted since the last picture. Needs the device for itself, but not for as long as shaders
   * are compiled: the solver goes on, and the picture follows. Resolves to whether it drew.
   */
  async draw({ gpu, end }: Session, pictured: Pictured): Promise<boolean> {
    // A loop that a loss has overtaken must not open a renderer on the old device.
    if (end || !this.#granted || this.#blind || this.#work || this.#panes.empty) return false;
    this.#granted = false;
    const isReady = this.#panes.ready(gpu, pictured);
    const work: Promise<void> = (isReady ? this.#panes.draw(pictured) : this.#panes.prepare(gpu, pictured)).then(
      () => this.#done(work, isReady),
      (error) => this.#failed(work, error),
    );
    this.#work = work;
    await Promise.race([work, sleep(PATIENCE_MS)]);
    return isReady && this.#work !== work;
  }

  /**
   * Resolves when the first picture was drawn, so that a visitor sees something before the steps take the GPU; at
   * once where there is no pane, soon where no frame is granted, as in a hidden tab.
   */
  async first(): Promise<void> {
    if (this.count > 0 || this.#panes.empty) return;
    await Promise.race([this.#first, sleep(FIRST_FRAME_MS)]);
    if (this.#frames > 0) await Promise.race([this.#first, sleep(FIRST_MS)]);
  }

  /** Resolves when nothing is being drawn or compiled. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /** Forgets what is being drawn; its device is gone. */
  abandon(): void {
    this.#work = null;
    this.#seen();
  }

  #done(work: Promise<void>, drew: boolean): void {
    if (this.#work !== work) return;
    this.#work = null;
    if (!drew) {
      this.ask();
      return;
    }
    this.count++;
    this.#seen();
  }

  #failed(work: Promise<void>, error: unknown): void {
    if (this.#work !== work) return;
    this.#work = null;
    this.#blind = true;
    this.#seen();
    this.#onError(error);
  }
}
