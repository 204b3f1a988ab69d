import { useEffect, useState } from 'react';
import type { ExpertsReport } from '../../worker/inside';
import { useStudio, useStudioState } from '../studio';

/** Two looks at the experts are at least this far apart, ms, and take at most one part in so many of the time. */
const LOOK_MS = 700;
const SHARE = 6;

const shared = new WeakMap<object, { key: string; report: Promise<ExpertsReport | null> }>();

/** The experts of the present answer, looked at again whenever it changes; null until they are known. */
export function useExperts(): ExpertsReport | null {
  const studio = useStudio();
  const loaded = useStudioState((state) => state.loaded);
  const [report, setReport] = useState<ExpertsReport | null>(null);
  useEffect(() => {
    setReport(null);
    if (!loaded?.hasExperts) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    let seen = '';
    const look = async (): Promise<void> => {
      const began = performance.now();
      const { step, pictures, parameters } = studio.store.getState();
      const key = `${step} ${JSON.stringify(parameters)}`;
      // The first picture comes first.
      if (pictures > 0 && key !== seen && !document.hidden) {
        // All who show the experts ask once.
        const known = shared.get(loaded);
        const asked = known?.key === key ? known : { key, report: studio.ask.experts() };
        shared.set(loaded, asked);
        const fresh = await asked.report;
        if (fresh) seen = key;
        if (isGone) return;
        if (fresh) setReport(fresh);
      }
      timer = setTimeout(() => void look(), Math.max(LOOK_MS, SHARE * (performance.now() - began)));
    };
    void look();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [loaded, studio]);
  return report;
}
