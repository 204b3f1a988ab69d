import type { Studio } from '../state/studio';

/** How long after the first picture, ms: the first visit has its network and its cores to itself. */
const LATER_MS = 3_000;

/** Keeps the built page on this device for visits without a network, once it has shown something. */
export function keepForOffline({ store }: Studio): void {
  const { connection } = navigator as { connection?: { readonly saveData?: boolean } };
  if (!import.meta.env.PROD || !('serviceWorker' in navigator) || connection?.saveData) return;
  const register = (): void => {
    // Where it cannot be (a private window, a full disk) the page only needs its network.
    navigator.serviceWorker.register(new URL('sw.js', document.baseURI)).catch(() => {});
  };
  let isWaiting = false;
  const look = ({ pictures }: { readonly pictures: number }): void => {
    if (pictures === 0 || isWaiting) return;
    isWaiting = true;
    setTimeout(register, LATER_MS);
  };
  look(store.getState());
  store.subscribe(look);
}
