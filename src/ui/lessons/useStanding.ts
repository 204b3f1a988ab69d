import { useEffect, useState } from 'react';
import type { Check, Standing } from '../../state/lessons/lesson';
import type { Studio } from '../../state/studio';
import { useStudio } from '../studio';

/** Two looks are at least this far apart, ms, and measuring takes at most one part in so many of the time. */
const LOOK_MS = 500;
const SHARE = 8;

/** How the run stands, looked at now and then; what checks ask for is measured where the run does not tell it by itself. */
export function useStanding(checks: readonly Check[]): Standing | null {
  const studio = useStudio();
  const [standing, setStanding] = useState<Standing | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a lesson's checks never change
  useEffect(() => {
    const wanted = checks.flatMap(({ metrics }) => metrics.map(({ name }) => name));
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen: unknown = null;
    let gone = false;
    const look = async (): Promise<void> => {
      const began = performance.now();
      const { loaded, step, metrics, parameters, pictures } = studio.store.getState();
      const now = JSON.stringify([step, parameters, Object.keys(metrics).length, loaded?.method]);
      if (loaded && pictures > 0 && now !== seen && !document.hidden) {
        const measured = wanted.some((name) => !Object.hasOwn(metrics, name)) ? await studio.ask.measure() : {};
        if (gone) return;
        if (studio.store.getState().loaded === loaded) {
          seen = now;
          setStanding(standingOf(studio, measured));
        }
      }
      timer = setTimeout(() => void look(), Math.max(LOOK_MS, SHARE * (performance.now() - began)));
    };
    void look();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [studio]);
  return standing;
}

function standingOf(studio: Studio, measured: Standing['metrics']): Standing | null {
  const { view, loaded, metrics, parameters } = studio.store.getState();
  if (!view || !loaded) return null;
  return {
    scene: view.id,
    method: loaded.method,
    cells: view.cells,
    metrics: { ...measured, ...metrics },
    parameters,
  };
}
