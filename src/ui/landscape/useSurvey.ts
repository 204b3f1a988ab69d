import { useCallback, useEffect, useRef, useState } from 'react';
import type { LoadedScene } from '../../worker/protocol';
import { useStudio, useStudioState } from '../studio';
import { emptySurvey, rowsFromTheMiddle, type Survey, type SurveyPlan, withRow } from './survey';

/** The last look of each scene that was opened, for a panel that is opened again. */
const kept = new WeakMap<LoadedScene, { readonly survey: Survey; readonly step: number }>();

/** The look around the weights that is under way or was the last: row by row, so that it can be stopped. */
export function useSurvey() {
  const studio = useStudio();
  const loaded = useStudioState((state) => state.loaded);
  /** With the step of the training whose weights stand in the middle. */
  const [seen, setSeen] = useState<{ readonly survey: Survey; readonly step: number } | null>(null);
  const [busy, setBusy] = useState(false);
  /** Changes with every beginning and end. */
  const turn = useRef(0);

  const stop = useCallback((): void => {
    turn.current++;
    setBusy(false);
  }, []);

  const begin = useCallback(
    async (plan: SurveyPlan): Promise<void> => {
      const mine = ++turn.current;
      const { running, finished, loaded: scene } = studio.store.getState();
      const goesOn = running && !finished;
      setBusy(true);
      // The training waits: its points and what it takes from the device stay as they are.
      if (goesOn) await studio.pause();
      const { step } = studio.store.getState();
      let found = emptySurvey(plan);
      const show = (): void => {
        setSeen({ survey: found, step });
        if (scene) kept.set(scene, { survey: found, step });
      };
      show();
      try {
        const engine = studio.ask.engine;
        await engine?.landscape({ kind: 'begin', seed: plan.seed });
        for (const row of rowsFromTheMiddle(plan.size)) {
          if (mine !== turn.current) break;
          const second = found.steps[row]!;
          const own = await engine?.landscape({ kind: 'row', first: found.steps, second });
          if (!own || mine !== turn.current) break;
          found = withRow(found, row, own);
          show();
        }
      } catch (error) {
        // What was begun for another scene ends with it.
        if (mine === turn.current) studio.report(error);
      }
      if (mine === turn.current) setBusy(false);
      if (goesOn) await studio.run();
    },
    [studio],
  );

  // Another scene has other weights.
  useEffect(() => {
    setSeen((loaded && kept.get(loaded)) ?? null);
    return () => {
      stop();
      void studio.ask.engine?.landscape({ kind: 'end' }).catch(() => {});
    };
  }, [loaded, stop, studio]);
  return { survey: seen?.survey ?? null, step: seen?.step ?? 0, busy, begin, stop };
}
