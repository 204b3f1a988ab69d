import type { Studio } from './studio';

/** What a browser tells of its battery (Battery Status API), as far as it is asked. */
type Battery = Pick<EventTarget, 'addEventListener' | 'removeEventListener'> & { readonly charging: boolean };

/** A page that may be hidden. */
type Hideable = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

const KEY = 'nablab-rest-on-battery';

/** Whether runs rest on battery while the page is hidden: so, until the visitor says otherwise. */
export function restsOnBattery(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'no';
  } catch {
    return true;
  }
}

export function setRestsOnBattery(rests: boolean): void {
  try {
    localStorage.setItem(KEY, rests ? 'yes' : 'no');
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** Saves the battery of this device from now on, where the browser tells of one. */
export async function watchBattery(studio: Studio, device: object = navigator): Promise<void> {
  const { getBattery } = device as { getBattery?: () => Promise<Battery> };
  // Frames of other sites are refused.
  const battery = await getBattery?.call(device).catch(() => null);
  if (battery) saveBattery(studio, battery, document, restsOnBattery);
}

/**
 * Rests a run while the page is hidden and the device runs on battery, and goes on when it is shown or charged; what
 * happened is said when the page is seen again. Returns how to let go.
 * @param wants whether the visitor wants that
 */
export function saveBattery(
  studio: Pick<Studio, 'store' | 'run' | 'pause'>,
  battery: Battery,
  page: Hideable,
  wants: () => boolean,
): () => void {
  let [rests, isTold] = [false, true];
  const look = (): void => {
    const { running, notify } = studio.store.getState();
    const isHidden = page.visibilityState === 'hidden';
    if (isHidden && !battery.charging && wants()) {
      if (!running) return;
      [rests, isTold] = [true, false];
      void studio.pause();
      return;
    }
    if (rests && !running) void studio.run();
    rests = false;
    if (isHidden || isTold) return;
    isTold = true;
    notify('info', 'Paused while hidden, on battery; now the run goes on.');
  };
  page.addEventListener('visibilitychange', look);
  battery.addEventListener('chargingchange', look);
  return () => {
    page.removeEventListener('visibilitychange', look);
    battery.removeEventListener('chargingchange', look);
  };
}
