import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FrameSource } from './frame-source';

/** A source whose frames come when the test says so, and the names of the frames that called back. */
function source() {
  const own: (() => void)[] = [];
  const wishes: number[] = [];
  const frames = new FrameSource(
    (callback) => own.push(callback),
    () => wishes.push(performance.now()),
  );
  const came: string[] = [];
  const ask = (name: string) => frames.ask(() => came.push(name));
  return { frames, own, wishes, came, ask };
}

describe('frames for pictures', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('are the thread’s own; the page is not asked where those come in time', () => {
    const { own, wishes, came, ask } = source();
    for (const name of ['a', 'b', 'c']) {
      ask(name);
      vi.advanceTimersByTime(400);
      own.shift()!();
    }
    vi.advanceTimersByTime(5_000);
    expect(came).toEqual(['a', 'b', 'c']);
    expect(wishes).toEqual([]);
  });

  test('are the page’s where the own ones stay away: the first after half a second, all others at once', () => {
    const { frames, own, wishes, came, ask } = source();
    const began = performance.now();
    for (const name of ['a', 'b', 'c']) {
      ask(name);
      if (name === 'a') vi.advanceTimersByTime(500);
      frames.hear('frame');
    }
    expect(came).toEqual(['a', 'b', 'c']);
    expect(wishes).toEqual([began + 500, began + 500, began + 500]);
    expect(own).toHaveLength(1);
  });

  test('come from neither in a hidden tab, whose one wish waits', () => {
    const { own, wishes, came, ask } = source();
    ask('a');
    vi.advanceTimersByTime(60_000);
    expect(came).toEqual([]);
    expect([own.length, wishes.length]).toEqual([1, 1]);
  });

  test('come from a worker that is granted them in a hidden tab no sooner than it is seen, and then at once', () => {
    const { frames, own, came, ask } = source();
    frames.hear('hidden');
    ask('a');
    own.shift()!();
    expect(came).toEqual([]);
    frames.hear('seen');
    expect(came).toEqual(['a']);
    // Nobody asked for another.
    frames.hear('hidden');
    frames.hear('seen');
    ask('b');
    expect(came).toEqual(['a']);
    own.shift()!();
    expect(came).toEqual(['a', 'b']);
  });

  test.each([['own'], ['page']])(
    'are the own ones again when both come, the %s one first, and none is drawn twice',
    (first) => {
      const { frames, own, wishes, came, ask } = source();
      ask('hidden');
      vi.advanceTimersByTime(60_000);
      const shown = [() => own.shift()!(), () => frames.hear('frame')];
      if (first === 'page') shown.reverse();
      shown[0]!();
      expect(came).toEqual(['hidden']);
      ask('a');
      shown[1]!();
      if (first === 'own') {
        // The page's frame is of no use any more.
        expect(came).toEqual(['hidden']);
        own.shift()!();
      } else {
        frames.hear('frame');
      }
      expect(came).toEqual(['hidden', 'a']);
      const asked = wishes.length;
      for (const name of ['b', 'c']) {
        ask(name);
        own.shift()!();
      }
      vi.advanceTimersByTime(5_000);
      expect(came).toEqual(['hidden', 'a', 'b', 'c']);
      expect(wishes).toHaveLength(asked);
    },
  );
});
