import type { DeviceNotice, FrameWish, Notice, PageNews, Pulse, WorkerMessage } from './protocol';

/** Pulses are at least this far apart, ms. */
const PULSE_MS = 100;

/** Sends news to the page over its MessagePort; pulses at most ten a second, the last one always. */
export class Reporter {
  #port: MessagePort | null = null;
  #last = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #pulse: () => Pulse | null;

  /** @param pulse makes the pulse when it is sent, so that it is never stale; null = nothing to tell. */
  constructor(pulse: () => Pulse | null) {
    this.#pulse = pulse;
  }

  /** @param onNews called with what the page tells, such as that the frame of {@link wishFrame} has come. */
  connect(port: MessagePort, onNews: (news: PageNews) => void): void {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<PageNews>) => onNews(data);
  }

  /** Asks for a pulse: now, or when the last is old enough. */
  pulse(): void {
    if (this.#timer !== null) return;
    const wait = this.#last + PULSE_MS - performance.now();
    if (wait <= 0) {
      this.#send();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#send();
    }, wait);
  }

  notice(level: Notice['level'], text: string): void {
    this.#post({ kind: 'notice', level, text });
  }

  device(state: DeviceNotice['state'], text: string): void {
    this.#post({ kind: 'device', state, text });
  }

  /** Asks for a frame of the page's. */
  wishFrame(): void {
    this.#post({ kind: 'frame' });
  }

  #send(): void {
    const pulse = this.#pulse();
    if (pulse) this.#post(pulse);
    this.#last = performance.now();
  }

  #post(message: WorkerMessage | FrameWish): void {
    this.#port?.postMessage(message);
  }
}
