const LOCK = 'nablab-keeper';
/** Set while a page is open: it is still there when the page did not end in order. */
const OPEN = 'nablab.open';
/** Time between two attempts to become the tab that keeps, ms: a tab that is loaded again comes first. */
const AGAIN_MS = 10_000;

/** Whether the page is the same one loaded again. */
export function isReload(): boolean {
  return performance.getEntriesByType('navigation').some((entry) => 'type' in entry && entry.type === 'reload');
}

/** Whether the last page of this site that kept something went down; from now on this page is that one. */
export function endedBadly(): boolean {
  try {
    const wasOpen = localStorage.getItem(OPEN) !== null;
    localStorage.setItem(OPEN, '1');
    addEventListener('pagehide', () => localStorage.removeItem(OPEN));
    addEventListener('pageshow', ({ persisted }) => persisted && localStorage.setItem(OPEN, '1'));
    return wasOpen;
  } catch {
    // A browser that keeps nothing for this site.
    return false;
  }
}

/**
 * Whether this tab is the one of its site that keeps; if not, `later` is called when it becomes that, because the other
 * was closed.
 */
export async function claim(later: () => void, locks: LockManager | undefined = navigator.locks): Promise<boolean> {
  if (!locks || (await hold(locks))) return true;
  const timer = setInterval(async () => {
    if (!(await hold(locks))) return;
    clearInterval(timer);
    later();
  }, AGAIN_MS);
  return false;
}

/** Takes the lock for as long as the page lives, if it is free. */
function hold(locks: LockManager): Promise<boolean> {
  return new Promise((resolve) => {
    void locks.request(LOCK, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}
