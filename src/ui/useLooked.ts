import { useEffect, useState } from 'react';
import type { Studio } from '../state/studio';
import { useStudio, useStudioState } from './studio';

/**
 * What the engine tells of the present state, or of the moment that is looked at, at most every `every` ms; `empty` for
 * another scene until its first answer, and until `ready`. Give `look` and `empty` from outside the component.
 */
export function useLooked<T>(empty: T, look: (studio: Studio) => Promise<T>, every: number, ready: boolean): T {
  const studio = useStudio();
  const [seen, setSeen] = useState<T>(empty);
  const loaded = useStudioState((state) => state.loaded);
  const moment = useStudioState((state) => state.past?.index);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another scene has other answers
  useEffect(() => setSeen(empty), [loaded]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another moment has other answers
  useEffect(() => {
    if (!loaded || !ready) return;
    let gone = false;
    let last = -1;
    let busy = false;
    const ask = async (): Promise<void> => {
      const { step } = studio.store.getState();
      if (busy || step === last || document.hidden) return;
      busy = true;
      const fresh = await look(studio);
      busy = false;
      if (gone || studio.store.getState().loaded !== loaded) return;
      last = step;
      setSeen(fresh);
    };
    void ask();
    const timer = setInterval(() => void ask(), every);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [loaded, moment, ready, look, every, studio]);
  return seen;
}
