import type { FrameWish, PageNews, WorkerMessage } from './protocol';

/** A port that only remembers, to a page that gives frames while `frames` is true. */
export class FakePort {
  readonly messages: WorkerMessage[] = [];
  readonly times: number[] = [];
  frames = false;
  /** Frames that the page was asked for. */
  wishes = 0;
  onmessage: ((event: { readonly data: PageNews }) => void) | null = null;
  postMessage(message: WorkerMessage | FrameWish): void {
    if (message.kind === 'frame') {
      this.wishes++;
      if (this.frames) setTimeout(() => this.onmessage?.({ data: 'frame' }), 1);
      return;
    }
    this.messages.push(message);
    this.times.push(performance.now());
  }
  of<K extends WorkerMessage['kind']>(kind: K): Extract<WorkerMessage, { kind: K }>[] {
    return this.messages.filter((message) => message.kind === kind) as Extract<WorkerMessage, { kind: K }>[];
  }
}
