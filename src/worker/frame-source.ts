import type { PageNews } from './protocol';

/** A frame of the thread's own that takes longer than this may never come. */
const PATIENCE_MS = 500;

/**
 * Frames for pictures: the thread's own and, where those stay away, the page's. After a crash of the browser's GPU
 * process Chromium grants a worker none any more, though the page's go on. In a hidden tab there are none: the worker's
 * own come there too, and wait.
 */
export class FrameSource {
  readonly #requestOwn: (callback: () => void) => void;
  readonly #requestPage: () => void;
  #callback: (() => void) | null = null;
  /** An own frame was asked for and has not come in time; it may still come, and all is as before. */
  #overdue = false;
  #pageAsked = false;
  #hidden = false;
  /** A frame has come that nobody would have seen. */
  #held = false;

  /**
   * @param requestOwn calls back at the next frame of this thread
   * @param requestPage asks the page for its next frame, of which {@link hear} is told
   */
  constructor(requestOwn: (callback: () => void) => void, requestPage: () => void) {
    this.#requestOwn = requestOwn;
    this.#requestPage = requestPage;
  }

  /** Calls back once, at the next frame; not before the frame that was asked for last has come. */
  ask(callback: () => void): void {
    this.#callback = callback;
    if (this.#overdue) this.#askPage();
    else this.#askOwn();
  }

  /** The page's frame that was asked for has come, or it is hidden, or seen again. */
  hear(news: PageNews): void {
    if (news === 'frame') {
      this.#pageAsked = false;
      // Otherwise the own frame came after all: two sources would draw twice as often.
      if (this.#overdue) this.#come();
      return;
    }
    this.#hidden = news === 'hidden';
    if (this.#held && !this.#hidden) this.#come();
  }

  #askOwn(): void {
    const timer = setTimeout(() => {
      this.#overdue = true;
      this.#askPage();
    }, PATIENCE_MS);
    this.#requestOwn(() => {
      clearTimeout(timer);
      this.#overdue = false;
      this.#come();
    });
  }

  #askPage(): void {
    if (this.#pageAsked) return;
    this.#pageAsked = true;
    this.#requestPage();
  }

  #come(): void {
    this.#held = this.#hidden;
    if (this.#hidden) return;
    const callback = this.#callback;
    this.#callback = null;
    callback?.();
  }
}
