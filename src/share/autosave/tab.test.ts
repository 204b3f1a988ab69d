import { expect, it, vi } from 'vitest';
import { claim } from './tab';

/** Locks of one site, as its tabs see them. */
function siteLocks() {
  let holder: object | null = null;
  const tab = () => {
    const own = {};
    const request = async (_name: string, _options: object, work: (lock: object | null) => unknown) => {
      if (holder !== null) return work(null);
      holder = own;
      return work({});
    };
    const close = (): void => {
      if (holder === own) holder = null;
    };
    return { locks: { request } as unknown as LockManager, close };
  };
  return tab;
}

it('one tab keeps; another takes over when that is closed, and only then', async () => {
  vi.useFakeTimers();
  try {
    const tab = siteLocks();
    const [first, second] = [tab(), tab()];
    const later = vi.fn();
    expect(await claim(() => {}, first.locks)).toBe(true);
    expect(await claim(later, second.locks)).toBe(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(later).not.toHaveBeenCalled();
    first.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(later).toHaveBeenCalledTimes(1);
  } finally {
    vi.useRealTimers();
  }
});

it('a tab that is loaded again comes before one that waits', async () => {
  vi.useFakeTimers();
  try {
    const tab = siteLocks();
    const [first, second, reloaded] = [tab(), tab(), tab()];
    const later = vi.fn();
    await claim(() => {}, first.locks);
    await claim(later, second.locks);
    await vi.advanceTimersByTimeAsync(5_000);
    first.close();
    expect(await claim(() => {}, reloaded.locks)).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(later).not.toHaveBeenCalled();
  } finally {
    vi.useRealTimers();
  }
});
